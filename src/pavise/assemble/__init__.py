"""From names to arrays: a scenario and the beliefs of the catalogue become the tables that the simulation steps.

Here doubt becomes worlds (one draw of every doubtful quantity each), the laydown rule finds a place for every unit,
and `check` reports everything a person can mend, in plain words, before anything runs.
"""
