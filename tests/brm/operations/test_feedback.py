"""Feedback from its arrival to the customer's yes."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import Role
from brm.models import CustomerWord, Feedback, FeedbackNote
from brm.operations.change_feedback import (
    assign_feedback,
    change_feedback,
    judge_feedback,
    note_on_feedback,
    offer_compensation,
)
from brm.operations.handle_feedback import (
    acknowledge_feedback,
    answer_feedback,
    investigate_feedback,
    resolve_feedback,
)
from brm.operations.record_feedback import record_feedback
from brm.operations.record_word import record_word, say_word
from brm.operations.remind_of_resolution import remind_of_resolutions
from brm.operations.take_feedback_step import FeedbackRefused
from notices.models import Delivery, Notice
from tests.brm.factories import grant
from tests.brm.feedback import resolved, tell
from tests.cast import NOW, make_user

LATER = NOW + dt.timedelta(hours=5)


@pytest.fixture(autouse=True)
def _manager(customer_a, rangga):
    customer_a.manager = rangga
    customer_a.save()


def told(kind: str) -> list[tuple[str, str]]:
    rows = Delivery.objects.filter(notice__kind=kind, channel="bell").order_by(
        "notice__created_at", "pk"
    )
    return [(row.notice.level, row.user.email) for row in rows.select_related("notice", "user")]


def test_record_gives_number_manager_and_due_times(customer_a, sari):
    first = tell(customer_a, sari, severity="high")
    second = tell(customer_a, sari)

    assert (first.code, second.code) == ("FB-0001", "FB-0002")
    assert first.assignee.email == "rangga@example.org"
    assert first.acknowledge_by_at == NOW + dt.timedelta(hours=4)
    assert first.resolve_by_at == NOW + dt.timedelta(days=3)
    assert [step.name for step in first.steps.all()] == ["received"]


def test_record_tells_who_looks_after_the_customer(customer_a, alia):
    tell(customer_a, alia, told_by="")

    assert told("brm.feedback") == [("received", "rangga@example.org")]


def test_customers_people_tell_for_themselves(customer_a, alia):
    feedback = tell(customer_a, alia, told_by="somebody else")

    assert (feedback.reporter, feedback.teller, feedback.channel) == (
        alia,
        "Alia Pemutus",
        "portal",
    )


def test_record_under_a_reference_is_done_once(customer_a, customer_b, sari):
    first = record_feedback(
        kind="complaint",
        customer=customer_a,
        title="A",
        text="a",
        told_by="x",
        external_id="T-1",
        actor=sari,
        at=NOW,
    )
    again = tell(customer_a, sari, external_id="T-1", title="other")
    elsewhere = tell(customer_b, sari, external_id="T-1")

    assert first.is_new
    assert (again.pk, again.title) == (first.feedback.pk, "A")
    assert elsewhere.pk != again.pk
    assert Notice.objects.filter(kind="brm.feedback").count() == 2


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"title": "  "}, "title"),
        ({"text": ""}, "text"),
        ({"told_by": ""}, "told_by"),
        ({"received_at": LATER}, "received_at"),
        ({"text": "x" * 20_001}, "text"),
    ],
)
def test_record_refuses_at_the_field(customer_a, sari, wish, field):
    with pytest.raises(FeedbackRefused) as refused:
        tell(customer_a, sari, **wish)

    assert refused.value.field == field
    assert not Feedback.objects.exists()


def test_record_refuses_a_stranger(customer_a, bram):
    with pytest.raises(FeedbackRefused, match="may not write"):
        tell(customer_a, bram)


def test_whole_way_of_a_complaint(customer_a, alia, rangga):
    feedback = tell(customer_a, alia)
    acknowledge_feedback(feedback=feedback, actor=rangga, at=LATER, words="We are on it.")
    investigate_feedback(feedback=feedback, actor=rangga, at=LATER)
    resolve_feedback(feedback=feedback, resolution="Replaced.", actor=rangga, at=LATER)
    done = say_word(feedback=feedback, said="yes", actor=alia, at=LATER)

    done.refresh_from_db()
    assert (done.state, done.closed_at, done.acknowledged_at) == ("closed", LATER, LATER)
    assert [step.name for step in done.steps.all()] == [
        "received",
        "acknowledge",
        "investigate",
        "resolve",
        "accept",
    ]
    assert sorted(told("brm.my_feedback")) == [
        ("acknowledged", "alia@example.org"),
        ("resolved", "alia@example.org"),
    ]
    assert ("word-yes", "rangga@example.org") in told("brm.feedback")


def test_a_no_opens_it_again_and_counts_anew(customer_a, alia, rangga):
    feedback = resolved(customer_a, rangga)

    again = say_word(feedback=feedback, said="no", words="Still slow.", actor=alia, at=LATER)

    again.refresh_from_db()
    assert (again.state, again.episode, again.begun_at, again.resolved_at) == (
        "reopened",
        2,
        LATER,
        None,
    )
    assert again.acknowledge_by_at == LATER + dt.timedelta(days=1)
    assert again.acknowledged_at == NOW  # the first time stays


def test_a_no_says_why(customer_a, alia, rangga):
    feedback = resolved(customer_a, rangga)

    with pytest.raises(FeedbackRefused) as refused:
        say_word(feedback=feedback, said="no", words=" ", actor=alia, at=LATER)

    assert refused.value.field == "words"
    assert not CustomerWord.objects.exists()


def test_nobody_of_ours_says_yes_in_the_application(customer_a, rangga, bram):
    feedback = resolved(customer_a, rangga)

    for actor in (rangga, bram):
        with pytest.raises(FeedbackRefused, match="customer's own people"):
            say_word(feedback=feedback, said="yes", actor=actor, at=LATER)


def test_recorded_word_needs_evidence_and_its_time(customer_a, rangga):
    feedback = resolved(customer_a, rangga)
    wish = {
        "feedback": feedback,
        "said": "yes",
        "by_name": "Alia",
        "how": "email",
        "said_at": LATER,
        "evidence": "E-mail of 25 November",
        "actor": rangga,
        "at": LATER,
    }
    for changed, field in [
        ({"evidence": " "}, "evidence"),
        ({"by_name": ""}, "by_name"),
        ({"how": "here"}, "how"),
        ({"said_at": LATER + dt.timedelta(1)}, "said_at"),
        ({"said_at": NOW - dt.timedelta(1)}, "said_at"),
    ]:
        with pytest.raises(FeedbackRefused) as refused:
            record_word(**(wish | changed))
        assert refused.value.field == field

    assert record_word(**wish).state == "closed"
    word = CustomerWord.objects.get()
    assert (word.by_name, word.how, word.recorded_by) == ("Alia", "email", rangga)


def test_customer_takes_an_open_complaint_back(customer_a, alia):
    feedback = tell(customer_a, alia)

    assert say_word(feedback=feedback, said="withdrawn", actor=alia, at=LATER).state == "closed"


def test_a_word_that_fits_no_step_is_not_kept(customer_a, alia, rangga):
    feedback = tell(customer_a, alia)

    with pytest.raises(FeedbackRefused, match="no resolution yet"):
        say_word(feedback=feedback, said="yes", actor=alia, at=LATER)

    assert not CustomerWord.objects.exists()


def test_compliment_is_closed_by_our_answer(customer_a, alia, rangga):
    feedback = tell(customer_a, alia, kind="compliment")
    acknowledge_feedback(feedback=feedback, actor=rangga, at=LATER)

    with pytest.raises(FeedbackRefused, match="Possible now"):
        resolve_feedback(feedback=feedback, resolution="x", actor=rangga, at=LATER)
    assert answer_feedback(feedback=feedback, answer="Thanks", actor=rangga, at=LATER).state == (
        "closed"
    )


def test_complaint_stays_one(customer_a, alia, rangga):
    feedback = tell(customer_a, alia)

    with pytest.raises(FeedbackRefused, match="stays one"):
        change_feedback(
            feedback=feedback,
            kind="comment",
            severity="low",
            service=None,
            title="x",
            actor=rangga,
            at=LATER,
        )


def test_another_severity_reckons_anew(customer_a, alia, rangga):
    feedback = tell(customer_a, alia)

    changed = change_feedback(
        feedback=feedback,
        kind="complaint",
        severity="critical",
        service=None,
        title="Tills stand still",
        actor=rangga,
        at=LATER,
    )

    assert changed.acknowledge_by_at == NOW + dt.timedelta(hours=1)


def test_assignee_sees_the_customer_and_is_told(customer_a, alia, rangga, oka, zaki):
    feedback = tell(customer_a, alia)

    with pytest.raises(FeedbackRefused, match="does not see"):
        assign_feedback(feedback=feedback, assignee=zaki, actor=rangga, at=LATER)
    assign_feedback(feedback=feedback, assignee=oka, actor=rangga, at=LATER)

    assert ("assigned", "oka@example.org") in told("brm.feedback")
    # Whom it was given to answers it.
    assert acknowledge_feedback(feedback=feedback, actor=oka, at=LATER).state == "acknowledged"


def test_judging_and_compensation(customer_a, alia, rangga):
    feedback = resolved(customer_a, rangga)
    judge_feedback(feedback=feedback, is_accepted=True, reason="Our fault", actor=rangga, at=NOW)
    offer_compensation(
        feedback=feedback, words="A month free", amount=100, currency="IDR", actor=rangga, at=NOW
    )
    with pytest.raises(FeedbackRefused) as refused:
        judge_feedback(feedback=feedback, is_accepted=False, reason="", actor=rangga, at=NOW)
    assert refused.value.field == "reason"

    done = say_word(feedback=feedback, said="yes", takes_compensation=False, actor=alia, at=LATER)

    assert (done.is_accepted, done.compensation_taken) == (True, False)


@pytest.mark.parametrize("who", ["oka", "tirta", "alia", "zaki"])
def test_only_who_handles_it_answers(customer_a, rangga, who, request):
    feedback = tell(customer_a, rangga)

    with pytest.raises(FeedbackRefused, match="may not answer"):
        acknowledge_feedback(feedback=feedback, actor=request.getfixturevalue(who), at=LATER)


def test_manager_of_a_subtree_answers_within_it(customer_a, customer_b, rangga):
    user = make_user("Nadia Wilayah")
    grant(user, customer_b, Role.RELATIONSHIP_MANAGER)

    with pytest.raises(FeedbackRefused):
        acknowledge_feedback(feedback=tell(customer_a, rangga), actor=user, at=LATER)
    ours = tell(customer_b, user)
    assert acknowledge_feedback(feedback=ours, actor=user, at=LATER).state == "acknowledged"


def test_silent_customer_is_reminded_once_a_week_and_thrice(customer_a, alia, rangga):
    feedback = resolved(customer_a, rangga)

    counts = [remind_of_resolutions(at=NOW + dt.timedelta(days=day)) for day in range(1, 40)]

    assert [day for day, count in enumerate(counts, start=1) if count] == [7, 14, 21]
    assert [level for level, _who in told("brm.my_feedback")].count("reminder") == 3
    feedback.refresh_from_db()
    assert (feedback.state, feedback.remind_at) == ("resolved", None)


def test_word_ends_the_reminders(customer_a, alia, rangga):
    feedback = resolved(customer_a, rangga)
    say_word(feedback=feedback, said="no", words="No.", actor=alia, at=LATER)

    assert remind_of_resolutions(at=NOW + dt.timedelta(days=30)) == 0


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("state = 'closed', closed_at = now()", "only the customer"),
        ("state = 'resolved'", "does not lead"),
        ("kind = 'comment'", "a complaint stays one"),
        ("state = 'reopened', episode = 2", "does not lead"),
    ],
)
def test_database_refuses_what_the_table_does_not_know(customer_a, sari, change, message):
    tell(customer_a, sari)

    with (
        pytest.raises(IntegrityError, match=message),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE brm_feedback SET {change}")


@pytest.mark.parametrize(
    "change",
    ["state = 'closed', closed_at = now()", "state = 'reopened', episode = 2"],
)
def test_database_wants_the_customers_word(customer_a, rangga, change):
    resolved(customer_a, rangga)

    with (
        pytest.raises(IntegrityError, match="only the customer"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE brm_feedback SET {change}")


@pytest.mark.parametrize("table", ["feedbackstep", "feedbacknote"])
def test_what_was_written_stays(customer_a, rangga, table):
    feedback = tell(customer_a, rangga)
    note_on_feedback(feedback=feedback, text="x", actor=rangga, at=NOW)

    with (
        pytest.raises(Exception, match="append_only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"DELETE FROM brm_{table}")
    assert FeedbackNote.objects.count() == 1
