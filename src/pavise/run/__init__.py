"""Doing it many times: the drivers of the simulation, and the campaign that runs a whole study in blocks."""
