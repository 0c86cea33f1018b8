"""What needs somebody now, the most urgent first."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.models import Agreement, Breach, State
from agreements.queries.agreement_state import AgreementState, with_state
from agreements.queries.need import SHOWN, Need
from agreements.queries.showing import promise_words, reached_text
from agreements.queries.standing import Standing, most_urgent_first
from agreements.queries.terms import terms_from
from agreements.queries.waiting import changes_that_wait, signings_that_wait
from slm.models import Source

ENDING_DAYS = 90


def needs_of(
    *, user: Any, running: Iterable[Standing], at: dt.datetime, sources: bool
) -> list[Need]:
    """Targets about to be missed, breaches not acknowledged, what waits for a signature or an
    answer, agreements ending, silent sources.

    `running` are the standings that the reader sees, `at` the last finished tick; `sources` says
    whether the reader sees sources at all.
    """
    found = [
        *_risks(running),
        *_breaches(user),
        *signings_that_wait(user=user, at=at),
        *changes_that_wait(user=user),
        *_endings(user, at),
    ]
    if sources:
        found += _silences()
    return found


def _breaches(user: Any) -> list[Need]:
    rows = (
        Breach.objects.visible_to(user)
        .filter(step=Breach.Step.OPEN)
        .select_related("agreement", "commitment__target__indicator__service", "verdict")
        .order_by("-breached_at", "pk")
    )
    shown = list(rows[: SHOWN + 1])
    found = [
        Need(
            state="missed",
            icon="missed",
            what=_("%(service)s missed %(target)s")
            % {
                "service": row.commitment.target.indicator.service.name,
                "target": promise_words(terms_from(row.commitment.terms)),
            },
            url=row.get_absolute_url(),
            before=_("Budget ran out"),
            when_at=row.breached_at,
            zone=row.agreement.zone,
            after=_("not acknowledged · %(agreement)s") % {"agreement": row.agreement.title},
            do=_("Acknowledge"),
            do_url=row.get_absolute_url(),
            cost=row.agreement.code,
            form="seconds",
        )
        for row in shown[:SHOWN]
    ]
    if len(shown) > SHOWN:
        more = rows.count() - SHOWN
        url = f"{reverse('agreements:breach-list')}?step={Breach.Step.OPEN}"
        found.append(
            Need(
                state="missed",
                icon="missed",
                what=ngettext(
                    "%(count)d more breach not acknowledged",
                    "%(count)d more breaches not acknowledged",
                    more,
                )
                % {"count": more},
                url=url,
                do=_("See them all"),
                do_url=url,
            )
        )
    return found


def _risks(running: Iterable[Standing]) -> list[Need]:
    found = most_urgent_first(row for row in running if row.verdict.state == State.AT_RISK)
    found.sort(key=lambda row: row.verdict.breaches_at or row.verdict.period_end_at)
    return [_risk(row) for row in found[:SHOWN]]


def _risk(row: Standing) -> Need:
    commitment, verdict = row.commitment, row.verdict
    service = commitment.target.indicator.service.name
    words = {"service": service, "target": promise_words(row.figures.terms)}
    titled = {"agreement": commitment.agreement.title}
    if verdict.breaches_at is not None:
        what = _("%(service)s will miss %(target)s") % words
        before, when_at = _("Breaches at"), verdict.breaches_at
        after = _("if the open outage lasts · %(agreement)s") % titled
    else:
        what = _("%(service)s may miss %(target)s") % words
        before, when_at = _("Period ends"), verdict.period_end_at
        after = _left(row, titled)
    return Need(
        state="risk",
        icon="risk",
        what=what,
        url=commitment.get_absolute_url(),
        before=before,
        when_at=when_at,
        zone=commitment.agreement.zone,
        after=after,
        do=_("See the forecast"),
        do_url=commitment.get_absolute_url(),
        cost=commitment.agreement.code,
        form="day_seconds" if verdict.breaches_at else "date",
    )


def _endings(user: Any, at: dt.datetime) -> list[Need]:
    rows = (
        with_state(Agreement.objects.visible_to(user), at=at)
        .filter(
            state=AgreementState.IN_FORCE,
            until_at__lte=at + dt.timedelta(days=ENDING_DAYS),
        )
        .order_by("until_at")[:SHOWN]
    )
    return [
        Need(
            state="none",
            icon="review",
            what=_("Renew or end %(code)s, %(title)s") % {"code": row.code, "title": row.title},
            url=row.get_absolute_url(),
            before=_("Last day"),
            when_at=row.until_at - dt.timedelta(seconds=1),
            zone=row.zone,
            after=_("nothing follows it yet")
            if row.draft_number is None
            else _("version %(number)d is being written") % {"number": row.draft_number},
            do=_("Decide"),
            do_url=row.get_absolute_url(),
            form="date",
        )
        for row in rows
    ]


def _silences() -> list[Need]:
    rows = Source.objects.exclude(silent_since_at=None).order_by("silent_since_at")[:SHOWN]
    return [
        Need(
            state="none",
            icon="silent",
            what=_("%(source)s: source silent") % {"source": row.name},
            url=row.get_absolute_url(),
            before=_("Last contact"),
            when_at=row.last_contact_at or row.silent_since_at,
            zone="",
            after=_("since then its levels are unknown"),
            do=_("Check the source"),
            do_url=row.get_absolute_url(),
            form="day_time",
        )
        for row in rows
    ]


def _left(row: Standing, titled: dict[str, str]) -> str:
    """What is left of the budget; a mean and a throughput have nothing that could be used up."""
    if row.figures.reached.budget is None:
        return _("%(reached)s so far · %(agreement)s") % (
            titled | {"reached": reached_text(row.figures)}
        )
    left = "0" if not row.share_left else str(max(0, row.share_left * 100 // 1))
    return _("%(left)s %% of the budget left · %(agreement)s") % (titled | {"left": left})
