"""What a run leaves behind: a folder of tables with a manifest, readable without the simulator.

`schema` declares every column once, `writer` writes Parquet, `manifest` closes a folder, `store` opens it again,
`measures` turns the fate of every threat into the measures that people compare.
"""
