"""Make an agreement from a requirement and its specification."""

import pytest

from accounts.models import Installation
from agreements.models import Agreement
from agreements.operations.agree_on_specification import (
    agree_on_specification,
    answer_in_draft,
)
from agreements.operations.ask_for_level import ask_for_level
from agreements.operations.save_agreement import AgreementRefused
from agreements.operations.specify import (
    SpecificationRefused,
    mark_ready,
    reopen_specification,
    save_specification,
    start_specification,
)
from tests.agreements.requirements import approved, complete, section_set, specified
from tests.agreements.scenes import indicator, round_the_clock
from tests.cast import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def specification(sari, customer_a):
    return specified(approved(sari, customer_a), sari)


def test_agreement_takes_over_customer_texts_targets_and_basis(sari, customer_a, specification):
    agreement = agree_on_specification(
        specification=specification, zone="Asia/Jakarta", actor=sari, at=NOW
    )

    version = agreement.versions.get()
    target = version.targets.get()
    assert (agreement.kind, agreement.title) == ("sla", "Salaries on time")
    assert list(agreement.customers.all()) == [customer_a]
    assert (target.indicator, target.hours, target.threshold_ppm, target.protects) == (
        indicator(),
        round_the_clock(),
        999_000,
        "It works whenever we pay",
    )
    basis = version.bases.get()
    assert (basis.requirement, basis.revision) == (specification.requirement, 1)
    assert version.section_set.code == "SLA-FULL"
    assert version.sections["support"] == {"en": "What we need of support."}
    assert version.sections["justification"] == {"en": "A late salary costs us a strike."}
    assert version.sections["workload"] == {
        "en": "- Salaries of Payment gateway: 1\u202f200 in a usual month, "
        "2\u202f400 in the busiest"
    }
    assert "success" not in version.sections  # the agreement has no such section


def test_constraint_that_cannot_be_changed_stands_in_the_draft(sari, specification):
    open_again = reopen_specification(specification=specification, actor=sari)
    save_specification(
        specification=open_again,
        approach="",
        constraint_note="The bank closes at 16:00.",
        actor=sari,
    )
    ready = mark_ready(specification=open_again, actor=sari)

    agreement = agree_on_specification(specification=ready, zone="Asia/Jakarta", actor=sari, at=NOW)

    assert agreement.versions.get().sections["supporting"] == {"en": "The bank closes at 16:00."}


def test_specification_that_is_not_ready_is_no_basis(sari, customer_a):
    unready = start_specification(requirement=approved(sari, customer_a), actor=sari, at=NOW)

    with pytest.raises(SpecificationRefused):
        agree_on_specification(specification=unready, zone="UTC", actor=sari, at=NOW)
    assert not Agreement.objects.exists()


def test_who_may_not_write_agreements_makes_none(oka, specification):
    with pytest.raises(AgreementRefused):
        agree_on_specification(specification=specification, zone="UTC", actor=oka, at=NOW)
    assert not Agreement.objects.exists()


def test_draft_keeps_what_it_says_and_takes_each_target_once(sari, specification):
    agreement = agree_on_specification(
        specification=specification,
        zone="Asia/Jakarta",
        section_set=section_set("SLA-MINIMUM"),
        actor=sari,
        at=NOW,
    )
    version = agreement.versions.get()
    version.sections["description"] = {"en": "Written by hand."}
    version.save()

    answer_in_draft(version=version, specification=specification, actor=sari)

    version.refresh_from_db()
    assert version.sections["description"] == {"en": "Written by hand."}
    assert (version.targets.count(), version.bases.count()) == (1, 1)
    assert version.section_set.code == "SLA-MINIMUM"


@pytest.mark.parametrize(
    ("period", "field", "value"),
    [
        ("fiscal_year", "first_month", 4),
        ("week", "week_starts", 6),
        ("rolling", "rolling_days", 30),
    ],
)
def test_period_takes_what_it_needs_from_the_installation(period, field, value, sari, customer_a):
    Installation.objects.update_or_create(
        pk=Installation.ONLY, defaults={"fiscal_year_starts": 4, "week_starts": 6}
    )
    asked = complete(sari, customer_a)
    ask_for_level(requirement=asked, wanted=asked.wanted.get(), period=period, actor=sari)

    agreement = agree_on_specification(
        specification=specified(asked, sari), zone="Asia/Jakarta", actor=sari, at=NOW
    )

    target = agreement.versions.get().targets.get()
    assert (target.period, getattr(target, field)) == (period, value)
