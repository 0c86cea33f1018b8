"""Plans and ratings by API: internal, and a rating said twice is one."""

import datetime as dt

import pytest

from brm.models import AccountItem, AccountPlan, MaturityRating
from tests.brm.api.test_customers import call

PLAN = "/api/v1/customers/DINAS/plan/"
MATURITY = "/api/v1/customers/DINAS/maturity/"
RATING = {
    "side": "customer",
    "level": 2,
    "evidence": "Said in the review",
    "rated_by": "Alia",
    "rated_on": "2026-11-25",
}


@pytest.fixture
def plan(customer_a):
    record = AccountPlan.objects.create(
        customer=customer_a,
        vision="One bridge",
        reviewed_on=dt.date(2026, 11, 1),
        next_review_on=dt.date(2027, 5, 1),
    )
    AccountItem.objects.create(
        plan=record, kind="commitment", title="A second line", amount="12.50"
    )
    return record


@pytest.mark.parametrize(
    ("who", "status"),
    [("rangga", 200), ("tirta", 200), ("alia", 404), ("bram", 404), ("zaki", 404)],
)
def test_plan_is_read_from_within(who, status, plan, request):
    user = request.getfixturevalue(who)
    assert call(user, url=PLAN).status_code == status
    assert call(user, url=MATURITY).status_code == status


def test_plan_says_what_is_open(plan, rangga):
    answer = call(rangga, url=PLAN).json()
    assert (answer["customer"], answer["vision"]) == ("DINAS", "One bridge")
    assert [(it["title"], it["amount"], it["state"]) for it in answer["items"]] == [
        ("A second line", "12.50", "open")
    ]


def test_rating_said_twice_is_one(customer_a, rangga):
    assert call(rangga, "post", MATURITY, RATING).status_code == 201
    assert call(rangga, "post", MATURITY, RATING).status_code == 200
    assert MaturityRating.objects.count() == 1
    assert call(rangga, url=MATURITY).json()["results"][0]["level"] == 2


@pytest.mark.parametrize("who", ["tirta", "sari"])
def test_readers_do_not_rate(who, customer_a, request):
    assert call(request.getfixturevalue(who), "post", MATURITY, RATING).status_code == 403


@pytest.mark.parametrize(
    "change", [{"level": 6}, {"side": "both"}, {"evidence": ""}, {"rated_on": "soon"}]
)
def test_wrong_ratings_are_refused_at_their_field(change, customer_a, rangga):
    answer = call(rangga, "post", MATURITY, RATING | change)
    assert answer.status_code == 400
    assert next(iter(change)) in answer.content.decode()
    assert not MaturityRating.objects.exists()
