"""The level of each service by period as a table: figure, icon, coverage if not full."""

from collections.abc import Sequence
from dataclasses import dataclass

from common.ui.charts.bars import Meter


@dataclass(frozen=True)
class SlamCell:
    """One service in one period.

    `state` is a key of `common.ui.states` (met, at_risk, missed, no_data; empty where there was
    nothing to judge: the cell stays blank, `title` says why), `text` the written
    figure without its sign, `coverage` is written when it is not full. Only a cell that asks a
    question has a `url`.
    """

    state: str
    text: str = ""
    coverage: str = ""
    url: str = ""
    title: str = ""
    restated: bool = False


@dataclass(frozen=True)
class SlamRow:
    """One service: name and link, what is promised, past cells, the running one, budget left."""

    name: str
    url: str
    note: str
    promise: str
    cells: tuple[SlamCell, ...]
    now: SlamCell | None = None
    budget: Meter | None = None
    budget_text: str = ""


@dataclass(frozen=True)
class Slam:
    """The whole chart: column heads of two lines each, oldest first, the running period last."""

    heads: tuple[tuple[str, str], ...]
    now_head: tuple[str, str] | None
    rows: tuple[SlamRow, ...]


def slam(
    *,
    heads: Sequence[tuple[str, str]],
    rows: Sequence[SlamRow],
    now_head: tuple[str, str] | None = None,
) -> Slam:
    """Return the chart. Raises ValueError when a row has more or fewer cells than heads."""
    for row in rows:
        if len(row.cells) != len(heads):
            raise ValueError(f"{row.name}: {len(row.cells)} cells under {len(heads)} heads")
    return Slam(tuple(heads), now_head, tuple(rows))
