"""The tracker as a tool of its own: from a table of plots to a table of tracks, and how good they are."""
