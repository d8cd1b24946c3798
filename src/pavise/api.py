"""The verbs of Pavise. A verb takes and returns objects or paths; it never prints and never parses."""

from __future__ import annotations
