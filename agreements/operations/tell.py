"""Open, withdraw and tell: what a verdict means for people."""

import datetime as dt

from django.db.models import Max

from agreements.engine.terms import Terms
from agreements.engine.verdicts import Verdict as Judgement
from agreements.models import Agreement, Breach, Result, State, Verdict
from agreements.queries.figures import Figures, frozen_figures
from agreements.queries.periods import begins_on
from agreements.queries.recipients import levels_recipients
from agreements.queries.showing import told_of
from notices.models import Severity
from notices.operations.write_notice import write_notice
from slm.engine.metrics import Metric
from slm.engine.periods import PeriodKind


def settle_breach(*, verdict: Verdict, current: Figures, at: dt.datetime) -> Breach | None:
    """Open a breach where the promise is broken, withdraw it where a correction mended it.

    One breach per commitment, period and kind: a later fact moves its instant, a correction
    withdraws it, and a further one opens it again (decision 16). Of rolling days those that miss
    one after the other are one episode with one breach, that of its first day (decision 19).
    """
    kind = kind_of_breach(current.terms)
    breach = Breach.objects.filter(verdict=verdict, kind=kind).first()
    if verdict.state != State.MISSED or (breach is None and _goes_on(verdict, current)):
        if breach is not None and breach.step != Breach.Step.WITHDRAWN:
            breach.step, breach.withdrawn_at = Breach.Step.WITHDRAWN, at
            breach.save()
            _tell_of_withdrawal(breach, at)
            _hand_on(verdict, current, at)
        return breach
    breached_at = verdict.breaches_at or at
    if breach is None:
        breach = Breach.objects.create(
            agreement=verdict.commitment.agreement,
            number=_next_number(verdict.commitment.agreement),
            verdict=verdict,
            commitment=verdict.commitment,
            kind=kind,
            breached_at=breached_at,
            opened_at=at,
        )
        _tell_of_breach(breach, current, at)
    elif breach.step == Breach.Step.WITHDRAWN:
        breach.step, breach.withdrawn_at = Breach.Step.OPEN, None
        breach.breached_at, breach.reopened = breached_at, breach.reopened + 1
        breach.acknowledged_at = breach.acknowledged_by = None
        breach.closed_at = breach.closed_by = None
        breach.save()
        _tell_of_breach(breach, current, at)
    elif breach.breached_at != breached_at:
        breach.breached_at = breached_at
        breach.save()
    return breach


def kind_of_breach(terms: Terms) -> Breach.Kind:
    """A workload is exceeded by who asks for work; everything else is a level of who does it."""
    return Breach.Kind.WORKLOAD if terms.metric is Metric.WORKLOAD else Breach.Kind.LEVEL


def _hand_on(verdict: Verdict, current: Figures, at: dt.datetime) -> None:
    """Judge the day after again: the episode begins there now, if it was missed as well."""
    if current.terms.cadence.kind is not PeriodKind.ROLLING:
        return
    after = Verdict.objects.filter(
        commitment=verdict.commitment_id, period_end_at__gt=verdict.period_end_at
    ).order_by("period_end_at")
    Verdict.objects.filter(pk__in=after.values("pk")[:1], state=State.MISSED).update(
        next_check_at=at
    )


def _goes_on(verdict: Verdict, current: Figures) -> bool:
    """Whether the rolling days that ended a day earlier were missed as well."""
    if current.terms.cadence.kind is not PeriodKind.ROLLING:
        return False
    before = (
        Verdict.objects.filter(
            commitment=verdict.commitment_id, period_end_at__lt=verdict.period_end_at
        )
        .order_by("-period_end_at")
        .first()
    )
    return before is not None and before.state == State.MISSED


def tell_of_risk(
    *, verdict: Verdict, current: Figures, judgement: Judgement, at: dt.datetime
) -> None:
    """Warn once per episode, with the exact instant at which the budget runs out if it is known."""
    commitment = verdict.commitment
    service = commitment.target.indicator.service
    write_notice(
        kind="agreements.at_risk",
        subject=f"commitment:{commitment.public_id}",
        period=verdict.period_label,
        level="warning",
        episode=verdict.episode,
        severity=Severity.WARNING,
        facts=_facts(verdict, current)
        | {
            "breaches_at": verdict.breaches_at,
            "risks": [str(risk) for risk in judgement.risks],
        },
        url=commitment.get_absolute_url(),
        recipients=levels_recipients(commitment.agreement, service),
        scope=_scope(verdict),
        at=at,
    )


