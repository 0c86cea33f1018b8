"""When we last talked, and whom we think of how."""

import datetime as dt

import pytest

from brm.models import Contact
from brm.operations.analyse_contact import AnalysisRefused, analyse_contact
from brm.operations.note_contact import ContactNotYet, note_contact
from brm.queries.overdue import Cadence, overdue
from tests.brm.factories import make_contact, make_customer
from tests.brm.meetings import held
from tests.cast import NOW

TODAY = NOW.date()
DAY = dt.timedelta(days=1)


def test_contact_counts_for_the_person_their_unit_and_the_customer(rangga):
    bank = make_customer("BANK")
    cards = make_customer("CARDS", bank)
    dewi, rina = make_contact(cards, "Dewi"), make_contact(cards, "Rina")

    for on in (TODAY - DAY, TODAY - 5 * DAY):
        note_contact(customer=bank, contacts=[dewi], on=on, actor=rangga, at=NOW)

    days = []
    for record in (bank, cards, dewi, rina):
        record.refresh_from_db()
        days.append(record.last_contact_on)
    assert days == [TODAY - DAY, TODAY - DAY, TODAY - DAY, None]


def test_contact_to_come_is_refused(rangga, customer_a):
    with pytest.raises(ContactNotYet):
        note_contact(customer=customer_a, on=TODAY + DAY, actor=rangga, at=NOW)


@pytest.mark.parametrize(
    ("every", "ago", "state"),
    [
        (None, None, "no_cadence"),
        (None, 400, "no_cadence"),
        (30, None, "never"),
        (30, 30, "in_time"),
        (30, 31, "overdue"),
    ],
)
def test_cadence_says_when_a_contact_is_overdue(every, ago, state):
    last = None if ago is None else TODAY - ago * DAY

    assert Cadence(every, last, TODAY).state == state


def test_overdue_is_the_same_in_the_database(db):
    for code, every, ago in [("A", None, 400), ("B", 30, None), ("C", 30, 30), ("D", 30, 31)]:
        last = None if ago is None else TODAY - ago * DAY
        make_customer(code, contact_cadence_days=every, last_contact_on=last)
    from brm.models import Customer

    found = overdue(Customer.objects.all(), on=TODAY)
    assert [row.code for row in found] == ["B", "D"]


def analyse(contact, rangga, **values):
    wish = {"reports_to": None, "stance": "", "contact_cadence_days": None, "analysed_on": None}
    return analyse_contact(contact=contact, **wish | values, actor=rangga, at=NOW)


def test_analysis_is_kept(rangga, customer_a):
    dewi, rina = make_contact(customer_a, "Dewi"), make_contact(customer_a, "Rina")

    analyse(dewi, rangga, reports_to=rina, stance="critical", analysed_on=TODAY)

    dewi = Contact.objects.get(pk=dewi.pk)
    assert (dewi.reports_to, dewi.stance, dewi.analysed_on) == (rina, "critical", TODAY)


def test_analysis_refuses_circles_strangers_and_days_to_come(rangga, customer_a, customer_b):
    dewi = make_contact(customer_a, "Dewi")
    rina = make_contact(customer_a, "Rina", reports_to=dewi)
    for superior in (dewi, rina, make_contact(customer_b, "Umar")):
        with pytest.raises(AnalysisRefused) as refusal:
            analyse(dewi, rangga, reports_to=superior)
        assert refusal.value.field == "reports_to"
    with pytest.raises(AnalysisRefused) as refusal:
        analyse(dewi, rangga, analysed_on=TODAY + DAY)
    assert refusal.value.field == "analysed_on"


def test_a_meeting_that_was_held_is_a_contact_with_who_came(rangga):
    bank = make_customer("BANK")
    dewi = make_contact(bank, "Dewi")

    held(rangga, bank, contacts=(dewi,))

    bank.refresh_from_db()
    dewi.refresh_from_db()
    assert (bank.last_contact_on, dewi.last_contact_on) == (NOW.date(), NOW.date())
