"""What sources claim: claims with their sources, read into a ledger, weighed into distributions; the deal's timeline.

Start with `ledger.py` (what is on file), then `weigh.py` (how competing claims become one distribution).
"""
