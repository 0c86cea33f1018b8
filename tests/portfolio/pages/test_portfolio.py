"""The home of relationships: who sees it, what it says, and what it never shows a customer."""

import csv

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Role
from brm.models import Grant
from portfolio.operations.plan_effort import plan_effort
from portfolio.operations.take_health import take_health
from tests.agreements.closing import closed_june
from tests.brm.factories import make_customer
from tests.brm.feedback import tell
from tests.cast import NOW, make_user
from tests.portfolio.health import asked, valued
from tests.portfolio.money import make_service

pytestmark = pytest.mark.django_db
URL = "/portfolio/"


@pytest.fixture
def service(db):
    return make_service("PAY", "Payments")


@pytest.fixture
def told(rangga, customer_a, customer_b, service):
    """A is worth more than B and unhappy: 40 against 90."""
    asked(rangga, customer_a, 4)
    asked(rangga, customer_b, 9)
    valued((customer_a, service, "9000"), (customer_b, service, "1000"))
    take_health(actor=None, at=NOW)
    plan_effort(actor=None, at=NOW)


@pytest.fixture
def limited(customer_a):
    user = make_user("Lintang Terbatas")
    Grant.objects.create(user=user, role=Role.RELATIONSHIP_MANAGER, customer=customer_a)
    return user


def rows_of(client, **query) -> list[list[str]]:
    answer = client.get(URL, {"format": "csv"} | query)
    lines = b"".join(answer.streaming_content).decode().lstrip("\ufeff").splitlines()
    return list(csv.reader(lines))


@pytest.mark.parametrize("who", ["sari", "rangga", "oka", "tirta", "ayu", "limited"])
def test_the_providers_people_open_it(request, sign_in, told, who):
    assert sign_in(request.getfixturevalue(who)).get(URL).status_code == 200


@pytest.mark.parametrize("who", ["alia", "bram", "zaki"])
def test_customers_and_strangers_do_not(request, sign_in, told, who):
    client = sign_in(request.getfixturevalue(who))
    assert client.get(URL).status_code == 403
    assert client.get(URL, {"format": "csv"}).status_code == 403


def test_the_signed_out_are_asked_to_sign_in(client, db):
    assert client.get(URL).status_code == 302


def test_customers_stand_where_value_and_satisfaction_put_them(rangga, sign_in, told):
    text = sign_in(rangga).get(URL).content.decode()
    assert "Dinas Contoh: value 1.00, satisfaction 40, revenue" in text
    assert "Kantor Misal: value 0.00, satisfaction 90, revenue" in text
    assert 'href="/customers/DINAS/health/"' in text


def test_export_tells_the_figures_of_every_row(rangga, sign_in, told):
    head, first, second = rows_of(sign_in(rangga))
    row = dict(zip(head, first, strict=True))
    assert (row["Customer"], row["Tier"], row["Value"]) == ("Dinas Contoh", "A", "1.0000")
    assert (row["Satisfaction"], row["Quadrant"], row["Revenue"]) == (
        "40.00",
        "Rescue",
        "108000.00",
    )
    assert dict(zip(head, second, strict=True))["Quadrant"] == "Maintain, develop"


def test_table_is_filtered_by_words_and_by_quadrant(rangga, sign_in, told):
    client = sign_in(rangga)
    assert [row[0] for row in rows_of(client, q="misal")[1:]] == ["Kantor Misal"]
    assert [row[0] for row in rows_of(client, quadrant="rescue")[1:]] == ["Dinas Contoh"]
    assert [row[0] for row in rows_of(client, sort="-satisfaction")[1:]] == [
        "Kantor Misal",
        "Dinas Contoh",
    ]
    assert len(rows_of(client, quadrant="nowhere")) == 3


def test_customer_without_value_or_answers_has_no_place_and_no_score(rangga, sign_in, customer_a):
    client = sign_in(rangga)
    text = client.get(URL).content.decode()
    assert "No customer has both a value and an answer about outcomes yet." in text
    assert "Insufficient data" in text
    head, row = rows_of(client)
    told = dict(zip(head, row, strict=True))
    assert (told["Value"], told["Health"], told["Quadrant"], told["Hours"]) == ("", "", "", "")


def test_a_happy_figure_and_an_unhappy_customer_are_a_watermelon(
    sari, rangga, sign_in, customer_a, service
):
    closed_june(sari, customer_a, minutes=0)
    asked(rangga, customer_a, 4)
    head, row = rows_of(sign_in(rangga))
    assert dict(zip(head, row, strict=True))["Watermelon"] == "true"
    assert "100 % of targets met, satisfaction 40" in sign_in(rangga).get(URL).content.decode()


def test_a_complaint_is_counted_and_lowers_the_health(rangga, sign_in, told, customer_a):
    before = rows_of(sign_in(rangga))
    tell(customer_a, rangga)
    after = rows_of(sign_in(rangga))
    health, open_ = before[0].index("Health"), before[0].index("Complaints")
    assert (before[1][open_], after[1][open_]) == ("0", "1")
    assert float(after[1][health] or 0) < float(before[1][health] or 100)


def test_a_limited_manager_sees_its_own_rows_with_the_rank_of_all(limited, sign_in, told):
    client = sign_in(limited)
    head, *rows = rows_of(client)
    assert [(row[0], row[head.index("Value")]) for row in rows] == [("Dinas Contoh", "1.0000")]
    assert "Kantor Misal" not in client.get(URL).content.decode()


def test_it_takes_as_many_queries_for_three_customers_as_for_one(
    sari, rangga, sign_in, service, customer_a
):
    closed_june(sari, customer_a, minutes=0)
    asked(rangga, customer_a, 4)
    valued((customer_a, service, "500"))
    client = sign_in(rangga)

    def queries() -> int:
        plan_effort(actor=None, at=NOW)
        client.get(URL)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(URL).status_code == 200
        return len(captured)

    one = queries()
    for code in ("DUA", "TIGA"):
        more = make_customer(code)
        asked(rangga, more, 5)
        valued((more, service, "500"))
    assert queries() == one
    # The frame with its counts of waiting things takes ten of them.
    assert one <= 34
