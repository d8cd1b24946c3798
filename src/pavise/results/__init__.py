"""The tables on disk: columns, units and meanings (`schema`), how they are written, and how they are opened.
"""
