"""Who stands where, in which readiness, and what comes: postures, raids, sites, and the study that compares them.

Everything here is read from commented YAML and frozen. Raids are notional families with no named attacker.
"""
