"""The ground: elevation from any raster that GDAL reads, the user's own library of it, and what it hides from a radar.

    reading      GDAL: open, take a window of heights, change coordinates
    facts        one raster examined: what it is, and everything that makes it unfit
    memory       what was found out about a file, kept while the file stays as it is
    lattice      rasters whose posts lie on one regular grid, read page by page
    raster       many rasters as one elevation: height at any place

    index        what the library holds, on disk
    library      the folder in which a user keeps elevation
    copernicus   what the public Copernicus tiles are called, and what credit they ask for
    fetch        one file over HTTP, in pieces if need be
    download     the tiles of an area

    rays         the lines along which an antenna looks
    shadow       the height above which it sees, by bearing and distance
    cache        shadows kept on disk
    ground       a coarse grid of the highest ground, for paths

Heights are metres above mean sea level as the data have them. The simulation's heights are above the ellipsoid; the one
is taken for the other, since the undulation between them (some tens of metres) is common to everything in a theatre.
"""
