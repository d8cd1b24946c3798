"""Write docs/arrays.md from the declarations in `pavise.sim`: `python docs/write_arrays.py`."""

from __future__ import annotations

from pathlib import Path

from pavise.sim.air_picture import LOOK, SNAPSHOT
from pavise.sim.attenuation import LOSS_LINES, LOSS_RANGES
from pavise.sim.beam import BEAM_GRID
from pavise.sim.detection import PD_GRID
from pavise.sim.fields import document
from pavise.sim.paths import POINTS_OVER_GROUND_MAX
from pavise.sim.state import PATH_POINTS, STATE_TABLES
from pavise.sim.tracked_state import BELIEF, SUPPOSED, TRACKED_TABLES, WAY
from pavise.sim.world import WORLD_TABLES

PICTURES = tuple(table for table in TRACKED_TABLES if table not in (BELIEF, WAY, SUPPOSED))
PAGE = Path(__file__).with_name("arrays.md")


def page() -> str:
    """The page as text."""
    return f"""\
# The arrays of the simulation

This page is written by `python docs/write_arrays.py` from the declarations in `src/pavise/sim/`.

A *table* is an array of small records: one record per radar, per threat and so on. A column is read like this:
`world.sensor["scan_period_s"]` has shape `[W, S]`, `state.flight["position_m"]` has shape `[R, T, 3]`. All numbers are
SI units and radians; the unit stands at the end of the name.

| letter | axis |
|---|---|
| R | replications of one block: battles that are played one after the other |
| W | worlds: draws of all doubtful parameters. Replication r lives in world r // repeats |
| U | units: a battery, a radar post, a patrol |
| S | sensors |
| C | command posts |
| G | fire groups: launchers of one post with the same missile |
| L | launchers |
| M | types of missile |
| T | threats |
| J | jammers |
| P | points on a path, room for {PATH_POINTS}, over terrain for up to {POINTS_OVER_GROUND_MAX} |
| N | networks: posts that share tracks and know of each other's shots |
| Q | links between networks |
| I | shots in flight |
| D | defended sites |
| E | events in the log, where one is kept |
| X | pairs of a sensor and a threat |
| A | one row |
| K | tracks of a network, where posts see tracks |
| B | beliefs of all networks, or looks of a recording |
| Y | points on the way that a track is expected to take, or tracks after all looks of a recording |
| Z | classes of threats |

## What does not change: `World`

Assembly fills these tables, the simulation only reads them. Plain arrays go with them: `hears[C, S]` is 1 when a post
gets a sensor's tracks, and the rest is looked up.

| array | holds | see |
|---|---|---|
| `pd_table[rows, {PD_GRID}]` | chance of detection over signal to noise | `sim/detection.py` |
| `beam_table[rows, {BEAM_GRID}]` | gain over its peak, by sine of elevation | `sim/beam.py` |
| `loss_table[rows, {LOSS_LINES}, {LOSS_RANGES}]` | what the air takes, by height and range | `sim/attenuation.py` |
| `mask[rows, azimuths, ranges]` | lowest height in sight, m | `sim/mask.py` |
| `ground[rows, columns]` | highest ground of a cell, m; rows from south, columns from west | `sim/ground.py` |

Row 0 of the beams, losses and masks is neutral: a sensor that names it has full gain everywhere, no loss, no shadow.

{document(WORLD_TABLES)}
## What changes: `State`

Every table is set anew at the start of each replication, and used again for the next block.

{document(STATE_TABLES)}
## What changes where posts see tracks: `Air`

The pictures of the networks (`sim/tracked_state.py`). Three tables more have the columns of `flight`, `path` and
`threat`, for tracks that are taken for hostile instead of threats: `belief[R, B]`, `way[R, B, Y]`, `supposed[R, B]`.

{document(PICTURES)}
## Recordings

What `pavise track` gives to the same tracker and takes from it.

{document((LOOK, SNAPSHOT))}"""


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
