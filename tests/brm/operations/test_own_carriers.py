"""What goes along when two customers become one: nothing that leads to either is left behind."""

import datetime as dt

import pytest
from django.apps import apps
from django.db.models import Field

from brm.models import (
    AccountItem,
    AccountPlan,
    Action,
    Assessment,
    BusinessOutcome,
    Campaign,
    CheckAnswer,
    Contact,
    Customer,
    EarlyLifeCheck,
    EscalationLadder,
    Feedback,
    HoursEntry,
    Invitee,
    MaturityRating,
    MaturityStep,
    OutcomeStatement,
    Participant,
    Response,
    ReviewSchedule,
)
from brm.operations.carriers import carriers
from brm.operations.merge_customer import loads_of, merge_customer
from brm.operations.record_feedback import record_feedback
from tests.brm.business import service
from tests.brm.factories import make_contact, make_customer
from tests.brm.meetings import action_for, held, schedule_of
from tests.brm.surveys import answer, opened, outcome, survey
from tests.cast import NOW

P = Contact.Part

# Columns that no carrier takes along, and why.
STAYS = {
    "brm.Customer.parent": "the merge moves the units itself",
    "brm.Customer.representative": "the merge completes the entry itself",
    "brm.Customer.merged_into": "the merge writes it",
    "brm.Contact.customer": "the merge carries contacts before anything else could lose them",
    "brm.Contact.reports_to": "the merge follows the twins",
    "brm.Contact.successor": "the merge follows the twins",
    "brm.ContactRole.contact": "the merge joins the roles of the two",
    "brm.Grant.customer": "the merge carries access itself",
    "brm.TokenScope.customer": "the merge carries access itself",
    "brm.PlanItem.customer": "the merge carries the communication plan itself",
    "brm.ManagerTerm.customer": "who answered for a customer that is no more stays its history",
    "brm.CustomerMove.customer": "where a customer stood that is no more stays its history",
    "brm.CustomerMove.from_parent": "where it stood then stays true",
    "brm.CustomerMove.to_parent": "where it came to then stays true",
}
# The apps whose columns are all named; events of the history follow their own rules.
APPS = ("brm",)


def leading_columns() -> set[str]:
    """Every column of a kept record that leads to a customer or to a contact."""
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in APPS and not hasattr(model, "pgh_tracked_model")
        for field in (*model._meta.fields, *model._meta.many_to_many)
        if isinstance(field, Field) and field.related_model in (Customer, Contact)
    }


def test_every_column_that_leads_to_a_customer_or_contact_goes_along_or_says_why_not():
    carried = [name for carrier in carriers() for name in carrier.fields]
    ours = {name for name in carried if name.split(".")[0] in APPS}

    assert len(carried) == len(set(carried))
    assert ours | STAYS.keys() == leading_columns()
    assert ours.isdisjoint(STAYS)


@pytest.fixture
def bank(rangga):
    return make_customer("BANK", name="Bank Contoh", manager=rangga)


@pytest.fixture
def twice(rangga):
    return make_customer("BANK-2", name="Bank Kontoh", manager=rangga)


@pytest.fixture
def merge(bank, twice, rangga):
    def doing() -> None:
        merge_customer(customer=twice, into=bank, reason="Entered twice.", actor=rangga, at=NOW)
        assert loads_of(twice) == []

    return doing


def twins(bank, twice) -> tuple[Contact, Contact]:
    kept = make_contact(bank, "Dewi", P.SIGNATORY)
    return kept, Contact.objects.create(person=kept.person, customer=twice)


def test_outcomes_keep_their_owner_and_names_stay_apart(bank, twice, merge):
    kept, gone = twins(bank, twice)
    for customer, owner in ((bank, kept), (twice, gone)):
        BusinessOutcome.objects.create(
            customer=customer,
            reference="O-1",
            statement=customer.name,
            owner=owner,
            created_at=NOW,
        )

    merge()

    found = BusinessOutcome.objects.order_by("reference").values_list(
        "customer", "reference", "owner"
    )
    assert list(found) == [(bank.pk, "BANK-2:O-1", kept.pk), (bank.pk, "O-1", kept.pk)]


@pytest.mark.parametrize(
    ("theirs", "its", "left"),
    [
        ("waiting", "accepted", "accepted"),
        ("accepted", "waiting", "accepted"),
        ("accepted", "objected", "accepted"),
    ],
)
def test_of_two_answers_to_a_check_the_one_that_was_given_stays(
    bank, twice, merge, sari, theirs, its, left
):
    check = EarlyLifeCheck.objects.create(
        service=service("PAY"),
        what="New version",
        changed_on=dt.date(2026, 10, 1),
        due_on=dt.date(2026, 10, 8),
        asked_by=sari,
        asked_at=NOW,
    )
    for customer, state in ((bank, theirs), (twice, its)):
        CheckAnswer.objects.create(
            check_asked=check, customer=customer, state=state, reason="Slow."
        )

    merge()

    answer = CheckAnswer.objects.get()
    assert (answer.customer, answer.state) == (bank, left)


