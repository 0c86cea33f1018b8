"""The newest views of both sides, and what they come to."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from brm.engine.assessment import APART, Standing, View, differences, weigh
from brm.models import STATEMENTS, Assessment, AssessmentView, Side
from common.db.labels import field_label


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement with the points of both sides; `apart` is ours less theirs."""

    words: Any
    provider: int | None
    customer: int | None
    apart: int | None

    @property
    def is_worth_a_talk(self) -> bool:
        """Whether the sides lie that far apart."""
        return self.apart is not None and abs(self.apart) >= APART


@dataclass(frozen=True, slots=True)
class Weighed:
    """An assessment with the newest view of each side."""

    assessment: Assessment
    provider: AssessmentView | None
    customer: AssessmentView | None
    standing: Standing

    @property
    def statements(self) -> list[Statement]:
        """The six statements, side by side."""
        ours, theirs = _view(self.provider), _view(self.customer)
        apart = differences(ours, theirs) if ours and theirs else {}
        return [
            Statement(
                words=field_label(AssessmentView, name),
                provider=ours.points[name] if ours else None,
                customer=theirs.points[name] if theirs else None,
                apart=apart.get(name),
            )
            for name in STATEMENTS
        ]


def weighed(assessments: Iterable[Assessment]) -> list[Weighed]:
    """Each assessment with its newest views; one query for all of them."""
    rows = list(assessments)
    newest = (
        AssessmentView.objects.filter(assessment__in=rows)
        .order_by("assessment_id", "side", "-recorded_at", "-pk")
        .distinct("assessment_id", "side")
    )
    views = {(view.assessment_id, view.side): view for view in newest}
    found = []
    for row in rows:
        ours = views.get((row.pk, Side.PROVIDER.value))
        theirs = views.get((row.pk, Side.CUSTOMER.value))
        found.append(Weighed(row, ours, theirs, weigh(_view(ours), _view(theirs))))
    return found


def _view(stored: AssessmentView | None) -> View | None:
    if stored is None:
        return None
    return View({name: getattr(stored, name) for name in STATEMENTS}, stored.verdict)
