"""Open, withdraw and tell: what a verdict means for people."""

import datetime as dt

from django.db.models import Max

from agreements.engine.verdicts import Verdict as Judgement
from agreements.models import Agreement, Breach, State, Verdict
from agreements.queries.figures import Figures
from agreements.queries.recipients import levels_recipients
from notices.models import Severity
from notices.operations.write_notice import write_notice


def settle_breach(*, verdict: Verdict, current: Figures, at: dt.datetime) -> Breach | None:
    """Open a breach where the promise is broken, withdraw it where a correction mended it.

    One breach per commitment, period and kind: a later fact moves its instant, a correction
    withdraws it, and a further one opens it again (decision 16).
    """
    breach = Breach.objects.filter(verdict=verdict, kind=Breach.Kind.LEVEL).first()
    if verdict.state != State.MISSED:
        if breach is not None and breach.step != Breach.Step.WITHDRAWN:
            breach.step, breach.withdrawn_at = Breach.Step.WITHDRAWN, at
            breach.save()
            _tell_of_withdrawal(breach, at)
        return breach
    breached_at = verdict.breaches_at or at
    if breach is None:
        breach = Breach.objects.create(
            agreement=verdict.commitment.agreement,
            number=_next_number(verdict.commitment.agreement),
            verdict=verdict,
            commitment=verdict.commitment,
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
        "period": verdict.period_label,
        "period_start_at": verdict.period_start_at,
        "period_end_at": verdict.period_end_at,
        "zone": commitment.agreement.zone,
        "bad_seconds": current.contract.bad,
        "allowed_seconds": current.contract.allowed,
    }


def _scope(verdict: Verdict) -> list[int]:
    return sorted(verdict.commitment.bound.values_list("customer_id", flat=True).distinct())


def _next_number(agreement: Agreement) -> int:
    """The next number within the agreement; locking it keeps two workers from taking the same."""
    Agreement.objects.select_for_update().get(pk=agreement.pk)
    highest = agreement.breaches.aggregate(highest=Max("number"))["highest"]
    return (highest or 0) + 1
