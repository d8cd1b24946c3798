"""Doctrines: which target a fire unit wants, and with how many rounds. Who gets it is decided in `command.py`."""
