"""Tell people what a version waits for, and what became of it."""

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_noop

from accounts.models import Person, Role, User
from accounts.queries.roles import users_with_role
from agreements.models import Agreement, Party, Round, Version
from agreements.queries.negotiating import people_of
from agreements.queries.signing import Place
from notices.models import Severity
from notices.operations.write_notice import write_notice

MANAGES = gettext_noop("you manage this agreement")
SIGNS = gettext_noop("you are asked to sign")
TAKES_PART = gettext_noop("you take part in this negotiation")


def tell_of_turn(*, version: Version, round_: Round, at: dt.datetime) -> None:
    """Say once for each turn that it is theirs: a party's people, or our manager."""
    facts = _facts(version) | {"round": round_.number}
    told: dict[str, Any] = {
        "kind": "agreements.turn",
        "level": round_.turn,
        "episode": round_.number,
        "at": at,
        "facts": facts,
    }
    if round_.turn == Round.Side.PROVIDER:
        write_notice(
            subject=_subject(version),
            recipients=managers_of(version.agreement),
            url=version.get_absolute_url(),
            scope=_scope(version.agreement),
            **told,
        )
        return
    for party in _customers(version.agreement):
        write_notice(
            subject=f"party:{party.pk}:{version.number}",
            recipients=[(user, TAKES_PART) for user in people_of(party)],
            url=my_url(version),
            scope=_own(party),
            **told,
        )


def ask_to_sign(*, place: Place, side: str, at: dt.datetime, reminder: bool = False) -> None:
    """Ask whoever acts in this place to approve or sign; once, and once as a reminder."""
    version, party = place.signatory.version, place.signatory.party
    user = User.objects.filter(person=place.actor, is_active=True).first()
    if user is None:
        return  # somebody who does not sign in: the manager records how they signed
    is_theirs = party is not None and party.customer_id is not None
    write_notice(
        kind="agreements.signature",
        subject=f"signatory:{place.signatory.pk}",
        level="reminder" if reminder else "asked",
        period=f"signing:{version.steps.filter(name='open_signing').count()}",
        episode=1 + place.signatory.signatures.filter(act="delegated").count(),
        facts=_facts(version)
        | {
            "side": side,
            "part": place.signatory.part,
            "reminder": int(reminder),
            "lapses_at": version.lapses_at,
        },
        recipients=[(user, SIGNS)],
        url=my_url(version) if is_theirs else sign_url(version),
        scope=_own(party) if party else [],
        at=at,
    )


def tell_of_decline(*, version: Version, person: Person, reason: str, at: dt.datetime) -> None:
    """Tell whoever asked for signatures why somebody declined."""
    _tell_outcome(version, "declined", at, Severity.WARNING, person=str(person), reason=reason)


def tell_of_lapse(*, version: Version, missing: list[str], at: dt.datetime) -> None:
    """Tell whoever asked that the time is over, and who had not signed."""
    _tell_outcome(version, "lapsed", at, Severity.WARNING, person=", ".join(missing), reason="")


def tell_all_signed(*, version: Version, at: dt.datetime) -> None:
    """Tell the manager that everybody signed: the version can be activated."""
    _tell_outcome(version, "signed", at, Severity.INFO, person="", reason="")


def tell_of_termination(*, version: Version, reason: str, at: dt.datetime) -> None:
    """Tell our people and every customer's people that the agreement ends, and when."""
    facts = _facts(version) | {"ends_at": version.effective_to, "reason": reason}
    told: dict[str, Any] = {"kind": "agreements.terminated", "facts": facts, "at": at}
    write_notice(
        subject=_subject(version),
        recipients=managers_of(version.agreement),
        url=version.get_absolute_url(),
        scope=_scope(version.agreement),
        **told,
    )
    for party in _customers(version.agreement):
        write_notice(
            subject=f"party:{party.pk}:{version.number}",
            recipients=[(user, TAKES_PART) for user in people_of(party)],
            url=reverse("agreements:my-agreement", args=[version.agreement.code]),
            scope=_own(party),
            **told,
        )


def managers_of(agreement: Agreement) -> list[tuple[User, str]]:
    """The agreement's manager; without one every service level manager."""
    owner = agreement.owner
    if owner is not None and owner.is_active:
        return [(owner, MANAGES)]
    return [(user, MANAGES) for user in users_with_role(Role.SERVICE_LEVEL_MANAGER)]


def my_url(version: Version) -> str:
    """The version on the customer's own pages."""
    return reverse("agreements:my-version", args=[version.agreement.code, version.number])


def sign_url(version: Version) -> str:
    """The page on which our own people sign."""
    return reverse("agreements:version-sign", args=[version.agreement.code, version.number])


def _tell_outcome(
    version: Version, outcome: str, at: dt.datetime, severity: Severity, **facts: Any
) -> None:
    """Whoever opened the signing is told, and the agreement's manager."""
    opened = version.steps.filter(name="open_signing").order_by("-number").first()
    recipients = managers_of(version.agreement)
    if opened is not None and opened.actor is not None:
        recipients.append((opened.actor, gettext_noop("you asked for the signatures")))
    write_notice(
        kind="agreements.signing",
        subject=_subject(version),
        level=outcome,
        episode=version.steps.filter(name="open_signing").count(),
        severity=severity,
        facts=_facts(version) | {"outcome": outcome} | facts,
        recipients=recipients,
        url=version.get_absolute_url(),
        scope=_scope(version.agreement),
        at=at,
    )


def _subject(version: Version) -> str:
    return f"version:{version.agreement.code}:{version.number}"


def _facts(version: Version) -> dict[str, Any]:
    return {
        "agreement": version.agreement.code,
        "agreement_title": version.agreement.title,
        "version": version.number,
        "zone": version.agreement.zone,
    }


def _scope(agreement: Agreement) -> list[int]:
    return list(agreement.customers.values_list("pk", flat=True))


def _own(party: Party) -> list[int]:
    """The one customer whose people are told."""
    return [party.customer_id] if party.customer_id is not None else []


def _customers(agreement: Agreement) -> list[Party]:
    return list(agreement.parties.exclude(customer=None).select_related("customer"))
