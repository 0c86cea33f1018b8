"""The page of effort: tiers, hours, who gets more or less than planned."""

import csv

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Role
from brm.models import Grant
from brm.operations.log_hours import log_hours
from portfolio.models import EffortSettings
from portfolio.operations.plan_effort import plan_effort
from tests.brm.factories import make_customer
from tests.cast import NOW, make_user
from tests.portfolio.health import valued
from tests.portfolio.money import make_service

pytestmark = pytest.mark.django_db
URL = "/portfolio/effort/"


@pytest.fixture
def planned(customer_a, customer_b):
    """A in tier A with 80 hours a year, B in C with 4; 56 of 92 days of the quarter are over."""
    service = make_service()
    valued((customer_a, service, "9000"), (customer_b, service, "1000"))
    plan_effort(actor=None, at=NOW)


def log(customer, user, hours: int) -> None:
    for start in range(0, hours, 20):
        log_hours(
            customer=customer,
            user=user,
            spent_on=NOW.date(),
            spent_minutes=min(20, hours - start) * 60,
            discipline="servicing",
            focus="relationship",
            actor=user,
            at=NOW,
        )


def rows_of(client, **query) -> dict[str, dict[str, str]]:
    answer = client.get(URL, {"format": "csv"} | query)
    lines = b"".join(answer.streaming_content).decode().lstrip("\ufeff").splitlines()
    return {row["Code"]: row for row in csv.DictReader(lines)}


def test_over_and_under_served_are_told_apart(rangga, sign_in, planned, customer_a, customer_b):
    log(customer_a, rangga, 5)
    log(customer_b, rangga, 2)
    client = sign_in(rangga)
    rows = rows_of(client)
    assert {code: row["Served"] for code, row in rows.items()} == {
        "DINAS": "Under-served",
        "KANTOR": "Over-served",
    }
    assert [*rows_of(client, served="over")] == ["KANTOR"]
    text = client.get(URL).content.decode()
    assert "Under-served" in text
    assert "value 1.0000" in text


def test_hours_that_nobody_logged_are_unknown_not_zero(rangga, sign_in, planned):
    row = rows_of(sign_in(rangga))["DINAS"]
    assert (row["Spent this quarter"], row["Served"]) == ("", "No hours logged")


def test_hours_as_planned_are_said_to_be(rangga, sign_in, planned, customer_a):
    log(customer_a, rangga, 12)  # 20 hours a quarter × 56 ÷ 92 days are 12.2 due
    assert rows_of(sign_in(rangga))["DINAS"]["Served"] == "As planned"


def test_without_plans_it_leads_to_working_them_out(rangga, tirta, sign_in, customer_a):
    link = 'href="/portfolio/compute/"'
    assert link in sign_in(rangga).get(URL).content.decode()
    assert link not in sign_in(tirta).get(URL).content.decode()


def test_a_limited_manager_sees_its_own_alone(sign_in, planned, customer_a):
    user = make_user("Lintang Terbatas")
    Grant.objects.create(user=user, role=Role.RELATIONSHIP_MANAGER, customer=customer_a)
    client = sign_in(user)
    assert [*rows_of(client)] == ["DINAS"]
    assert client.get("/settings/effort/").status_code == 403


def test_capacity_is_changed_and_a_refusal_keeps_what_was_typed(rangga, sign_in):
    client = sign_in(rangga)
    url = "/settings/effort/"
    answer = client.post(url, {"full_time_managers": "-2", "hours_a_year": "1400"})
    assert answer.status_code == 422
    assert 'value="-2"' in answer.content.decode()
    wish = {"full_time_managers": "2.5", "hours_a_year": "1400"}
    assert client.post(url, wish).status_code == 302
    assert EffortSettings.current().capacity_hours == 3_500


def test_it_takes_as_many_queries_for_three_customers_as_for_one(rangga, sign_in, customer_a):
    client = sign_in(rangga)

    def queries() -> int:
        plan_effort(actor=None, at=NOW)
        client.get(URL)
        with CaptureQueriesContext(connection) as captured:
            client.get(URL)
        return len(captured)

    one = queries()
    make_customer("DUA")
    make_customer("TIGA")
    assert queries() == one
