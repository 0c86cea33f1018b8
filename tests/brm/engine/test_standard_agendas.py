"""The agendas of practice: what each kind of review speaks about (R70, R106)."""

from brm.engine.standard_agendas import STANDARD_AGENDAS

BY_CODE = {agenda.code: [point.part for point in agenda.points] for agenda in STANDARD_AGENDAS}
OPERATIONAL = [
    "minutes",
    "actions",
    "levels",
    "breaches",
    "feedback",
    "requests",
    "business",
    "improvements",
    "changes",
]


def test_monthly_review_is_operational():
    assert BY_CODE["REVIEW-MONTHLY"] == [*OPERATIONAL, "next"]


def test_quarterly_review_adds_strategy_demand_and_satisfaction():
    assert BY_CODE["REVIEW-QUARTERLY"] == [
        *OPERATIONAL,
        "strategy",
        "demand",
        "satisfaction",
        "next",
    ]


def test_annual_review_adds_the_agreements():
    assert BY_CODE["REVIEW-ANNUAL"][-2:] == ["agreements", "next"]


def test_every_agenda_has_its_own_code_and_both_languages():
    assert len(BY_CODE) == len(STANDARD_AGENDAS)
    assert all(point.name and point.name_id for one in STANDARD_AGENDAS for point in one.points)
