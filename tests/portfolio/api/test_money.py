"""Money by API: whole tables, idempotent; nothing to customers."""

import pytest

from accounts.models import ApiToken, Role, Scope
from brm.models import Grant
from portfolio.models import ExchangeRate, RevenueFact
from portfolio.operations.compute_values import compute_values
from tests.cast import NOW, make_user
from tests.portfolio.money import live, make_service

pytestmark = pytest.mark.django_db

ROW = {
    "month": "2026-10",
    "customer": "DINAS",
    "service": "PAY",
    "amount": "1250.50",
    "currency": "EUR",
}


@pytest.fixture
def service(db):
    return make_service("PAY", "Payments")


@pytest.fixture
def api(client):
    def call(user, method, path, data=None, scopes=tuple(Scope)):
        _row, key = ApiToken.objects.create_key(name="Tool", user=user, scopes=list(scopes))
        return getattr(client, method)(
            f"/api/v1/money/{path}",
            data=data,
            content_type="application/json",
            headers={"Authorization": f"Bearer {key}"},
        )

    return call


def test_rows_are_written_once(api, rangga, customer_a, service):
    answers = [api(rangga, "put", "revenue/", [ROW]).json() for _ in range(2)]
    assert answers == [
        {"new": 1, "changed": 0, "same": 0},
        {"new": 0, "changed": 0, "same": 1},
    ]
    assert RevenueFact.objects.get().origin == "api"


def test_another_figure_corrects(api, rangga, customer_a, service):
    api(rangga, "put", "revenue/", [ROW])
    answer = api(rangga, "put", "revenue/", [ROW | {"amount": "9"}])
    assert answer.json() == {"new": 0, "changed": 1, "same": 0}


def test_a_row_is_read_as_it_is_kept(api, rangga, customer_a, service):
    api(rangga, "put", "revenue/", [ROW])
    (row,) = api(rangga, "get", "revenue/?customer=DINAS").json()["results"]
    fact = RevenueFact.objects.get()
    assert row == ROW | {
        "id": str(fact.public_id),
        "kind": "actual",
        "amount": "1250.5000",
        "origin": "api",
        "recorded_at": row["recorded_at"],
    }
    assert api(rangga, "get", f"revenue/{fact.public_id}/").json() == row


def test_bad_rows_refuse_all_and_are_named(api, rangga, customer_a, service):
    answer = api(rangga, "put", "revenue/", [ROW, ROW | {"customer": "NOBODY"}])
    assert answer.status_code == 422
    assert [(one["row"], one["field"]) for one in answer.json()["errors"]] == [(1, "customer")]
    assert not RevenueFact.objects.exists()


def test_a_month_is_written_as_year_and_month(api, rangga, customer_a, service):
    assert api(rangga, "put", "revenue/", [ROW | {"month": "2026-10-01"}]).status_code == 400


def test_rates_are_for_who_manages_every_customer(api, rangga, customer_a):
    limited = make_user("Lintang Terbatas")
    Grant.objects.create(user=limited, role=Role.RELATIONSHIP_MANAGER, customer=customer_a)
    rate = [{"month": "2026-10", "currency": "USD", "rate": "0.92"}]
    assert api(limited, "put", "rates/", rate).status_code == 403
    assert api(rangga, "put", "rates/", rate).status_code == 200
    assert ExchangeRate.objects.count() == 1


def test_a_limited_manager_writes_its_own_customers_alone(api, customer_a, customer_b, service):
    limited = make_user("Lintang Terbatas")
    Grant.objects.create(user=limited, role=Role.RELATIONSHIP_MANAGER, customer=customer_a)
    assert api(limited, "put", "revenue/", [ROW]).status_code == 200
    assert api(limited, "put", "revenue/", [ROW | {"customer": "KANTOR"}]).status_code == 422


def test_a_figure_is_removed(api, rangga, sari, customer_a, service):
    api(rangga, "put", "revenue/", [ROW])
    path = f"revenue/{RevenueFact.objects.get().public_id}/"
    assert api(sari, "delete", path).status_code == 403
    assert api(rangga, "delete", path).status_code == 204
    assert api(rangga, "get", path).status_code == 404


@pytest.mark.parametrize("who", ["sari", "tirta"])
def test_who_only_reads_writes_nothing(request, api, customer_a, service, who):
    user = request.getfixturevalue(who)
    assert api(user, "get", "revenue/").status_code == 200
    assert api(user, "put", "revenue/", [ROW]).status_code == 403


@pytest.mark.parametrize("who", ["alia", "zaki"])
@pytest.mark.parametrize("path", ["revenue/", "costs/", "prices/", "competitors/", "values/"])
def test_customers_and_strangers_read_nothing(request, api, customer_a, service, who, path):
    live(customer_a, service)
    assert api(request.getfixturevalue(who), "get", path).status_code == 403


def test_a_token_needs_the_scope(api, rangga, customer_a, service):
    scopes = (Scope.RECORDS_READ,)
    assert api(rangga, "put", "revenue/", [ROW], scopes=scopes).status_code == 403


def test_values_come_with_their_inputs(api, rangga, customer_a, service):
    live(customer_a, service)
    compute_values(actor=None, at=NOW)
    (value,) = api(rangga, "get", "values/").json()["results"]
    assert (value["customer"], value["month"], value["past"]) == ("DINAS", "2026-11", "4800.0000")
    assert len(value["inputs"]["past"]["months"]) == 12
