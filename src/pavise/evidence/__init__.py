"""What sources claim: every figure and statement with who says it, where, when, and under which condition.

Claims are kept as they were made, quarrels included. `ledger` reads them, `weigh` turns competing claims about one
quantity into one distribution, and `timeline` tells who said what about the purchase by a given date.
"""
