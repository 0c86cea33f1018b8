"""The pages of people: contact, stakeholder map, gaps, tree, plan."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from brm.models import Contact, ContactRole, Customer, PlanItem
from tests.brm.factories import make_contact, make_customer

P = Contact.Part


@pytest.fixture
def bank(rangga):
    return make_customer("BANK", name="Bank Contoh", manager=rangga)


def count_queries(browser, url) -> int:
    browser.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(url).status_code == 200
    return len(queries)


def test_contact_is_given_a_role_which_is_ended(bank, rangga, sign_in):
    dewi = make_contact(bank, "Dewi")
    address, browser = f"/customers/BANK/contacts/{dewi.pk}/", sign_in(rangga)

    browser.post(f"{address}roles/new/", {"part": "sponsor", "valid_from": "2026-01-01"})
    role = ContactRole.objects.get()
    browser.post(f"{address}roles/{role.pk}/end/", {"ends_before": "2026-03-31"})

    role.refresh_from_db()
    assert (role.valid_from, role.valid_to) == (dt.date(2026, 1, 1), dt.date(2026, 4, 1))
    assert "Sponsor" in browser.get(address).content.decode()


def test_leaving_hands_over_in_one_step(bank, rangga, sign_in):
    dewi, rina = make_contact(bank, "Dewi", P.SIGNATORY), make_contact(bank, "Rina")
    address, browser = f"/customers/BANK/contacts/{dewi.pk}/", sign_in(rangga)
    assert "Signatory, all services" in browser.get(f"{address}leave/").content.decode()

    browser.post(f"{address}leave/", {"left_on": "2026-11-01", "successor": str(rina.pk)})

    assert Contact.objects.get(pk=rina.pk).parts == [P.SIGNATORY]
    page = browser.get("/customers/BANK/people/")
    assert [row.person.name for row in page.context["gone"]] == ["Dewi"]
    names = [contact.person.name for group in page.context["people"] for contact in group.decides]
    assert names == ["Rina"]


@pytest.mark.parametrize("view", ["unit", "stance", "contact", "nonsense"])
def test_map_draws_each_person_with_a_link(bank, rangga, sign_in, view):
    dewi = make_contact(bank, "Dewi", P.DECISION_MAKER, stance="critical", contact_cadence_days=30)

    page = sign_in(rangga).get(f"/customers/BANK/stakeholders/?by={view}").content.decode()

    assert f'<a href="/customers/BANK/contacts/{dewi.pk}/" aria-label="Dewi, Bank Contoh, ' in page
    assert "Map of 1 stakeholders: 1 critical, 1 with an overdue contact" in page
    assert page.count("never contacted") >= 2  # in the drawing and in the table


def test_map_exports_its_table(bank, rangga, sign_in):
    make_contact(bank, "Dewi", P.SPONSOR, stance="neutral")

    answer = sign_in(rangga).get("/customers/BANK/stakeholders/?format=csv")

    text = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert text[1] == "Dewi,Bank Contoh,,Sponsor,,Neutral,,"


def test_gaps_are_listed_filtered_and_exported(bank, rangga, sign_in):
    make_contact(bank, "Hendra", P.DECISION_MAKER, P.BUDGET_HOLDER, P.SIGNATORY)
    make_contact(make_customer("CARDS", bank), "Umar", P.USER)
    browser = sign_in(rangga)

    def codes(query=""):
        return [row.code for row in browser.get(f"/customers/gaps/{query}").context["page"]]

    assert codes() == ["BANK", "CARDS"]
    assert codes("?gap=nobody_decides") == ["CARDS"]
    text = b"".join(browser.get("/customers/gaps/?format=csv").streaming_content).decode()
    assert "Decision maker never contacted: Hendra" in text


def test_tree_shows_levels_and_takes_an_order(bank, rangga, sign_in):
    cards = make_customer("CARDS", bank)
    make_customer("FRAUD", cards)
    make_contact(cards, "Umar")

    response = sign_in(rangga).get("/customers/tree/?sort=-contacts")

    (node,) = response.context["nodes"]
    assert [figure.value for figure in node.figures if figure.rollup.key == "contacts"] == [1]
    assert response.content.decode().count("<details open>") == 2


@pytest.mark.parametrize(
    "url", ["/customers/tree/", "/customers/gaps/", "/customers/BANK/stakeholders/"]
)
def test_page_costs_the_same_for_one_and_for_many(bank, rangga, sign_in, url):
    make_contact(bank, "Dewi", P.USER)
    browser = sign_in(rangga)
    one = count_queries(browser, url)
    for number in range(3):
        unit = make_customer(f"UNIT-{number}", bank, manager=rangga)
        make_contact(unit, f"Person{number}", P.USER)

    assert count_queries(browser, url) == one < 30


def test_plan_is_written_changed_and_given_up(bank, rangga, sign_in):
    browser = sign_in(rangga)
    wish = {
        "channel": "meeting",
        "audience": "Heads of units",
        "cadence_days": "30",
        "purpose": "Levels",
        "owner": rangga.pk,
    }
    browser.post("/customers/BANK/communication/new/", wish)
    item = PlanItem.objects.get()
    browser.post(f"/customers/BANK/communication/{item.pk}/", wish | {"cadence_days": "7"})
    item.refresh_from_db()
    assert (item.customer, item.owner, item.cadence_days) == (bank, rangga, 7)

    browser.post(f"/customers/BANK/communication/{item.pk}/remove/")
    assert PlanItem.objects.count() == 0


def test_contact_is_noted_with_who_was_there(bank, rangga, sign_in):
    dewi, today = make_contact(bank, "Dewi"), timezone.localdate()

    sign_in(rangga).post(
        "/customers/BANK/talked/", {"on": today.isoformat(), "contacts": [str(dewi.pk)]}
    )

    dewi.refresh_from_db()
    assert (dewi.last_contact_on, Customer.objects.get().last_contact_on) == (today, today)
