"""The register by API: visible rows, one write under a code however often it is said."""

import pytest

from accounts.models import Role
from portfolio.models import Improvement
from tests.brm.api.test_customers import call
from tests.brm.factories import grant
from tests.portfolio.improvements import make_improvement

URL = "/api/v1/improvements/"
WISH = {"title": "Second line", "source": "idea", "size": "S", "currency": "IDR", "cost": "10.00"}


@pytest.mark.parametrize(
    ("who", "count"), [("sari", 1), ("tirta", 1), ("alia", 0), ("bram", 0), ("zaki", 0)]
)
def test_rows_are_those_one_may_see(who, count, sari, customer_a, request):
    record = make_improvement(sari, customer_a)
    user = request.getfixturevalue(who)
    assert len(call(user, url=URL).json()["results"]) == count
    assert call(user, url=f"{URL}{record.code}/").status_code == (200 if count else 404)


def test_names_of_other_customers_are_left_out(sari, customer_a, customer_b, zaki):
    grant(zaki, customer_b, Role.AUDITOR)
    make_improvement(sari, customer_a, customer_b)
    assert call(zaki, url=URL).json()["results"][0]["customers"] == ["KANTOR"]


def test_put_is_idempotent_and_changes_what_is_said(sari):
    assert call(sari, "put", f"{URL}IMP-7/", WISH).status_code == 201
    again = call(sari, "put", f"{URL}IMP-7/", WISH | {"title": "Third line"})
    assert (again.status_code, again.json()["title"]) == (200, "Third line")
    assert Improvement.objects.get().cost == 10


@pytest.mark.parametrize(
    ("change", "status", "field"),
    [
        ({"size": "XXL"}, 400, "size"),
        ({"cost": "-1"}, 400, "cost"),
        ({"title": ""}, 400, "title"),
        ({"customers": ["NOWHERE"]}, 400, "customers"),
        ({"start_on": "2026-02-01", "due_on": "2026-01-01"}, 422, "due_on"),
    ],
)
def test_wrong_input_names_its_field(change, status, field, sari):
    answer = call(sari, "put", f"{URL}IMP-7/", WISH | change)
    assert answer.status_code == status
    assert field in answer.content.decode()
    assert not Improvement.objects.exists()


@pytest.mark.parametrize("who", ["tirta", "alia", "zaki"])
def test_readers_and_strangers_write_nothing(who, request, sari, customer_a):
    make_improvement(sari, customer_a, code="IMP-7")
    user = request.getfixturevalue(who)
    assert call(user, "put", f"{URL}IMP-7/", WISH).status_code == 403
    assert call(user, "put", f"{URL}IMP-8/", WISH).status_code == 403
