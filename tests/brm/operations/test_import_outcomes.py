"""Outcomes and uses out of tables: taken, said again, refused by row and column."""

import datetime as dt
from decimal import Decimal

import pytest

from agreements.models import ServiceUse
from agreements.operations import import_uses
from brm.models import BusinessOutcome, OutcomeMeasurement
from brm.operations import import_outcomes
from common.imports.cells import Mark, Order
from common.imports.fields import guess
from common.imports.plan import Plan, read_rows
from slm.engine.zones import zone
from tests.brm.business import service
from tests.cast import NOW

pytestmark = pytest.mark.django_db
HEAD = ["Customer's code", "Reference", "Outcome", "Unit", "Target", "Due", "Actual", "Measured on"]


def take(kind, fields, head, rows, actor):
    plan = Plan(guess(head, fields), Order.DAY_FIRST, zone("Asia/Jakarta").info, mark=Mark.COMMA)
    read = list(read_rows(enumerate(rows, start=2), fields, plan))
    assert [row.errors for row in read] == [{}] * len(rows)
    return kind.take_rows(
        arguments={}, rows=read, actor=actor, at=NOW, report=lambda _done, _whole: None
    )


def test_outcomes_are_taken_and_said_again(rangga, customer_a):
    rows = [["dinas", "O-1", "Nobody waits", "%", "99,5", "31/12/2026", "81", "1/11/2026"]]
    first = take(import_outcomes, import_outcomes.FIELDS, HEAD, rows, rangga)
    rows[0][6] = "82"
    second = take(import_outcomes, import_outcomes.FIELDS, HEAD, rows, rangga)

    assert (first.counts, second.counts) == (["1 new outcome."], ["1 said again."])
    record = BusinessOutcome.objects.get()
    assert (record.target, record.due_on) == (Decimal("99.5"), dt.date(2026, 12, 31))
    measured = OutcomeMeasurement.objects.get()
    assert (measured.realised, measured.measured_on) == (Decimal(82), dt.date(2026, 11, 1))


def test_rows_of_others_and_bad_figures_are_named(rangga, zaki, customer_a):
    rows = [
        ["NOBODY", "O-1", "Nobody waits", "%", "", "", "", ""],
        ["DINAS", "O-2", "Nobody waits", "", "5", "", "", ""],
        ["DINAS", "O-3", "Nobody waits", "%", "", "", "5", ""],
    ]
    found = take(import_outcomes, import_outcomes.FIELDS, HEAD, rows, rangga)
    assert [(row["row"], row["field"]) for row in found.errors] == [
        (2, "Customer's code"),
        (3, "Unit of measure"),
        (4, "Measured on"),
    ]
    assert take(import_outcomes, import_outcomes.FIELDS, HEAD, rows[1:2], zaki).errors[0][
        "field"
    ] == ("Customer's code")


def test_uses_are_taken_and_refused_at_their_column(rangga, customer_a):
    service()
    head = ["Customer's code", "Service's code", "Users", "Counted on", "Criticality", "Basis"]
    rows = [
        ["DINAS", "pay", "1 200", "1/11/2026", "", ""],
        ["DINAS", "NONE", "", "", "", ""],
        ["DINAS", "PAY", "1,5", "1/11/2026", "", ""],
        ["DINAS", "PAY", "", "", "awful", ""],
        ["DINAS", "PAY", "", "", "Vital", ""],
    ]
    found = take(import_uses, import_uses.FIELDS, head, rows, rangga)
    assert (found.counts, ServiceUse.objects.get().users) == (["1 new use."], 1_200)
    assert [(row["row"], row["field"]) for row in found.errors] == [
        (3, "Service's code"),
        (4, "Users"),
        (5, "Criticality"),
        (6, "On what ground"),
    ]
