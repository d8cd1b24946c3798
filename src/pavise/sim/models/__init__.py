"""The interchangeable models, one file each, in a folder named for the stage that asks them.

Models say how likely; the pipeline rolls the dice. A model has no randomness, no clock, no memory and no log.
"""
