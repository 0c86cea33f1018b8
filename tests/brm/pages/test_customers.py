"""The list of customers and the page of one."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from brm.models import Contact
from tests.brm.factories import grant, make_customer

LIST = "/customers/"
P = Contact.Part


@pytest.fixture
def bank(rangga):
    return make_customer("BANK", name="Bank Contoh", manager=rangga, currency="IDR")


def listed(response) -> list[str]:
    return [row.code for row in response.context["page"]]


def test_list_is_in_the_order_of_the_tree(bank, rangga, sign_in):
    make_customer("ZETA", name="Arsip", standing="prospect")
    cards = make_customer("CARDS", bank, name="Kartu")
    make_customer("FRAUD", cards, name="Penipuan")
    make_customer("ADM", bank, name="Administrasi")

    response = sign_in(rangga).get(LIST)

    assert listed(response) == ["ZETA", "BANK", "ADM", "CARDS", "FRAUD"]
    assert [len(row.steps) for row in response.context["page"]] == [0, 0, 1, 1, 2]


def test_list_moves_a_granted_subtree_to_the_margin(bank, zaki, sign_in):
    cards = make_customer("CARDS", bank)
    make_customer("FRAUD", cards)
    grant(zaki, cards, "auditor")

    response = sign_in(zaki).get(LIST)

    assert [(row.code, len(row.steps)) for row in response.context["page"]] == [
        ("CARDS", 0),
        ("FRAUD", 1),
    ]


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("q=bank+con", ["BANK"]),
        ("q=card", ["CARDS"]),
        ("standing=prospect", ["CITY"]),
        ("relation=internal", ["CARDS"]),
        ("sort=-code", ["CITY", "CARDS", "BANK"]),
        ("q=nothing", []),
    ],
)
def test_list_filters_and_sorts(bank, rangga, sign_in, query, codes):
    make_customer("CARDS", bank, relation="internal")
    make_customer("CITY", standing="prospect")

    assert listed(sign_in(rangga).get(f"{LIST}?{query}")) == codes


def test_list_exports_what_is_shown(bank, rangga, sign_in):
    make_customer("CARDS", bank, name="Kartu")
    make_customer("CITY", name="Kota", standing="prospect")

    response = sign_in(rangga).get(f"{LIST}?standing=active&format=csv")

    text = b"".join(response.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["Code"], row["Part of"], row["Relationship manager"]) for row in rows] == [
        ("BANK", "", "Rangga Hubungan"),
        ("CARDS", "Bank Contoh", ""),
    ]


def test_list_exports_a_workbook(bank, rangga, sign_in):
    response = sign_in(rangga).get(f"{LIST}?format=xlsx")

    assert response["Content-Disposition"] == 'attachment; filename="customers.xlsx"'
    assert response.getvalue().startswith(b"PK")


def test_empty_list_offers_the_next_step_to_who_may_take_it(rangga, tirta, sign_in):
    create = reverse("brm:customer-create")

    assert f'href="{create}"' in sign_in(rangga).get(LIST).content.decode()
    assert f'href="{create}"' not in sign_in(tirta).get(LIST).content.decode()


def count_queries(browser, url) -> int:
    browser.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(url).status_code == 200
    return len(queries)


def test_list_costs_the_same_for_one_and_for_many(bank, rangga, sign_in):
    browser = sign_in(rangga)
    one = count_queries(browser, LIST)
    for number in range(5):
        unit = make_customer(f"UNIT-{number}", bank, manager=rangga)
        make_customer(f"PART-{number}", unit)

    assert count_queries(browser, LIST) == one < 50
