"""Take in what a source says about many outages, all or nothing."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import ngettext

from common.problems import Refusal
from slm.models import Fact, Source

from .record_outage import record_outage


class OutagesRefused(Refusal):
    """None of the outages was recorded; `rows` names each bad one."""

    code = "outages_refused"


def take_outages(
    *, source: Source, outages: Sequence[Mapping[str, Any]], actor: Any, at: dt.datetime
) -> list[Fact]:
    """Record each outage, given as the arguments of `record_outage`, in their order.

    Every row is tried, so that a sender learns of all mistakes at once; one mistake undoes all.
    """
    facts: list[Fact] = []
    errors: list[dict[str, Any]] = []
    with transaction.atomic():
        for row, outage in enumerate(outages):
            try:
                facts.append(record_outage(source=source, actor=actor, at=at, **outage))
            except Refusal as refusal:
                errors.append(
                    {
                        "row": row,
                        "field": refusal.field,
                        "message": refusal.message,
                        "code": refusal.code,
                    }
                )
        if errors:
            message = ngettext(
                "%(count)d row is refused; nothing was recorded.",
                "%(count)d rows are refused; nothing was recorded.",
                len(errors),
            )
            raise OutagesRefused(message % {"count": len(errors)}, rows=errors)
    return facts
