"""Motion models: where a threat is at a given time."""
