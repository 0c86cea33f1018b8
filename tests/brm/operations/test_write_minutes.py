"""Minutes are written by several, released, and agreed."""

import datetime as dt

import pytest

from brm.engine.text_lock import token
from brm.operations.plan_meeting import MeetingRefused, cancel_meeting
from brm.operations.write_minutes import (
    MinutesMoved,
    PointText,
    agree_minutes,
    record_agreement,
    release_minutes,
    write_minutes,
)
from notices.models import Delivery, Notice
from notices.queries.wording import word
from tests.brm.meetings import contact_of, held, planned, released, say
from tests.cast import NOW

pytestmark = pytest.mark.django_db


def write(meeting, actor, *texts):
    return write_minutes(interaction=meeting, texts=texts, actor=actor, at=NOW)


def test_only_changed_points_are_touched(rangga, customer_a):
    meeting = planned(rangga, customer_a)
    first, second = meeting.agenda.all()[:2]

    write(meeting, rangga, PointText(first.pk, "Said\r\nso.", "Hm."), PointText(second.pk, "", ""))

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.minutes, first.internal_note, first.changed_by) == ("Said\nso.", "Hm.", rangga)
    assert (second.changed_at, second.changed_by) == (None, None)


def test_two_writers_of_different_points_do_not_meet(rangga, sari, customer_a):
    meeting = held(rangga, customer_a)
    first, second = meeting.agenda.all()[:2]
    read = token("", "")

    write(
        meeting, rangga, PointText(first.pk, "Mine", "", read), PointText(second.pk, "", "", read)
    )
    write(meeting, sari, PointText(first.pk, "", "", read), PointText(second.pk, "Hers", "", read))

    assert list(meeting.agenda.values_list("minutes", flat=True))[:2] == ["Mine", "Hers"]


def test_a_point_that_another_wrote_is_not_replaced_unseen(rangga, sari, customer_a):
    meeting = held(rangga, customer_a)
    first, second = meeting.agenda.all()[:2]
    read = token("", "")
    write(meeting, rangga, PointText(first.pk, "Rangga wrote", "", read))

    with pytest.raises(MinutesMoved) as refused:
        write(
            meeting,
            sari,
            PointText(first.pk, "Sari wrote", "", read),
            PointText(second.pk, "Also", "", read),
        )

    assert refused.value.message.startswith("Rangga Hubungan wrote the same points")
    assert [row["field"] for row in refused.value.rows] == [str(first.pk)]
    assert list(meeting.agenda.values_list("minutes", flat=True))[:2] == ["Rangga wrote", ""]
    write(meeting, sari, PointText(first.pk, "Both", "", token("Rangga wrote", "")))
    assert meeting.agenda.first().minutes == "Both"


def test_texts_have_an_end(rangga, customer_a):
    meeting = held(rangga, customer_a)
    with pytest.raises(MeetingRefused, match="too long"):
        write(meeting, rangga, PointText(meeting.agenda.first().pk, "x" * 20_001, ""))


def test_agreed_and_cancelled_meetings_are_not_written(rangga, alia, customer_a):
    agreed = released(rangga, customer_a)
    agree_minutes(interaction=agreed, actor=alia, at=NOW)
    cancelled = planned(rangga, customer_a)
    cancel_meeting(interaction=cancelled, because="Flood", actor=rangga, at=NOW)

    for meeting, words in ((agreed, "stay as they are"), (cancelled, "called off")):
        with pytest.raises(MeetingRefused, match=words):
            say(meeting, rangga)


def test_release_needs_a_meeting_with_minutes(rangga, customer_a):
    meeting = planned(rangga, customer_a)
    with pytest.raises(MeetingRefused, match="once the meeting was held"):
        release_minutes(interaction=meeting, actor=rangga, at=NOW)
    over = held(rangga, customer_a)
    with pytest.raises(MeetingRefused, match="no minutes yet"):
        release_minutes(interaction=over, actor=rangga, at=NOW)


def test_those_who_came_are_told_once(rangga, alia, customer_a):
    meeting = released(rangga, customer_a, contacts=(contact_of(alia, customer_a),))
    release_minutes(interaction=meeting, actor=rangga, at=NOW)

    notice = Notice.objects.get(kind="brm.minutes")
    assert {row.user for row in Delivery.objects.filter(notice=notice)} == {alia}
    assert word(notice).title == "Minutes of MT-0001, Service review, Dinas Contoh"


def test_customers_of_one_meeting_do_not_read_of_each_other(
    rangga, alia, bram, customer_a, customer_b
):
    people = (contact_of(alia, customer_a), contact_of(bram, customer_b))
    released(rangga, customer_a, customer_b, contacts=people)

    told = Notice.objects.filter(kind="brm.minutes").order_by("level")
    assert [(row.scope, word(row).title) for row in told] == [
        ([customer_a.pk], "Minutes of MT-0001"),
        ([customer_b.pk], "Minutes of MT-0001"),
    ]


def test_a_customer_agrees_its_own_released_minutes(rangga, alia, bram, customer_a):
    meeting = released(rangga, customer_a)
    with pytest.raises(MeetingRefused, match="not yours"):
        agree_minutes(interaction=meeting, actor=bram, at=NOW)
    agreed = agree_minutes(interaction=meeting, actor=alia, at=NOW)
    assert (agreed.state, agreed.agreed_by, agreed.agreed_at) == ("agreed", "Alia Pemutus", NOW)


def test_unreleased_minutes_are_not_agreed_by_the_customer(rangga, alia, customer_a):
    meeting = held(rangga, customer_a)
    with pytest.raises(MeetingRefused, match="not yours"):
        agree_minutes(interaction=meeting, actor=alia, at=NOW)


def test_an_agreement_elsewhere_is_recorded(rangga, customer_a):
    meeting = held(rangga, customer_a)
    given = {"by": "Rina", "how": "by e-mail", "agreed_at": NOW}
    for wrong, field in (
        ({"by": " "}, "by"),
        ({"agreed_at": NOW + dt.timedelta(days=1)}, "agreed_at"),
    ):
        with pytest.raises(MeetingRefused) as refused:
            record_agreement(interaction=meeting, actor=rangga, at=NOW, **(given | wrong))
        assert refused.value.field == field
    done = record_agreement(interaction=meeting, actor=rangga, at=NOW, **given)
    assert (done.state, done.agreed_by, done.agreed_how) == ("agreed", "Rina", "by e-mail")
    with pytest.raises(MeetingRefused, match="not agreed yet"):
        record_agreement(interaction=meeting, actor=rangga, at=NOW, **given)
