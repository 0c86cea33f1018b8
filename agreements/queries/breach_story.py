"""What happened around a breach, in order: warnings, the breach, and what was done."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from agreements.models import Breach
from common.ui.times import write_instant
from notices.models import Notice


@dataclass(frozen=True, slots=True)
class Moment:
    """One line: when, its icon and tone, what, by whom, and its text."""

    at: dt.datetime
    state: str
    icon: str
    what: str
    who: str = ""
    text: str = ""


def story_of(breach: Breach) -> list[Moment]:
    """Every moment of the breach, the earliest first. Notices are read for their instants."""
    zone = breach.commitment.measure.hours.zone
    found = [
        Moment(
            at=breach.breached_at,
            state="missed",
            icon="missed",
            what=_("Broken") if breach.commitment.terms.get("metric") else _("Budget ran out"),
            text=_("written %(when)s")
            % {"when": write_instant(breach.opened_at, zone=zone, form="seconds")},
        ),
        *_warnings(breach, zone),
    ]
    told = Notice.objects.filter(
        kind="agreements.breach", subject=f"breach:{breach.code}"
    ).prefetch_related("deliveries__user__person")
    for notice in told:
        names = sorted({delivery.user.name for delivery in notice.deliveries.all()})
        found.append(
            Moment(notice.created_at, "none", "mail", _("Told"), text=", ".join(names) or "–")
        )
    found += _answers(breach)
    return sorted(found, key=lambda moment: moment.at)


def _warnings(breach: Breach, zone: str) -> list[Moment]:
    rows = Notice.objects.filter(
        kind="agreements.at_risk",
        subject=f"commitment:{breach.commitment.public_id}",
        period=breach.verdict.period_label,
    )
    return [
        Moment(
            at=row.happened_at,
            state="risk",
            icon="risk",
            what=_("Warned: at risk"),
            text=", ".join(_risk_words(row.facts)),
        )
        for row in rows
    ]


def _risk_words(facts: dict[str, Any]) -> list[str]:
    words = {
        "warning": _("the warning level of the budget was used"),
        "burn": _("it burned too fast"),
        "forecast": _("it would be missed at that pace"),
        "open_outage": _("it would be missed if the outage lasted"),
    }
    return [words[risk] for risk in facts.get("risks", []) if risk in words]


def _answers(breach: Breach) -> list[Moment]:
    found = []
    if breach.acknowledged_at:
        found.append(
            Moment(
                breach.acknowledged_at,
                "none",
                "check",
                _("Acknowledged"),
                str(breach.acknowledged_by),
            )
        )
    if breach.explained_at:
        found.append(
            Moment(
                breach.explained_at,
                "none",
                "pen",
                _("Explained"),
                str(breach.explained_by),
                breach.explanation,
            )
        )
    if breach.closed_at:
        found.append(
            Moment(
                breach.closed_at,
                "met",
                "met",
                _("Closed"),
                str(breach.closed_by),
                breach.conclusion,
            )
        )
    if breach.withdrawn_at:
        found.append(
            Moment(
                breach.withdrawn_at,
                "none",
                "restated",
                _("Withdrawn"),
                text=_("a correction of the facts mended the level"),
            )
        )
    return found
