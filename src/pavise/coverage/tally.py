"""The two inner loops of counting: which cells a sensor sees, and what all sensors of a world cover together."""

from __future__ import annotations

import numpy as np

from pavise.sim.compiled import kernel


@kernel
def note_sensor(p, level, number, first_row, first_column, seen, who, counts):
    """Note which cells of its window a sensor sees, and return how many. `who` adds up the numbers of the sensors."""
    rows, columns = p.shape
    total = 0
    for row in range(rows):
        for column in range(columns):
            if p[row, column] >= level:
                total += 1
                counts[row, column] += np.uint16(1)
                seen[first_row + row, first_column + column] += np.uint16(1)
                who[first_row + row, first_column + column] += np.int32(number)
    return total


@kernel
def note_world(seen, who, inside, at_least, alone_out, totals_out):
    """Add one world to the counts: cells seen by one, two ... sensors; by one alone; covered, inside; inside twice."""
    most = at_least.shape[0]
    rows, columns = seen.shape
    for row in range(rows):
        for column in range(columns):
            number = np.int64(seen[row, column])
            if number == 0:
                continue
            totals_out[0] += 1
            if inside[row, column]:
                totals_out[1] += 1
                if number > 1:
                    totals_out[2] += 1
            if number == 1:
                alone_out[who[row, column] - 1] += 1
            for k in range(min(number, most)):
                at_least[k, row, column] += np.uint16(1)
