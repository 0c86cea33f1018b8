"""Scenes of one service and its promises, small enough to count by hand.

It is Wednesday 25 November 2026, 09:41 in Jakarta (`tests.cast.NOW`). November has 2 592 000 s, of
which 2 108 460 s have passed; three outages of 450, 462 and 240 s make 1 152 s of bad time. A
promise of 99.9 % a month allows 2 592 s, so 1 440 s are left.
"""

import datetime as dt
from typing import Any

from accounts.models import ApiToken, User
from agreements.models import Agreement, Commitment, Version
from agreements.operations.activate import activate
from agreements.operations.add_targets import add_targets
from agreements.operations.save_agreement import create_agreement
from agreements.operations.save_version import save_version
from agreements.operations.tick import tick
from slm.models import HoursVersion, Indicator, Layer, Service, ServiceHours, Source
from slm.operations.record_outage import record_outage
from tests.cast import NOW

WIB = dt.timezone(dt.timedelta(hours=7))
SERVICE_TIME, BAD, ALLOWED, LEFT = 2_108_460, 1_152, 2_592, 1_440
OUTAGES = (
    ("O-1", (3, 2, 14, 10), 450, "Database failover"),
    ("O-2", (11, 13, 5, 20), 462, "Certificate expired"),
    ("O-3", (17, 21, 40, 0), 240, "Failed release"),
)


def november(day: int, hour: int = 0, minute: int = 0, second: int = 0) -> dt.datetime:
    """An instant of November 2026 on the wall in Jakarta."""
    return dt.datetime(2026, 11, day, hour, minute, second, tzinfo=WIB)


def round_the_clock(zone: str = "Asia/Jakarta", code: str = "ALWAYS") -> ServiceHours:
    hours, made = ServiceHours.objects.get_or_create(
        code=code, defaults={"name": f"24×7 {zone}", "zone": zone}
    )
    if made:
        HoursVersion.objects.create(
            hours=hours,
            number=1,
            valid_from=NOW,
            weekly=[[day, "00:00", "24:00"] for day in range(7)],
            created_at=NOW,
        )
    return hours


def by_hand() -> Source:
    return Source.objects.get_or_create(
        code="DESK", defaults={"name": "Service desk", "kind": Source.Kind.MANUAL}
    )[0]


def indicator(code: str = "PAY", name: str = "Payment gateway") -> Indicator:
    """Availability of a service that is up unless an outage is reported."""
    service, _made = Service.objects.get_or_create(code=code, defaults={"name": name})
    return Indicator.objects.get_or_create(
        service=service, defaults={"source": by_hand(), "is_fed": False}
    )[0]


def outage(
    of: Indicator,
    reference: str,
    start_at: dt.datetime,
    seconds: int | None,
    *,
    layer: Layer = Layer.DOWN,
    reason: str = "",
    at: dt.datetime | None = None,
) -> Any:
    """Report an outage as it ended, or as it began when `seconds` is None."""
    end_at = None if seconds is None else start_at + dt.timedelta(seconds=seconds)
    return record_outage(
        source=by_hand(),
        external_id=reference,
        service=of.service,
        layer=layer,
        start_at=start_at,
        end_at=end_at,
        reason=reason,
        at=at or end_at or start_at,
    )


def three_outages(of: Indicator) -> None:
    for reference, when, seconds, reason in OUTAGES:
        outage(of, reference, november(*when), seconds, reason=reason)


def draft(
    actor: User, *customers: Any, code: str = "SLA-0042", kind: str = "sla", **fields: Any
) -> Agreement:
    """An agreement with its draft, without term and targets."""
    values = {"title": "Payment services", "zone": "Asia/Jakarta", "providers": ()} | fields
    return create_agreement(
        code=code, kind=kind, customers=customers, actor=actor, at=NOW, **values
    )


def write(
    agreement: Agreement,
    of: list[Indicator],
    actor: User,
    *,
    threshold_ppm: int = 999_000,
    starts_on: dt.date = dt.date(2026, 11, 1),
    ends_on: dt.date | None = dt.date(2026, 12, 31),
    evidence: str = "Minutes of 30 October 2026",
    **terms: Any,
) -> Version:
    """Give the draft a term, evidence and targets."""
    version = agreement.versions.get()
    save_version(
        version=version,
        starts_on=starts_on,
        ends_on=ends_on,
        evidence=evidence,
        actor=actor,
    )
    add_targets(
        version=version,
        indicators=of,
        actor=actor,
        hours=terms.pop("hours", None) or round_the_clock(),
        threshold_ppm=threshold_ppm,
        **terms,
    )
    version.refresh_from_db()
    return version


def in_force(
    actor: User,
    *customers: Any,
    of: list[Indicator] | None = None,
    code: str = "SLA-0042",
    at: dt.datetime = NOW,
    title: str = "Payment services",
    **terms: Any,
) -> Commitment:
    """An SLA in force since 1 November whose first target is returned; nothing is judged yet."""
    agreement = draft(actor, *customers, code=code, title=title)
    version = write(agreement, of or [indicator()], actor, **terms)
    activate(version=version, actor=actor, at=at)
    return Commitment.objects.filter(agreement=agreement).earliest("pk")


def judged(actor: User, *customers: Any, **terms: Any) -> Commitment:
    """The same with the three outages, judged at NOW."""
    three_outages(indicator())
    commitment = in_force(actor, *customers, **terms)
    tick(at=NOW)
    return commitment


def missed(actor: User, *customers: Any, **terms: Any) -> Any:
    """The same with an outage of two hours on the 20th: its breach."""
    outage(indicator(), "O-9", november(20, 10), 7_200, reason="Storage full")
    commitment = in_force(actor, *customers, **terms)
    tick(at=NOW)
    return commitment.breaches.get()


def token_of(user: User, *scopes: str, limited: bool = False) -> dict[str, str]:
    """Headers of a request that comes with a token of `user`."""
    _token, key = ApiToken.objects.create_key(
        name="test", user=user, scopes=list(scopes), is_limited=limited
    )
    return {"Authorization": f"Bearer {key}"}
