"""Figures as a closed period keeps them: written once, and read without a fact (P20)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from agreements.engine.closing import ENGINE_VERSION, freeze
from agreements.engine.reached import judge_reached_closed
from agreements.engine.verdicts import Alerts
from agreements.models import Result, Verdict
from agreements.queries.causes import write_cause
from agreements.queries.figures import Figures, frozen_figures, tally_of
from slm.engine.calendar import Calendar
from slm.engine.layers import Parts
from slm.engine.level import PPM


@dataclass(frozen=True, slots=True)
class Frozen:
    """One result with everything that follows from its parts and terms."""

    result: Result
    figures: Figures
    key: str

    @property
    def why(self) -> str:
        """What was found to have changed, in the reader's language; empty where it was issued."""
        return write_cause(self.result.cause)

    @property
    def received_at(self) -> dt.datetime | None:
        """When the one fact that changed was received."""
        text = self.result.cause.get("received_at")
        return None if text is None else dt.datetime.fromisoformat(text)


def frozen(result: Result) -> Frozen:
    """The figures of a result, from nothing but what it keeps."""
    current = frozen_figures(result)
    judged = judge_reached_closed(terms=current.terms, reached=current.reached, alerts=Alerts())
    return Frozen(result, current, "close" if judged.close else str(result.state))


def result_of(verdict: Verdict, current: Figures, calendar: Calendar, *, number: int) -> Result:
    """A result of these figures that is not written yet: no reason, actor or instant."""
    counted = current.terms.meaning.counted
    weight = PPM if counted else PPM // current.terms.reading.grain
    return Result(
        verdict=verdict,
        number=number,
        state=verdict.state,
        good_ppm_seconds=current.level.good * weight,
        measured_ppm_seconds=current.level.measured * weight,
        parts=freeze(
            Parts() if counted else current.parts,
            breaks=current.breaks,
            tally=tally_of(verdict.period_state) if counted else None,
        ),
        terms=verdict.commitment.terms,
        calendar_hash=calendar.content_hash,
        data_revision=verdict.period_state.revision,
        engine_version=ENGINE_VERSION,
    )


def says_the_same(one: Result, other: Result) -> bool:
    """Whether two results tell the same figures, whenever and by whomever they were written."""
    return one.state == other.state and one.level == other.level and one.parts == other.parts


def results_of(verdicts: Iterable[int]) -> dict[int, list[Frozen]]:
    """By verdict id what was frozen, in its order; one query."""
    found: dict[int, list[Frozen]] = {}
    for row in (
        Result.objects.filter(verdict__in=list(verdicts))
        .select_related("actor__person")
        .order_by("verdict_id", "number")
    ):
        found.setdefault(row.verdict_id, []).append(frozen(row))
    return found
