"""Who answered for a relationship, and when (R2)."""

import datetime as dt

from brm.models import ManagerTerm
from brm.operations.save_customer import save_customer
from tests.brm.factories import make_customer
from tests.cast import NOW

DAY = dt.timedelta(days=1)


def keep(customer, manager, at, actor):
    customer.manager = manager
    save_customer(customer=customer, actor=actor, at=at)


def terms():
    rows = ManagerTerm.objects.order_by("began_on")
    return [(row.manager, row.began_on, row.ended_on) for row in rows]


def test_terms_follow_the_manager_without_a_gap(rangga, ayu):
    bank = make_customer("BANK", standing="prospect")
    first, second, third = (NOW - ago * DAY for ago in (90, 30, 1))

    keep(bank, rangga, first, ayu)
    keep(bank, rangga, second, ayu)
    keep(bank, ayu, second, ayu)
    keep(bank, None, third, ayu)

    assert terms() == [
        (rangga, first.date(), second.date()),
        (ayu, second.date(), third.date()),
    ]


def test_manager_replaced_on_the_first_day_leaves_no_term(rangga, ayu):
    bank = make_customer("BANK")

    keep(bank, rangga, NOW, ayu)
    keep(bank, ayu, NOW, ayu)

    assert terms() == [(ayu, NOW.date(), None)]


def test_days_are_days_at_the_customer(rangga, ayu):
    bank = make_customer("BANK", zone="Asia/Jakarta")

    keep(bank, rangga, dt.datetime(2026, 5, 31, 18, tzinfo=dt.UTC), ayu)

    assert terms() == [(rangga, dt.date(2026, 6, 1), None)]