def tell_of_restatement(
    *, verdict: Verdict, before: Result, after: Result, at: dt.datetime
) -> None:
    """Say once for each number that a closed period has another figure, and what changed it.

    Another word, met instead of missed, is a warning: what was reported to somebody is not true.
    """
    commitment = verdict.commitment
    service = commitment.target.indicator.service
    write_notice(
        kind="agreements.restated",
        subject=f"commitment:{commitment.public_id}",
        period=verdict.period_label,
        level="restated",
        episode=after.number,
        severity=Severity.INFO if before.state == after.state else Severity.WARNING,
        facts={
            "agreement": commitment.agreement.code,
            "agreement_title": commitment.agreement.title,
            "service": service.name,
            "period": verdict.period_label,
            "number": after.number,
            "before_state": str(before.state),
            "after_state": str(after.state),
            "before_percent": frozen_figures(before).percent,
            "after_percent": frozen_figures(after).percent,
            "terms": after.terms,
            "before_reached": told_of(frozen_figures(before).reached),
            "after_reached": told_of(frozen_figures(after).reached),
            "before_issued_at": before.issued_at,
            "zone": commitment.agreement.zone,
            "cause": after.cause,
            "reason": after.reason,
            "actor": after.actor.name if after.actor else "",
        },
        url=f"{commitment.get_absolute_url()}?at={begins_on(verdict.period_label)}",
        recipients=levels_recipients(commitment.agreement, service),
        scope=_scope(verdict),
        at=at,
    )


def _tell_of_breach(breach: Breach, current: Figures, at: dt.datetime) -> None:
    commitment = breach.commitment
    write_notice(
        kind="agreements.breach",
        subject=f"breach:{breach.code}",
        period=breach.verdict.period_label,
        level=breach.kind,
        episode=breach.reopened + 1,
        severity=Severity.ALARM,
        facts=_facts(breach.verdict, current)
        | {"breach": breach.code, "breached_at": breach.breached_at},
        url=breach.get_absolute_url(),
        recipients=levels_recipients(commitment.agreement, commitment.target.indicator.service),
        scope=_scope(breach.verdict),
        at=at,
    )


def _tell_of_withdrawal(breach: Breach, at: dt.datetime) -> None:
    commitment = breach.commitment
    write_notice(
        kind="agreements.breach_withdrawn",
        subject=f"breach:{breach.code}",
        period=breach.verdict.period_label,
        level=breach.kind,
        episode=breach.reopened + 1,
        severity=Severity.INFO,
        facts={
            "breach": breach.code,
            "agreement": commitment.agreement.code,
            "service": commitment.target.indicator.service.name,
            "zone": commitment.agreement.zone,
        },
        url=breach.get_absolute_url(),
        recipients=levels_recipients(commitment.agreement, commitment.target.indicator.service),
        scope=_scope(breach.verdict),
        at=at,
    )


def _facts(verdict: Verdict, current: Figures) -> dict[str, object]:
    """What the wording of a notice may say."""
    commitment = verdict.commitment
    return {
        "agreement": commitment.agreement.code,
        "agreement_title": commitment.agreement.title,
        "service": commitment.target.indicator.service.name,
        "target_ppm": current.terms.target_ppm,
        "percent": current.percent,
        "metric": str(current.terms.metric),
        "terms": current.terms.content(),
        "reached": told_of(current.reached),
        "period": verdict.period_label,
        "period_start_at": verdict.period_start_at,
        "period_end_at": verdict.period_end_at,
        "zone": commitment.agreement.zone,
        "bad_seconds": current.bad_seconds if current.is_of_time else None,
        "allowed_seconds": current.contract.allowed,
    }


def _scope(verdict: Verdict) -> list[int]:
    return sorted(verdict.commitment.bound.values_list("customer_id", flat=True).distinct())


def _next_number(agreement: Agreement) -> int:
    """The next number within the agreement; locking it keeps two workers from taking the same."""
    Agreement.objects.select_for_update().get(pk=agreement.pk)
    highest = agreement.breaches.aggregate(highest=Max("number"))["highest"]
    return (highest or 0) + 1
