"""Messages go out once, are tried again, and are never sent to who must not know."""

import datetime as dt
import threading

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection, transaction

from accounts.models import Role, RoleAssignment
from brm.models import Grant
from notices.models import Delivery
from notices.operations import deliver as module
from notices.operations.deliver import WAITS, deliver_next
from tests.cast import NOW, make_user


class BrokenBackend(EmailBackend):
    def send_messages(self, messages):
        raise ConnectionRefusedError(111, "Connection refused")


@pytest.fixture
def broken_mail(settings):
    settings.EMAIL_BACKEND = f"{__name__}.BrokenBackend"


def email_of(user) -> Delivery:
    return Delivery.objects.get(user=user, channel="email")


def test_deliver_sends_what_is_due(tell, sari):
    tell(sari)

    delivery = deliver_next(at=NOW)

    assert (delivery.state, delivery.sent_at, delivery.attempts) == ("sent", NOW, 1)
    assert [message.to for message in mail.outbox] == [["sari@example.org"]]


def test_deliver_sends_each_message_once(tell, sari, rangga):
    tell(sari, rangga)

    while deliver_next(at=NOW):
        pass

    assert sorted(message.to[0] for message in mail.outbox) == [
        "rangga@example.org",
        "sari@example.org",
    ]


def test_deliver_leaves_what_is_not_due(tell, sari):
    tell(sari, at=NOW)

    assert deliver_next(at=NOW - dt.timedelta(seconds=1)) is None
    assert mail.outbox == []


def test_message_is_worded_for_its_reader(tell, db):
    reader = make_user("Wayan Pembaca", Role.AUDITOR, language="id", zone="Asia/Makassar")
    notice = tell(reader, kind="tests.outage")
    deliver_next(at=NOW)

    [message] = mail.outbox
    assert message.subject == "[Jembatan] Menunggu: Payment gateway"
    assert f"http://localhost:8000/notices/{notice.pk}/" in message.body


def test_message_has_text_html_and_the_way_out(tell, sari):
    notice = tell(sari)
    delivery = deliver_next(at=NOW)

    [message] = mail.outbox
    assert message.subject == "[Jembatan] Payment gateway missed its target"
    assert "Breached 25 Nov 2026 02:41:00 UTC <at last>." in message.body.replace("\xa0", " ")
    assert "Why you: you answer for this agreement." in message.body
    assert message.extra_headers == {
        "Message-ID": f"<{delivery.pk}@localhost>",
        "List-Unsubscribe": "<http://localhost:8000/notices/channels/>",
        "Auto-Submitted": "auto-generated",
    }
    html, content_type = message.alternatives[0]
    assert content_type == "text/html"
    assert "&lt;at last&gt;" in html
    assert f'href="http://localhost:8000/notices/{notice.pk}/"' in html
    assert "src=" not in html
    assert 'rel="stylesheet"' not in html


def test_message_tells_the_time_in_the_readers_zone(tell, db):
    tell(make_user("Wayan", Role.AUDITOR, zone="Asia/Jakarta"))
    deliver_next(at=NOW)

    assert "25 Nov 2026 09:41:00 WIB" in mail.outbox[0].body.replace("\xa0", " ")


def test_failed_attempts_wait_longer_each_time_and_are_given_up(tell, sari, broken_mail):
    tell(sari)
    at, waits = NOW, []

    while (delivery := deliver_next(at=at)).state == "waiting":
        waits.append(delivery.due_at - at)
        at = delivery.due_at

    assert waits == list(WAITS)
    assert waits == [
        dt.timedelta(minutes=1),
        dt.timedelta(minutes=5),
        dt.timedelta(minutes=30),
        dt.timedelta(hours=2),
        dt.timedelta(hours=8),
    ]
    row = email_of(sari)
    assert (row.state, row.attempts) == ("failed", 6)
    assert row.error == "ConnectionRefusedError: [Errno 111] Connection refused"
    assert deliver_next(at=at + dt.timedelta(days=9)) is None


def test_success_after_failure_forgets_the_error(tell, sari, settings):
    tell(sari)
    settings.EMAIL_BACKEND = f"{__name__}.BrokenBackend"
    deliver_next(at=NOW)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    delivery = deliver_next(at=NOW + dt.timedelta(minutes=1))

    assert (delivery.state, delivery.error, delivery.attempts) == ("sent", "", 2)


def test_message_that_cannot_be_worded_does_not_hold_up_the_next(tell, sari, rangga):
    from notices.queries.kinds import register_kind

    register_kind("tests.wordless", label="Wordless")
    tell(sari, kind="tests.wordless", at=NOW - dt.timedelta(hours=1))
    tell(rangga)

    first, second = deliver_next(at=NOW), deliver_next(at=NOW)

    assert (first.user, first.state) == (sari, "waiting")
    assert first.error.startswith("TemplateDoesNotExist")
    assert (second.user, second.state) == (rangga, "sent")


def test_who_may_no_longer_sign_in_is_not_told(tell, sari):
    tell(sari)
    sari.is_active = False
    sari.save()

    delivery = deliver_next(at=NOW)

    assert (delivery.state, delivery.error) == ("skipped", module.INACTIVE)
    assert mail.outbox == []


def test_who_lost_the_grant_is_not_told(tell, alia, customer_a):
    tell(alia, kind="tests.outage", scope=[customer_a.pk])
    Grant.objects.all().delete()

    delivery = deliver_next(at=NOW)

    assert (delivery.state, delivery.error) == ("skipped", module.UNSEEN)
    assert mail.outbox == []


def test_who_left_the_provider_is_not_told_internal_facts(tell, sari):
    tell(sari)
    RoleAssignment.objects.all().delete()

    assert deliver_next(at=NOW).state == "skipped"
    assert mail.outbox == []


def test_who_has_the_grant_is_told(tell, alia, customer_a):
    tell(alia, kind="tests.outage", scope=[customer_a.pk])

    assert deliver_next(at=NOW).state == "sent"


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_each_message_once(tell, db):
    users = [make_user(f"Reader{n} Pembaca", Role.AUDITOR) for n in range(10)]
    tell(*users)
    start = threading.Barrier(2)

    def work() -> None:
        start.wait(5)
        while deliver_next(at=NOW):
            pass
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(20)

    assert sorted(message.to[0] for message in mail.outbox) == sorted(user.email for user in users)
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}


@pytest.mark.django_db(transaction=True)
def test_crash_before_the_commit_leaves_the_message_due(tell, db):
    """The window in which a message is sent twice: it carries the same Message-ID."""
    tell(make_user("Sari Tingkat", Role.SERVICE_LEVEL_MANAGER))

    def send_and_crash() -> None:
        with transaction.atomic():
            deliver_next(at=NOW)
            raise SystemExit

    with pytest.raises(SystemExit):
        send_and_crash()

    deliver_next(at=NOW)

    assert len(mail.outbox) == 2
    assert len({message.extra_headers["Message-ID"] for message in mail.outbox}) == 1
