from dataclasses import replace
from datetime import date

import pytest

from agreements.engine.terms import (
    Comparator,
    ExclusionApproval,
    LateCorrection,
    NewService,
    Terms,
)
from slm.engine.breaks import Crossing
from slm.engine.level import Planned, Reading, Unknown
from slm.engine.metrics import Metric
from slm.engine.periods import Cadence, PeriodKind

TERMS = Terms(
    indicator="PAY/availability",
    hours="OFFICE",
    target_ppm=999_000,
    cadence=Cadence(PeriodKind.MONTH),
)

CHANGES = [
    {"indicator": "PAY/response"},
    {"hours": "ALWAYS"},
    {"target_ppm": 998_000},
    {"cadence": Cadence(PeriodKind.QUARTER)},
    {"cadence": Cadence(PeriodKind.ROLLING, rolling_days=30)},
    {"cadence": Cadence(PeriodKind.CONTRACT_YEAR, anchor_on=date(2026, 4, 1))},
    {"cadence": Cadence(PeriodKind.FISCAL_YEAR, first_month=4)},
    {"comparator": Comparator.ABOVE},
    {"reading": Reading(unknown=Unknown.BAD)},
    {"reading": Reading(planned=Planned.GOOD)},
    {"reading": Reading(partial_weight_ppm=300_000)},
    {"reading": Reading(degraded_weight_ppm=1)},
    {"minimum_break_seconds": 60},
    {"crossing": Crossing.BOTH},
    {"new_service": NewService.WHOLE_PERIOD},
    {"late_correction": LateCorrection.NONE},
    {"grace_days": 5},
    {"rules": (("maintenance", "five-days"),)},
    {"metric": Metric.DOWNTIME, "limit": 3_600, "comparator": Comparator.AT_MOST},
    {"limit": 3_600},
    {"within": 800},
    {"priority": "P1"},
    {"exclusion_approval": ExclusionApproval.BOTH},
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: next(iter(change)))
def test_every_changed_term_changes_the_hash(change):
    assert replace(TERMS, **change).content_hash() != TERMS.content_hash()


def test_every_term_is_changed_above():
    assert {name for change in CHANGES for name in change} == set(Terms.__dataclass_fields__)


def test_equal_terms_have_equal_hashes_in_any_order_and_for_ever():
    rules = (("maintenance", "five-days"), ("exclusions", "both-sign"))
    one, other = replace(TERMS, rules=rules), replace(TERMS, rules=rules[::-1])
    assert one.content_hash() == other.content_hash()
    # Stored beside issued results: if this changes, every commitment seems to have new terms.
    assert (
        TERMS.content_hash() == "bd39828f7f08c163d5ed386c7f0f910f1a69e4b721a2e404d8449654ed6ac038"
    )


def test_what_the_week_begins_with_matters_only_to_weeks():
    month = replace(TERMS, cadence=Cadence(PeriodKind.MONTH, first_weekday=6))
    weeks = [
        replace(TERMS, cadence=Cadence(PeriodKind.WEEK, first_weekday=first)) for first in (0, 6)
    ]
    assert month.content_hash() == TERMS.content_hash()
    assert weeks[0].content_hash() != weeks[1].content_hash()


@pytest.mark.parametrize(
    "change",
    [
        {"target_ppm": -1},
        {"target_ppm": 1_000_001},
        {"target_ppm": 1_000_000, "comparator": Comparator.ABOVE},
        {"minimum_break_seconds": -1},
        {"grace_days": -1},
    ],
)
def test_terms_that_nobody_can_keep_are_refused(change):
    with pytest.raises(ValueError, match=r"target|100 %|negative"):
        replace(TERMS, **change)
