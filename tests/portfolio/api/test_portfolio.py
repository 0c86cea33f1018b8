"""The API of the portfolio: rows now, health and effort kept, and nothing for a customer."""

import pytest

from accounts.models import ApiToken, Role, Scope
from brm.models import Grant
from portfolio.operations.plan_effort import plan_effort
from portfolio.operations.take_health import take_health
from tests.cast import NOW, make_user
from tests.portfolio.health import asked, valued
from tests.portfolio.money import make_service

pytestmark = pytest.mark.django_db
URL = "/api/v1/portfolio/"


def get(client, user, path="", scopes=(Scope.RECORDS_READ,)):
    _row, key = ApiToken.objects.create_key(name=user.email, user=user, scopes=list(scopes))
    return client.get(URL + path, headers={"Authorization": f"Bearer {key}"})


@pytest.fixture
def told(rangga, customer_a, customer_b):
    asked(rangga, customer_a, 4)
    service = make_service()
    valued((customer_a, service, "9000"), (customer_b, service, "1000"))
    take_health(actor=None, at=NOW)
    plan_effort(actor=None, at=NOW)


def test_rows_tell_where_each_customer_stands(client, rangga, told):
    first, second = get(client, rangga).json()["results"]
    known = ("customer", "tier", "value", "satisfaction", "quadrant", "revenue", "spent_hours")
    assert [first[key] for key in known] == [
        "DINAS",
        "A",
        "1.0000",
        "40.00",
        "rescue",
        "108000.00",
        None,
    ]
    assert (second["quadrant"], second["health"], second["band"]) == (None, None, "insufficient")


def test_kept_health_and_effort_come_with_their_inputs(client, rangga, told):
    health = get(client, rangga, "health/").json()["results"]
    assert {row["customer"]: (row["month"], row["score"]) for row in health} == {
        "DINAS": ("2026-11", "61.33"),
        "KANTOR": ("2026-11", "62.00"),
    }
    effort = {row["customer"]: row for row in get(client, rangga, "effort/").json()["results"]}
    assert (effort["DINAS"]["hours_a_year"], effort["DINAS"]["reasons"]) == (80, ["value 1.0000"])


@pytest.mark.parametrize("path", ["", "health/", "effort/"])
def test_who_is_limited_reads_its_own_and_customers_nothing(
    client, alia, zaki, customer_a, told, path
):
    user = make_user("Lintang Terbatas")
    Grant.objects.create(user=user, role=Role.RELATIONSHIP_MANAGER, customer=customer_a)
    rows = get(client, user, path).json()["results"]
    assert [row["customer"] for row in rows] == ["DINAS"]
    assert get(client, alia, path).status_code == 403
    assert get(client, zaki, path).status_code == 403


def test_without_the_scope_nothing_is_read(client, rangga):
    assert get(client, rangga, scopes=[Scope.FACTS_WRITE]).status_code == 403
