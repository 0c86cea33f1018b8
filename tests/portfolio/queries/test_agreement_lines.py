"""Agreements in force with the day by which somebody has to decide."""

import datetime as dt

import pytest

from agreements.operations.activate import activate
from agreements.operations.add_targets import add_targets
from agreements.operations.save_version import save_version
from agreements.operations.write_term import WrittenTerm
from portfolio.queries.agreement_lines import agreement_lines
from tests.agreements.closing import day
from tests.agreements.scenes import draft, indicator, round_the_clock

pytestmark = pytest.mark.django_db


def in_force(sari, customer, *, renewal="express"):
    """A year from June 2026 on that needs an answer three months before its end."""
    version = draft(sari, customer, code="SLA-0042").versions.get()
    add_targets(
        version=version,
        indicators=[indicator()],
        actor=sari,
        hours=round_the_clock(),
        threshold_ppm=999_000,
    )
    version = save_version(
        version=version,
        starts_on=dt.date(2026, 6, 1),
        ends_on=None,
        evidence="Minutes of 30 October",
        term=WrittenTerm(
            initial_months=12, renewal=renewal, renewal_months=12, notice_months=3, notice_days=0
        ),
        actor=sari,
    )
    activate(version=version, actor=sari, at=day(6, 1))


def line_at(customer, at: dt.datetime):
    (line,) = agreement_lines([customer.pk], at=at)
    return line


def test_the_last_notice_day_lies_before_the_end(sari, customer_a):
    in_force(sari, customer_a)
    line = line_at(customer_a, day(11, 25))
    assert (line.ends_on, line.notice_on) == (dt.date(2027, 5, 31), dt.date(2027, 2, 28))
    assert (line.is_due, line.is_missed) == (False, False)


def test_a_notice_day_that_passed_undecided_is_missed(sari, customer_a):
    in_force(sari, customer_a)
    at = day(11, 25) + dt.timedelta(days=97)
    line = line_at(customer_a, at)
    assert (line.today, line.is_due, line.is_missed) == (dt.date(2027, 3, 2), True, True)


def test_what_renews_by_itself_is_due_and_never_missed(sari, customer_a):
    in_force(sari, customer_a, renewal="tacit")
    line = line_at(customer_a, day(11, 25) + dt.timedelta(days=97))
    assert (line.is_due, line.is_missed) == (True, False)


def test_what_is_not_in_force_yet_is_no_line(sari, customer_a):
    in_force(sari, customer_a)
    assert agreement_lines([customer_a.pk], at=day(5, 20)) == []
