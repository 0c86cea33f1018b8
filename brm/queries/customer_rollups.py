"""Figures of complaints and satisfaction for the tree of customers."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from brm.queries.complaints import complaint_figures
from brm.queries.satisfaction import OutcomeSatisfaction, outcome_satisfaction
from common.ui.numbers import write_number


def open_complaints(customer_ids: list[int], *, user: Any, at: dt.datetime) -> dict[int, int]:
    """The complaints of each customer that we have not resolved; none is indeed none."""
    return {pk: row.open for pk, row in complaint_figures(customer_ids, at).items()}


def outcomes_by_customer(
    customer_ids: list[int], *, user: Any, at: dt.datetime
) -> dict[int, OutcomeSatisfaction]:
    """The latest outcome index of each customer over its own answers and all beneath it."""
    return outcome_satisfaction(customer_ids, as_of=at)


def the_whole(values: Sequence[OutcomeSatisfaction]) -> OutcomeSatisfaction | None:
    """Of a customer and everything beneath it the index of the whole, which has it all in it.

    No part has a later survey than the whole, nor more answers in the same one.
    """
    return max(values, key=lambda one: (one.ended_at, one.n), default=None)


def plain_outcomes(value: OutcomeSatisfaction) -> Decimal:
    """The index to a tenth."""
    return Decimal(round(value.score * 10)) / 10


def write_outcomes(value: OutcomeSatisfaction) -> str:
    """The index of 100 with the number of answers it rests on."""
    return _("%(score)s of 100 (n = %(count)s)") % {
        "score": write_number(value.score),
        "count": write_number(value.n),
    }
