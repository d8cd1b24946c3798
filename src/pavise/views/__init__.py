"""Tables made visible: plots, the map of a posture, and the report. Reads result tables only.
"""
