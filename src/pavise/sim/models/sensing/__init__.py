"""Sensor models: how likely one look of one sensor sees one threat."""
