"""What the records of customers fill in on an agenda."""

import datetime as dt
from decimal import Decimal

import pytest

from brm.operations.decide_demand import decide_demand
from brm.operations.run_survey import end_survey
from brm.queries import agenda_records as records
from tests.brm.business import TODAY, business_change, demand, outcome
from tests.brm.factories import make_contact, make_customer
from tests.brm.feedback import resolved, tell
from tests.brm.meetings import limited_manager, planned
from tests.brm.surveys import answer, opened, survey
from tests.cast import NOW

pytestmark = pytest.mark.django_db
LAST = NOW - dt.timedelta(days=30)


def asked(part, customer, user, **fields):
    given = {"customers": [customer.pk], "since": LAST, "until": NOW, "user": user} | fields
    return part(**given)


def test_feedback_is_what_came_since_and_complaints_that_were_open(sari, customer_a, customer_b):
    long_ago = NOW - dt.timedelta(days=60)
    still_open = tell(customer_a, sari, at=long_ago, title="Old and open")
    tell(customer_a, sari, at=long_ago, kind="compliment", title="Old thanks")
    waiting = resolved(customer_a, sari, title="New")
    thanks = tell(customer_a, sari, kind="compliment", title="New thanks")
    tell(customer_b, sari, title="Of somebody else")

    found = asked(records.feedback, customer_a, sari)

    assert (found["complaints"], found["others"]) == ([waiting, still_open], [thanks])


def test_requests_stay_until_the_meeting_after_their_decision(rangga, customer_a):
    asked_for = demand(rangga, customer_a, kind="request")
    declined = demand(rangga, customer_a, kind="change")
    decide_demand(demand=declined, state="declined", reason="No", actor=rangga, on=TODAY)
    idea = demand(rangga, customer_a, kind="idea")
    demand(rangga, customer_a, kind="request", source="own")
    demand(rangga, customer_a, kind="opportunity", source="own")

    later = {"since": NOW + dt.timedelta(days=2), "until": NOW + dt.timedelta(days=3)}
    assert list(asked(records.requests, customer_a, rangga)["demand"]) == [asked_for, declined]
    assert list(asked(records.requests, customer_a, rangga, **later)["demand"]) == [asked_for]
    assert list(asked(records.demand, customer_a, rangga)["demand"]) == [idea]


def test_changes_of_the_business_are_those_since_and_to_come(rangga, customer_a):
    business_change(rangga, customer_a, happens_on=(LAST - dt.timedelta(days=2)).date())
    soon = business_change(rangga, customer_a, happens_on=TODAY)
    later = business_change(rangga, customer_a)

    assert list(asked(records.business, customer_a, rangga)["changes"]) == [soon, later]


def test_satisfaction_is_the_last_survey_with_the_one_before(rangga, customer_a):
    make_contact(customer_a, "Budi Pengguna")
    surveys = []
    for days in (20, 5):
        at = NOW - dt.timedelta(days=days)
        one = survey(rangga, customer_a, opens_at=at, closes_at=at + dt.timedelta(days=3))
        opened(one, at=at)
        answer(one, "Budi Pengguna", at=at)
        end_survey(campaign=one, actor=rangga, at=at + dt.timedelta(days=1))
        surveys.append(one)

    (found,) = asked(records.satisfaction, customer_a, rangga)["surveys"]

    assert [found["last"].survey, found["before"].survey] == surveys[::-1]
    assert found["last"].scores.csat.satisfied == 1


def test_outcomes_come_with_their_way(rangga, customer_a):
    wanted = outcome(rangga, make_customer("UNIT", customer_a))
    outcome(rangga, customer_a, statement="Given up", state="dropped")

    (row,) = asked(records.outcomes, customer_a, rangga)["outcomes"]

    assert (row, row.target, row.done) == (wanted, Decimal(2), None)


def test_what_belongs_to_others_is_not_read(rangga, sari, customer_a, customer_b):
    tell(customer_a, sari)
    demand(rangga, customer_a, kind="request")
    demand(rangga, customer_a, kind="idea")
    business_change(rangga, customer_a)
    outcome(rangga, customer_a)
    nadia = limited_manager(customer_b)

    assert asked(records.feedback, customer_a, nadia)["complaints"] == []
    for part, key in (
        (records.requests, "demand"),
        (records.demand, "demand"),
        (records.business, "changes"),
        (records.satisfaction, "surveys"),
        (records.outcomes, "outcomes"),
    ):
        assert list(asked(part, customer_a, nadia)[key]) == []


def test_the_pack_prints_what_the_customer_told_and_nothing_we_estimate(
    rangga, customer_a, sign_in
):
    tell(customer_a, rangga, title="The printer answers late")
    demand(rangga, customer_a, kind="request", title="Counters", probability_percent=37)
    business_change(rangga, customer_a, disposition_note="We wait and see.")
    demand(rangga, customer_a, kind="opportunity", source="own", title="Sell them more")
    outcome(rangga, customer_a)
    meeting = planned(rangga, customer_a, review_type="quarterly")

    pack = sign_in(rangga).get(f"{meeting.get_absolute_url()}pack/").content.decode()

    for text in ("The printer answers late", "Counters", "Three offices become one"):
        assert text in pack
    for text in ("37\xa0%", "We wait and see.", "Sell them more"):
        assert text not in pack
