"""Write what a customer asks for."""

import pytest

from agreements.models import Requirement
from agreements.operations.ask_for_level import ask_for_level, ask_for_volume, stop_asking
from agreements.operations.decide_requirement import submit_requirement
from agreements.operations.save_requirement import (
    RequirementRefused,
    create_requirement,
    update_requirement,
)
from brm.models import Contact
from slm.models import Service
from tests.agreements.requirements import complete, requirement, wanted
from tests.agreements.scenes import indicator
from tests.cast import NOW

pytestmark = pytest.mark.django_db


def test_requirement_begins_as_a_draft_of_whoever_wrote_it(rangga, customer_a):
    found = requirement(rangga, customer_a, code="")

    assert (found.code, found.state, found.revision) == ("SLR-0001", "draft", 1)
    assert found.owner == rangga
    assert list(found.services.all()) == [indicator().service]


def test_sections_without_a_word_are_left_out(sari, customer_a):
    found = requirement(
        sari, customer_a, sections={"support": {"en": " By phone ", "id": " "}, "roles": {"en": ""}}
    )
    assert found.sections == {"support": {"en": "By phone"}}


def test_code_that_is_taken_is_refused_and_nothing_is_kept(sari, customer_a):
    requirement(sari, customer_a)

    with pytest.raises(RequirementRefused) as refused:
        requirement(sari, customer_a)

    assert refused.value.field == "code"
    assert Requirement.objects.count() == 1


@pytest.mark.parametrize("who", ["oka", "tirta", "alia", "zaki"])
def test_who_may_not_write_for_a_customer_is_refused(who, request, customer_a):
    actor = request.getfixturevalue(who)

    with pytest.raises(RequirementRefused) as refused:
        create_requirement(customer=customer_a, title="X", statement="Y", actor=actor, at=NOW)

    assert refused.value.field == "customer"


def test_person_of_another_customer_asks_for_nothing_here(sari, customer_a, customer_b, bram):
    stranger = Contact.objects.create(person=bram.person, customer=customer_b)

    with pytest.raises(RequirementRefused) as refused:
        requirement(sari, customer_a, asked_by=stranger)

    assert refused.value.field == "asked_by"


def test_title_is_needed(sari, customer_a):
    with pytest.raises(RequirementRefused) as refused:
        requirement(sari, customer_a, title="  ")
    assert refused.value.field == "title"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"statement": "x" * 100_001}, "statement"),
        ({"business_case": "x" * 100_001}, "business_case"),
        ({"sections": {"support": {"en": "x" * 100_001}}}, "sections"),
    ],
)
def test_text_that_nobody_reads_is_refused(fields, field, sari, customer_a):
    with pytest.raises(RequirementRefused) as refused:
        requirement(sari, customer_a, **fields)

    assert refused.value.field == field
    assert not Requirement.objects.exists()


def test_submitted_requirement_is_not_changed(sari, customer_a):
    found = submit_requirement(requirement=complete(sari, customer_a), actor=sari, at=NOW)

    with pytest.raises(RequirementRefused):
        update_requirement(requirement=found, title="Other", actor=sari)
    with pytest.raises(RequirementRefused):
        wanted(found, sari)
    with pytest.raises(RequirementRefused):
        stop_asking(asked=found.wanted.get(), actor=sari)

    found.refresh_from_db()
    assert found.title == "Salaries on time"


def test_service_of_which_something_is_asked_stays(sari, customer_a):
    found = complete(sari, customer_a)

    with pytest.raises(RequirementRefused) as refused:
        update_requirement(requirement=found, services=[], actor=sari)

    assert refused.value.field == "services"
    assert found.services.count() == 1


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"threshold_ppm": None}, "threshold_ppm"),
        ({"threshold_ppm": 1_000_001}, "threshold_ppm"),
        ({"metric": "downtime"}, "limit"),
        ({"metric": "within_time"}, "within"),
        ({"wording": ""}, "wording"),
        ({"importance": 6}, "importance"),
        ({"metric": "happiness"}, "metric"),
    ],
)
def test_level_that_says_too_little_is_refused(fields, field, sari, customer_a):
    found = requirement(sari, customer_a)

    with pytest.raises(RequirementRefused) as refused:
        wanted(found, sari, **fields)

    assert refused.value.field == field
    assert not found.wanted.exists()


def test_level_keeps_only_the_figures_of_its_metric(sari, customer_a):
    found = requirement(sari, customer_a)

    level = wanted(found, sari, metric="breaks", limit=3, within=5)

    assert (level.threshold_ppm, level.limit, level.within) == (None, 3, None)


def test_level_of_a_service_that_is_not_named_is_refused(sari, customer_a):
    other = Service.objects.create(code="OTHER", name="Other")

    with pytest.raises(RequirementRefused) as refused:
        wanted(requirement(sari, customer_a), sari, service=other)

    assert refused.value.field == "service"


def test_level_is_changed_and_taken_out(sari, customer_a):
    found = requirement(sari, customer_a)
    level = wanted(found, sari)

    ask_for_level(requirement=found, wanted=level, threshold_ppm=995_000, actor=sari)
    assert found.wanted.get().threshold_ppm == 995_000

    stop_asking(asked=level, actor=sari)
    assert not found.wanted.exists()


def test_busiest_month_has_at_least_the_usual_volume(sari, customer_a):
    with pytest.raises(RequirementRefused) as refused:
        ask_for_volume(
            requirement=requirement(sari, customer_a),
            service=indicator().service,
            what="Salaries",
            usual=10,
            peak=9,
            actor=sari,
        )
    assert refused.value.field == "peak"
