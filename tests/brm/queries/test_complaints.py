"""Figures of complaints by customer, now and at any instant of the past."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from brm.operations.escalate import escalate_due
from brm.operations.handle_feedback import acknowledge_feedback, resolve_feedback
from brm.operations.record_word import say_word
from brm.queries.complaints import ComplaintFigures, complaint_figures
from tests.brm.feedback import make_ladder, tell
from tests.cast import NOW


def after(hours):
    return NOW + dt.timedelta(hours=hours)


@pytest.fixture
def story(customer_a, rangga, alia):
    """Escalated after an hour, resolved after 30, rejected after 40, closed after 50."""
    make_ladder(rangga)
    record = tell(customer_a, alia)
    escalate_due(at=after(1))
    acknowledge_feedback(feedback=record, actor=rangga, at=after(25))
    resolve_feedback(feedback=record, resolution="x", actor=rangga, at=after(30))
    say_word(feedback=record, said="no", words="No.", actor=alia, at=after(40))
    acknowledge_feedback(feedback=record, actor=rangga, at=after(40.5))
    resolve_feedback(feedback=record, resolution="y", actor=rangga, at=after(45))
    say_word(feedback=record, said="yes", actor=alia, at=after(50))
    return record


@pytest.mark.parametrize(
    ("hours", "figures"),
    [
        (-1, ComplaintFigures()),
        (0.5, ComplaintFigures(open=1)),
        (2, ComplaintFigures(open=1, escalated=1)),
        (24.5, ComplaintFigures(open=1, escalated=1, overdue=1)),
        (26, ComplaintFigures(open=1, escalated=1)),
        (31, ComplaintFigures(waiting=1)),
        (40.2, ComplaintFigures(open=1)),
        (46, ComplaintFigures(waiting=1)),
        (51, ComplaintFigures()),
    ],
)
def test_figures_are_those_of_the_instant(story, customer_a, hours, figures):
    assert complaint_figures([customer_a.pk], after(hours)) == {customer_a.pk: figures}


def test_every_customer_has_a_line_in_one_query(customer_a, customer_b, rangga):
    tell(customer_a, rangga, kind="compliment")
    tell(customer_b, rangga)

    with CaptureQueriesContext(connection) as queries:
        found = complaint_figures([customer_a.pk, customer_b.pk], after(1))

    assert found == {customer_a.pk: ComplaintFigures(), customer_b.pk: ComplaintFigures(open=1)}
    assert len(queries) == 1
