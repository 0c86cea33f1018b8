"""The page of one customer: a summary and its tabs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role
from brm.models import Contact, Customer
from tests.brm.business import business_change, demand, outcome
from tests.brm.factories import grant, make_contact, make_customer
from tests.brm.meetings import action_for, held, planned, schedule_of

P = Contact.Part
OWN = ("customer", *(f"customer-{key}" for key in ("people", "outcomes", "agreements", "voice")))
TABS = (*OWN, "customer-meetings", "plan", "customer-units", "customer-record")
BESIDE = ("maturity", "assessments", "customer-stakeholders")


@pytest.fixture
def bank(rangga):
    return make_customer("BANK", name="Bank Contoh", manager=rangga, currency="IDR")


def address(name: str, code: str = "BANK") -> str:
    return reverse(name if ":" in name else f"brm:{name}", args=[code])


def count_queries(browser, url) -> int:
    browser.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(url).status_code == 200
    return len(queries)


def fill(bank, rangga, zaki, number: int) -> None:
    """One more of everything that a page of the customer may show."""
    unit = make_customer(f"UNIT-{number}", bank, manager=rangga)
    make_contact(bank, f"Dewi {number}", P.DECISION_MAKER)
    make_contact(unit, f"Umar {number}", P.USER)
    outcome(rangga, bank, statement=f"Outcome {number}")
    demand(rangga, bank, title=f"Demand {number}")
    business_change(rangga, bank, title=f"Change {number}")
    held(rangga, bank, subject=f"Held {number}")
    planned(rangga, bank, subject=f"Planned {number}")
    action_for(rangga, bank)
    schedule_of(unit)
    grant(zaki, unit, Role.AUDITOR)
    Customer.objects.filter(pk=bank.pk).update(name=f"Bank {number}")


@pytest.mark.parametrize("name", [*TABS, *BESIDE, "portfolio:customer-money", "portfolio:value"])
def test_every_part_costs_the_same_for_one_and_for_three_and_stays_cheap(
    bank, ayu, rangga, zaki, sign_in, name
):
    browser = sign_in(ayu)
    fill(bank, rangga, zaki, 1)
    one = count_queries(browser, address(name))
    for number in (2, 3):
        fill(bank, rangga, zaki, number)

    assert count_queries(browser, address(name)) == one < 25


@pytest.mark.parametrize("name", TABS)
def test_parts_are_for_people_of_the_provider_who_see_the_customer(
    bank, rangga, tirta, alia, zaki, client, sign_in, name
):
    grant(alia, bank)
    make_customer("OTHER")
    grant(zaki, Customer.objects.get(code="OTHER"), Role.RELATIONSHIP_MANAGER)

    answers = [
        sign_in(reader).get(address(name)).status_code for reader in (rangga, tirta, alia, zaki)
    ]

    assert answers == [200, 200, 403, 404]
    assert client.get(address(name)).status_code == 302


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("customer", "Summary"),
        ("customer-people", "People"),
        ("customer-stakeholders", "People"),
        ("customer-voice", "Voice"),
        ("plan", "Plan"),
        ("maturity", "Plan"),
        ("assessments", "Plan"),
        ("portfolio:customer-money", "Money"),
        ("portfolio:value", "Money"),
    ],
)
def test_the_row_of_tabs_marks_where_one_is(bank, rangga, sign_in, name, label):
    page = sign_in(rangga).get(address(name)).content.decode()

    row = page[page.index('aria-label="Parts of the customer') :]
    row = row[: row.index("</nav>")]
    assert f'aria-current="page">{label}' in row
    assert row.count("aria-current") == 1


def test_money_is_a_tab_of_those_alone_who_may_see_money(bank, rangga, oka, sign_in):
    grant(oka, bank, Role.SERVICE_OWNER)
    url = f'href="{address("portfolio:customer-money")}"'

    assert url in sign_in(rangga).get(address("customer")).content.decode()
    assert (url in sign_in(oka).get(address("customer")).content.decode()) == (
        sign_in(oka).get(address("portfolio:customer-money")).status_code == 200
    )


def test_summary_tells_the_next_review_and_what_is_lacking(bank, rangga, sign_in):
    make_contact(bank, "Umar", P.USER)
    meeting = planned(rangga, bank)

    response = sign_in(rangga).get(address("customer"))

    page = response.content.decode()
    assert f'href="{meeting.get_absolute_url()}"' in page
    assert [str(gap.label) for gap in response.context["own_gaps"]] == [
        "Users, but nobody who decides",
        "No budget holder",
        "No signatory",
    ]


def test_page_sets_who_decides_apart_from_who_uses(bank, rangga, sign_in):
    cards = make_customer("CARDS", bank, name="Kartu")
    make_contact(bank, "Dewi", P.DECISION_MAKER, P.USER)
    make_contact(bank, "Yusuf", P.USER_REPRESENTATIVE)
    make_contact(bank, "Umar", P.USER)
    make_contact(bank, "Tono")
    make_contact(cards, "Rina", P.USER)

    response = sign_in(rangga).get(address("customer-people"))

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
    url = address("customer-record", cards.code)

    assert [g.user for g in sign_in(ayu).get(url).context["grants"]] == [zaki]
    page = sign_in(rangga).get(url).content.decode()
    assert "Zaki Asing" not in page


def test_page_names_the_people_whose_records_changed(bank, ayu, zaki, sign_in):
    make_contact(bank, "Dewi", P.SIGNATORY)
    grant(zaki, bank)

    changes = sign_in(ayu).get(address("customer-record")).context["changes"]

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

    change, *_rest = browser.get(address("customer-record")).context["changes"]
    assert (change.kind, change.who, str(change.door), change.request_id) == (
        "changed",
        "Rangga Hubungan",
        "page",
        "req-12345678",
    )
    assert [(str(f.label), f.before, f.after) for f in change.fields] == [
        ("name", "Bank Contoh", "Bank Baru")
    ]
