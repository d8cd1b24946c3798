"""Map radars whose range is in doubt: no ring, but a share of the worlds for every place.

Takes two types of radar of one option of the flagship study, maps a small target 10 km up over a smooth earth, and asks
in how many of the drawn worlds the air over a few cities is covered. `pavise coverage` does the same with pictures.

Run it: python examples/050_who_sees_where.py
"""

import numpy as np

from pavise.coverage.count import count
from pavise.coverage.grid import grid_around
from pavise.coverage.interest import NearSites
from pavise.coverage.lookout import reach_m, sensor_place
from pavise.coverage.question import Layer, Question
from pavise.coverage.scene import assemble_case, chosen_rows, load_case, scene_of
from pavise.coverage.summary import network_numbers

study, option = load_case("turkey-s400", "s400-in-service")
scene = scene_of(assemble_case(study, 16, None, None), option, version="")
rows = chosen_rows(scene, ["91n6e", "eirs"])

layer = Layer(height_m=10_000.0, rcs_m2=0.1)
places = [sensor_place(scene.world, s) for s in rows]
reach = [reach_m(scene.world, s, layer.height_m) for s in rows]
grid = grid_around([lat for lat, _ in places], [lon for _, lon in places], reach, cell_m=5e3)
near = NearSites(tuple(lat for _, lat, _ in scene.sites), tuple(lon for _, _, lon in scene.sites), 100e3).inside(grid)

(counted,) = count(scene.world, rows, grid, near, Question((layer,)))
numbers = network_numbers(counted, grid, near, Question((layer,)), scene.sites)
area = numbers["area_km2"]
print(f"{scene.title}: {', '.join(dict.fromkeys(scene.types[s] for s in rows))}, target {layer.words}")
print(
    f"  covered: {area['p50']:,.0f} km2 in the middle, 8 in 10 worlds between {area['p10']:,.0f} and {area['p90']:,.0f}"
)
for at in sorted(numbers["sites"], key=lambda at: -at["covered_in"])[:6]:
    print(f"  {at['site']:12} covered in {at['covered_in']:4.0%} of the worlds")

# The check: what is covered in nine worlds of ten lies within what is covered in half of them, and no disc is certain.
regions = list(numbers["region_km2"].values())
assert regions == sorted(regions)
assert area["p10"] < area["p90"]
assert np.count_nonzero(counted.seen[0] == 16) < np.count_nonzero(counted.seen[0] > 0)
