"""Default deny: who does not see the customer does not see the news."""

import datetime as dt

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Role, User
from brm.models import Grant
from notices.models import Delivery
from notices.operations.mark_read import mark_read, mark_unread
from notices.queries import audience
from notices.queries.inbox import count_needing, inbox, needing, to_know
from tests.cast import NOW


def subjects(deliveries) -> list[str]:
    return [delivery.notice.subject for delivery in deliveries]


def test_inbox_holds_what_was_told_to_the_reader(tell, sari, rangga):
    tell(sari, subject="mine")
    tell(rangga, subject="hers")

    assert subjects(inbox(sari)) == ["mine"]


def test_inbox_of_a_guest_is_empty(tell, sari):
    tell(sari)

    assert list(inbox(AnonymousUser())) == []
    assert count_needing(AnonymousUser()) == 0


def test_inbox_of_who_may_no_longer_sign_in_is_empty(tell, sari):
    tell(sari)
    sari.is_active = False

    assert list(inbox(sari)) == []


def test_inbox_hides_what_is_for_the_provider_from_customers(tell, alia, customer_a):
    tell(alia, kind="tests.breach", scope=[customer_a.pk], subject="internal")
    tell(alia, kind="tests.outage", scope=[customer_a.pk], subject="open")

    assert subjects(inbox(alia)) == ["open"]


def test_inbox_hides_other_customers(tell, bram, customer_a, customer_b):
    tell(bram, kind="tests.outage", scope=[customer_b.pk], subject="own")
    tell(bram, kind="tests.outage", scope=[customer_a.pk], subject="foreign")
    tell(bram, kind="tests.outage", scope=[customer_a.pk, customer_b.pk], subject="both")

    assert subjects(inbox(bram)) == ["own"]


def test_inbox_of_a_limited_provider_role_goes_by_its_grant(tell, zaki, customer_a, customer_b):
    Grant.objects.create(user=zaki, role=Role.RELATIONSHIP_MANAGER, customer=customer_a)
    tell(zaki, scope=[customer_a.pk], subject="granted")
    tell(zaki, scope=[customer_b.pk], subject="foreign")
    tell(zaki, subject="about nobody")

    assert sorted(subjects(inbox(zaki))) == ["about nobody", "granted"]


def test_inbox_of_a_customer_who_is_also_a_limited_manager_does_not_mix_roles(
    tell, zaki, customer_a, customer_b
):
    Grant.objects.create(user=zaki, role=Role.CUSTOMER, customer=customer_a)
    Grant.objects.create(user=zaki, role=Role.RELATIONSHIP_MANAGER, customer=customer_b)
    tell(zaki, kind="tests.breach", scope=[customer_a.pk], subject="internal")

    assert subjects(inbox(zaki)) == []


def test_without_a_scope_registered_nothing_about_customers_is_told(
    tell, sari, customer_a, monkeypatch
):
    monkeypatch.setattr(audience, "_customers_seen", None)
    tell(sari, scope=[customer_a.pk], subject="about a customer")
    tell(sari, subject="about nobody")

    assert subjects(inbox(sari)) == ["about nobody"]


def test_kind_that_is_gone_is_not_shown(tell, sari):
    tell(sari, subject="left over")
    Delivery.objects.get(channel="bell").notice.__class__.objects.update(kind="tests.gone")

    assert list(inbox(sari)) == []


def test_inbox_puts_the_most_urgent_first(tell, sari):
    tell(sari, kind="tests.outage", subject="to know", at=NOW)
    tell(sari, severity="info", subject="mild", at=NOW)
    tell(sari, subject="old alarm", at=NOW - dt.timedelta(days=1))
    tell(sari, subject="new alarm", at=NOW)

    assert subjects(inbox(sari)) == ["new alarm", "old alarm", "mild", "to know"]


def test_needing_and_to_know_part_the_unread(tell, sari):
    breach = tell(sari, subject="breach")
    tell(sari, kind="tests.outage", subject="outage")
    assert subjects(needing(inbox(sari))) == ["breach"]
    assert subjects(to_know(inbox(sari))) == ["outage"]
    assert count_needing(sari) == 1

    mark_read(user=sari, notices=[breach.pk], at=NOW)
    assert (list(needing(inbox(sari))), count_needing(sari)) == ([], 0)

    mark_unread(user=sari, notices=[breach.pk])
    assert count_needing(sari) == 1


def test_mark_read_leaves_others_and_the_first_time_alone(tell, sari, rangga):
    notice = tell(sari, rangga)
    assert mark_read(user=sari, notices=[notice.pk], at=NOW) == 2
    assert mark_read(user=sari, notices=[notice.pk], at=NOW + dt.timedelta(days=1)) == 0

    read = Delivery.objects.exclude(read_at=None)
    assert set(read.values_list("user", "read_at")) == {(sari.pk, NOW)}


def test_bell_asks_one_question_beside_the_roles(tell, sari):
    tell(sari)
    fresh = User.objects.get(pk=sari.pk)
    with CaptureQueriesContext(connection) as queries:
        assert count_needing(fresh) == 1

    assert len(queries) <= 3  # roles once a request, and the count
