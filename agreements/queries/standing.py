"""How commitments stand: the verdict of a period with its figures as of the last finished tick."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db.models import Count, QuerySet

from agreements.models import Agreement, Commitment, State, Verdict
from agreements.queries.figures import Figures, figures_of
from slm.models import Cycle

# From what asks first to what asks nothing.
URGENCY = (State.MISSED, State.AT_RISK, State.NO_DATA, State.MET)


@dataclass(frozen=True, slots=True)
class Standing:
    """One commitment in one period: what was promised, where it stands, the word for it."""

    verdict: Verdict
    figures: Figures

    @property
    def commitment(self) -> Commitment:
        return self.verdict.commitment

    @property
    def key(self) -> str:
        """The key of the state as it is shown (common.ui.states)."""
        return state_key(self.verdict, self.figures.at)

    @property
    def is_running(self) -> bool:
        return not self.figures.is_over

    @property
    def share_left(self) -> Fraction | None:
        """How much of the budget is left, 1 is all; None for a promise without one."""
        used = self.figures.contract.used
        return None if used is None else 1 - used

    @property
    def is_fully_covered(self) -> bool:
        return self.figures.coverage.good == self.figures.coverage.measured


def last_tick(*, default: dt.datetime) -> dt.datetime:
    """The instant of the last finished tick: figures are as of then (decision 20)."""
    finished_at = Cycle.objects.filter(pk=Cycle.ONLY).values_list("finished_at", flat=True).first()
    return finished_at or default


def state_key(verdict: Verdict, at: dt.datetime) -> str:
    """`met_so_far` while the period goes on, `close` where met with little left, else the word."""
    if verdict.state != State.MET:
        return str(verdict.state)
    if at < verdict.period_end_at:
        return "met_so_far"
    return "close" if verdict.is_close else "met"


def verdicts_at(commitments: QuerySet[Commitment], *, at: dt.datetime) -> QuerySet[Verdict]:
    """The verdicts of the periods that contain `at`, with all that a line of a list needs."""
    return with_figures(
        Verdict.objects.filter(
            commitment__in=commitments, period_start_at__lte=at, period_end_at__gt=at
        )
    )


def with_figures(verdicts: QuerySet[Verdict]) -> QuerySet[Verdict]:
    """Select what figures and their lines read."""
    return verdicts.select_related(
        "period_state",
        "commitment__agreement",
        "commitment__measure__hours",
        "commitment__target__hours",
        "commitment__target__indicator__service",
        "commitment__target__indicator__slice",
    )


def standings(verdicts: Iterable[Verdict], *, at: dt.datetime) -> list[Standing]:
    """Verdicts with their figures as of `at`, in the order given; two queries for all."""
    rows = list(verdicts)
    found = figures_of(rows, at=at)
    return [Standing(row, found[row.pk]) for row in rows]


def most_urgent_first(rows: Iterable[Standing]) -> list[Standing]:
    """What is missed before what is at risk, and the least budget left first."""
    return sorted(
        rows,
        key=lambda row: (
            URGENCY.index(State(row.verdict.state)),
            row.share_left if row.share_left is not None else Fraction(2),
            row.commitment.agreement.code,
            row.commitment.pk,
        ),
    )


def target_summary(
    agreements: Iterable[Agreement], *, at: dt.datetime, user: Any
) -> dict[int, tuple[str, int, int]]:
    """By agreement id its worst state now, how many targets are in it, and how many there are.

    One query; agreements with nothing in force at `at` are left out.
    """
    rows = (
        Verdict.objects.filter(
            commitment__in=Commitment.objects.visible_to(user),
            commitment__agreement__in=[row.pk for row in agreements],
            period_start_at__lte=at,
            period_end_at__gt=at,
        )
        .values_list("commitment__agreement", "state")
        .annotate(count=Count("pk"))
        .order_by()
    )
    counts: dict[int, Counter[str]] = {}
    for agreement_id, state, count in rows:
        counts.setdefault(agreement_id, Counter())[state] = count
    return {
        pk: (worst, found[worst], found.total())
        for pk, found in counts.items()
        for worst in [next(str(state) for state in URGENCY if found[state])]
    }
