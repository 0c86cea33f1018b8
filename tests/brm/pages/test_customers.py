"""The list of customers and the page of one."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from brm.models import Contact, Customer
from tests.brm.factories import grant, make_contact, make_customer

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


def test_page_costs_the_same_for_one_and_for_many(bank, ayu, zaki, sign_in):
    browser = sign_in(ayu)
    url = reverse("brm:customer", args=["BANK"])
    make_contact(bank, "Dewi", P.SIGNATORY)
    grant(zaki, bank)
    Customer.objects.filter(pk=bank.pk).update(name="Bank Lama")
    one = count_queries(browser, url)
    for number in range(4):
        unit = make_customer(f"UNIT-{number}", bank, manager=ayu)
        make_contact(unit, f"Person {number}", P.USER)
        grant(
            zaki,
            bank,
            ["auditor", "service_owner", "relationship_manager", "service_level_manager"][number],
        )

    assert count_queries(browser, url) == one < 50


def test_page_sets_who_decides_apart_from_who_uses(bank, rangga, sign_in):
    cards = make_customer("CARDS", bank, name="Kartu")
    make_contact(bank, "Dewi", P.DECISION_MAKER, P.USER)
    make_contact(bank, "Yusuf", P.USER_REPRESENTATIVE)
    make_contact(bank, "Umar", P.USER)
    make_contact(bank, "Tono")
    make_contact(cards, "Rina", P.USER)

    response = sign_in(rangga).get(reverse("brm:customer", args=["BANK"]))

    def names(contacts):
        return [contact.person.name for contact in contacts]

    first, second = response.context["people"]
    assert (
        names(first.decides),
        names(first.influences),
        names(first.uses),
        names(first.others),
    ) == (
        ["Dewi"],
        ["Yusuf"],
        ["Umar"],
        ["Tono"],
    )
    assert (first.lacks_decision, second.lacks_decision) == (False, True)
    assert response.content.decode().count("nobody known who decides") == 1


def test_page_answers_a_code_in_any_case(bank, rangga, sign_in):
    assert sign_in(rangga).get("/customers/bank/").status_code == 200


def test_page_shows_grants_from_above_to_administrators_only(bank, ayu, rangga, zaki, sign_in):
    cards = make_customer("CARDS", bank)
    grant(zaki, bank)
    url = reverse("brm:customer", args=[cards.code])

    assert [g.user for g in sign_in(ayu).get(url).context["grants"]] == [zaki]
    page = sign_in(rangga).get(url).content.decode()
    assert "Zaki Asing" not in page


def test_page_names_the_people_whose_records_changed(bank, ayu, zaki, sign_in):
    make_contact(bank, "Dewi", P.SIGNATORY)
    grant(zaki, bank)

    changes = sign_in(ayu).get(reverse("brm:customer", args=["BANK"])).context["changes"]

    assert {(str(change.record), change.subject) for change in changes} == {
        ("customer", ""),
        ("contact", "Dewi"),
        ("role", "Dewi"),
        ("grant", "Zaki Asing"),
    }


def test_page_tells_changes_with_who_and_which_door(bank, rangga, sign_in):
    browser = sign_in(rangga)
    form = browser.get(reverse("brm:customer-edit", args=["BANK"])).context["form"]
    data = {name: form[name].value() or "" for name in form.fields} | {"name": "Bank Baru"}

    browser.post(
        reverse("brm:customer-edit", args=["BANK"]), data, headers={"X-Request-ID": "req-12345678"}
    )

    change, *_rest = browser.get(reverse("brm:customer", args=["BANK"])).context["changes"]
    assert (change.kind, change.who, str(change.door), change.request_id) == (
        "changed",
        "Rangga Hubungan",
        "page",
        "req-12345678",
    )
    assert [(str(f.label), f.before, f.after) for f in change.fields] == [
        ("name", "Bank Contoh", "Bank Baru")
    ]
