"""What each second of a short span is, written cell by cell: judges what jumps over seconds."""

import numpy as np

from slm.engine.layers import Layer
from slm.engine.level import PPM
from tests.slm.engine.counting import long_outages

CLOSED = -1


def owners(calendar, layers, length, minimum_break=0):
    """The layer of every second from 0, or CLOSED outside service hours."""
    cells = np.full(length, int(Layer.GOOD))
    for layer in sorted(layers, reverse=True):
        pairs = [(start, end) for start, end in layers[layer].tolist() if end > start]
        if layer is Layer.DOWN:
            pairs = long_outages(pairs, minimum_break)
        for start, end in pairs:
            cells[start:end] = layer
    is_open = np.zeros(length, dtype=bool)
    for start, end in calendar.spans.tolist():
        is_open[start:end] = True
    return np.where(is_open, cells, CLOSED)


def running_totals(cells, reading):
    """Bad and measured time before each second, in ppm of seconds."""
    weight = [reading.bad_weight_ppm(layer) for layer in Layer] + [0]
    measured = [PPM if reading.is_measured(layer) else 0 for layer in Layer] + [0]
    return [
        np.append(0, np.cumsum(np.array(value, dtype=np.int64)[cells]))
        for value in (weight, measured)
    ]
