"""From tables to answers: outcomes with their intervals, options compared in pairs, and where the doubt comes from.

Reads result tables only, so that a result folder opened in ten years can still be analysed.
"""