def test_feedback_goes_along_with_who_told_it(bank, twice, merge, rangga):
    kept, gone = twins(bank, twice)
    told = record_feedback(
        kind="complaint",
        customer=twice,
        contact=gone,
        title="Late",
        text="Late again.",
        severity="high",
        actor=rangga,
        at=NOW,
    ).feedback

    merge()

    told = Feedback.objects.get(pk=told.pk)
    assert (told.customer, told.contact) == (bank, kept)


def test_a_ladder_goes_along_unless_there_is_one(bank, twice, merge):
    ladder = EscalationLadder.objects.create(customer=twice)

    merge()

    ladder.refresh_from_db()
    assert ladder.customer == bank


def test_the_own_ladder_of_what_remains_holds(bank, twice, merge):
    EscalationLadder.objects.create(customer=twice)
    own = EscalationLadder.objects.create(customer=bank)

    merge()

    assert list(EscalationLadder.objects.filter(customer__isnull=False)) == [own]


def test_surveys_ask_what_remains_and_answers_keep_what_was_said(bank, twice, merge, rangga):
    make_contact(twice, "Rina", P.USER)
    campaign = survey(rangga, twice)
    outcome(campaign, twice, "Nobody waits")
    opened(campaign)
    answer(campaign, "Rina")

    merge()

    assert list(Campaign.objects.get().units.all()) == [bank]
    assert list(Campaign.objects.get().customers.all()) == [bank]
    assert OutcomeStatement.objects.get().customer == bank
    asked = Invitee.objects.get()
    assert (asked.customer, asked.place) == (bank, bank)
    assert Response.objects.get().customer == bank


def test_plans_come_together(bank, twice, merge, rangga):
    days = {"reviewed_on": dt.date(2026, 1, 1), "next_review_on": dt.date(2026, 7, 1)}
    kept = AccountPlan.objects.create(customer=bank, strategy="Grow.", **days)
    gone = AccountPlan.objects.create(customer=twice, strategy="Shrink.", drivers="Cost.", **days)
    item = AccountItem.objects.create(plan=gone, kind="commitment", title="Report monthly")

    merge()

    kept.refresh_from_db()
    item.refresh_from_db()
    assert (kept.strategy, kept.drivers, item.plan) == ("Grow.", "Cost.", kept)
    assert AccountPlan.objects.count() == 1


def test_maturity_and_what_was_weighed_come_together(bank, twice, merge, rangga):
    for customer in (bank, twice):
        MaturityRating.objects.create(
            customer=customer,
            side="provider",
            level=2,
            evidence="Seen.",
            rated_by="Rangga",
            rated_on=dt.date(2026, 1, 1),
            recorded_by=rangga,
            recorded_at=NOW,
        )
        Assessment.objects.create(
            customer=customer,
            subject="Three years",
            opened_by=rangga,
            opened_on=dt.date(2026, 1, 1),
        )
        MaturityStep.objects.create(
            customer=customer, key="goals", taken_on=dt.date(2026, 1, 1), recorded_by=rangga
        )

    merge()

    assert MaturityRating.objects.filter(customer=bank).count() == 2
    assert Assessment.objects.get().customer == MaturityStep.objects.get().customer == bank


def test_meetings_and_their_people_come_together(bank, twice, merge, rangga):
    kept, gone = twins(bank, twice)
    meeting = held(rangga, bank, twice, contacts=(kept, gone))
    action = action_for(rangga, twice, contact=gone)

    merge()

    assert list(meeting.customers.all()) == [bank]
    came = Participant.objects.filter(contact__isnull=False)
    assert [(row.contact, row.attended) for row in came] == [(kept, True)]
    action = Action.objects.get(pk=action.pk)
    assert (action.customer, action.contact) == (bank, kept)


def test_a_second_schedule_of_a_kind_ends(bank, twice, merge):
    kept, doubled = schedule_of(bank), schedule_of(twice)
    other = schedule_of(twice, review_type="annual", every_months=12)

    merge()

    rows = {row.pk: (row.customer, row.ended_on) for row in ReviewSchedule.objects.all()}
    assert rows == {
        kept.pk: (bank, None),
        doubled.pk: (bank, NOW.date()),
        other.pk: (bank, None),
    }


def test_hours_of_one_meeting_are_added_up(bank, twice, merge, rangga):
    meeting = held(rangga, bank, twice)
    for customer, minutes in ((bank, 30), (twice, 45)):
        HoursEntry.objects.create(
            customer=customer,
            user=rangga,
            interaction=meeting,
            spent_on=NOW.date(),
            spent_minutes=minutes,
            discipline=HoursEntry.Discipline.values[0],
            focus=HoursEntry.Focus.values[0],
            created_at=NOW,
        )

    merge()

    entry = HoursEntry.objects.get()
    assert (entry.customer, entry.spent_minutes) == (bank, 75)
