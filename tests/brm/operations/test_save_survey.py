"""A survey is written in steps, until people are invited."""

import pytest

from brm.models import Campaign, OutcomeStatement
from brm.operations.save_survey import (
    SurveyRefused,
    delete_survey,
    remove_statement,
    save_survey,
)
from tests.brm.factories import codes, make_customer
from tests.brm.surveys import DAY, contact, opened, outcome, people, survey
from tests.cast import NOW

pytestmark = pytest.mark.django_db


def refused(call, *args, **kwargs) -> str | None:
    with pytest.raises(SurveyRefused) as caught:
        call(*args, **kwargs)
    return caught.value.field


def test_survey_gets_the_next_code_and_its_blocks_in_order(rangga):
    first = survey(rangga, blocks=("nps", "csat"))
    second = survey(rangga)

    assert (first.code, second.code) == ("SRV-0001", "SRV-0002")
    assert first.blocks == ["csat", "nps"]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"blocks": ()}, "blocks"),
        ({"languages": []}, "languages"),
        ({"wording": {"en": {"heading": "Hello"}}}, "heading_id"),
        ({"blocks": ("services",)}, "services"),
        ({"closes_at": NOW}, "closes_on"),
        ({"code": "NO SPACES"}, "code"),
    ],
)
def test_what_cannot_be_asked_is_refused_at_its_field(rangga, fields, field):
    assert refused(survey, rangga, **fields) == field


def test_code_never_changes(rangga):
    campaign = survey(rangga)
    campaign.code = "OTHER"

    assert refused(save_survey, campaign=campaign, services=[], actor=rangga, at=NOW) == "code"


def test_population_is_everything_below_the_customers(rangga, customer_a):
    cards = make_customer("CARDS", customer_a)
    make_customer("FRAUD", cards)

    assert codes(survey(rangga, customer_a).units) == {"DINAS", "CARDS", "FRAUD"}
    assert codes(survey(rangga, cards).units) == {"CARDS", "FRAUD"}


@pytest.mark.parametrize(
    ("sample", "field"),
    [({"sampling": "random"}, "sample_size"), ({"sampling": "picked"}, "picked")],
)
def test_sample_without_its_size_or_people_is_refused(rangga, customer_a, sample, field):
    campaign = survey(rangga)

    assert refused(people, campaign, rangga, customer_a, **sample) == field
    assert refused(people, campaign, rangga) == "customers"


def test_picked_people_are_of_the_population(rangga, customer_a, customer_b):
    stranger = contact(customer_b, "Stranger")
    user = contact(customer_a, "User", "user")
    campaign = survey(rangga)
    pick = {"sampling": "picked", "picked": [stranger]}

    assert refused(people, campaign, rangga, customer_a, **pick) == "picked"
    pick = {"sampling": "picked", "picked": [user], "parts": ["sponsor"]}
    assert refused(people, campaign, rangga, customer_a, **pick) == "picked"


def test_outcome_is_of_a_unit_that_is_asked_and_said_once(rangga, customer_a, customer_b):
    campaign = survey(rangga, customer_a)
    outcome(campaign, customer_a, "Salaries  arrive ")

    assert OutcomeStatement.objects.get().text == "Salaries arrive"
    assert refused(outcome, campaign, customer_a, "Salaries arrive") == "text"
    assert refused(outcome, campaign, customer_b, "Others") == "customer"


def test_outcomes_of_units_that_are_asked_no_more_go(rangga, customer_a, customer_b):
    campaign = survey(rangga, customer_a)
    outcome(campaign, customer_a, "Salaries arrive")

    people(campaign, rangga, customer_b)

    assert campaign.statements.count() == 0


def test_begun_survey_stays_as_it_was_asked(rangga, customer_a):
    contact(customer_a, "Dewi")
    campaign = survey(rangga, customer_a, blocks=("outcomes",))
    statement = outcome(campaign, customer_a, "Salaries arrive")
    campaign = opened(campaign)

    refused(save_survey, campaign=campaign, services=[], actor=rangga, at=NOW)
    refused(people, campaign, rangga, customer_a)
    refused(outcome, campaign, customer_a, "Another")
    refused(remove_statement, statement=statement, actor=rangga, at=NOW)
    refused(delete_survey, campaign=campaign, actor=rangga, at=NOW)
    assert Campaign.objects.get().closes_at == NOW + 14 * DAY


def test_draft_is_deleted_with_its_outcomes(rangga, customer_a):
    campaign = survey(rangga, customer_a)
    outcome(campaign, customer_a, "Salaries arrive")

    delete_survey(campaign=campaign, actor=rangga, at=NOW)

    assert (Campaign.objects.count(), OutcomeStatement.objects.count()) == (0, 0)
