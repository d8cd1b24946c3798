"""Who can see where: areas in which the sensors of a posture see a target, over all worlds of the doubt.

    case -> World of arrays      the same that the battles step
         -> grid of equal cells  around everything that its sensors may reach        (projection, grid, interest)
         -> chance per cell      with the same function as the battles, world by world (sight, approach)
         -> share of the worlds  in which the chance exceeds a level                 (count)
         -> areas, polygons      P10, P50, P90; gaps; overlap                        (count, outline, rfc7946)
         -> a folder             coverage.json, grids.npz, GeoJSON, GeoTIFF          (folder, geotiff)

`vertical` does the same over range and height (Blake charts), `siting` asks which candidate places cover most.

Nobody's coverage is one ring. The range of a radar is a claim, claims differ, and the target's cross-section is a
guess; so every cell says in how many of the worlds it is covered, and every area comes with its low, middle and high
value.
"""
