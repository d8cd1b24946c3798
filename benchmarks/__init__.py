"""Declared benchmark cases and how they are measured: `python -m benchmarks.run`."""
