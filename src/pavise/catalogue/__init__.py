"""What we believe about types of equipment, and which claims each belief rests on.

A belief is a distribution, never one number. Where no source says anything, the belief is marked as our judgement.
"""
