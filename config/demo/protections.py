"""The maintenance and the exclusion of the demo: one series, one told late, one agreed on."""

import datetime as dt

from accounts.models import User
from slm.engine.zones import zone
from slm.models import Exclusion, Service
from slm.operations.decide_exclusion import approve_exclusion
from slm.operations.plan_maintenance import plan_maintenance
from slm.operations.plan_series import extend_series, plan_series
from slm.operations.propose_exclusion import propose_exclusion
from slm.operations.write_protections import Part

from . import story

DAY = dt.timedelta(days=1)


def plan_patching(*, first: dt.datetime, manager: User) -> None:
    """Announce the patching of each last Friday, long before the first."""
    services = Service.objects.filter(code__in=["INTRA", "DATA"]).order_by("name")
    plan_series(
        parts=[Part(service) for service in services],
        title="Monthly patching",
        reason="Operating systems and databases, one after the other",
        zone_name=story.ZONE,
        rule="FREQ=MONTHLY;BYDAY=-1FR",
        first_on=first.astimezone(zone(story.ZONE).info).date(),
        begins=dt.time(15, 30),
        duration_seconds=5_400,
        announced_at=first,
        actor=manager,
        at=first,
    )


def tell_protections(*, at: dt.datetime, manager: User) -> None:
    """What is new as the demo begins: a window told too late, and an exclusion of the last days."""
    extend_series(at=at)
    told_at = at - DAY
    begins = (at + 2 * DAY).replace(minute=0, second=0)
    plan_maintenance(
        parts=[Part(Service.objects.get(code="WMS"))],
        title="Scanner firmware",
        reason="The supplier named the date only now",
        start_at=begins,
        end_at=begins + dt.timedelta(hours=2),
        announced_at=told_at,
        actor=manager,
        at=told_at,
    )
    local = at.astimezone(zone(story.ZONE).info) - DAY
    while local.weekday() > 4:
        local -= DAY
    start = local.replace(hour=10, minute=0, second=0, microsecond=0)
    end = start + dt.timedelta(minutes=45)
    proposed = propose_exclusion(
        part=Part(Service.objects.get(code="DESK")),
        cause=Exclusion.Cause.CUSTOMER,
        start_at=start,
        end_at=end,
        evidence="The customer's firewall closed the portal's address; ticket of their operators",
        actor=User.objects.get(email=story.PEOPLE[2].email),
        at=end,
    )
    approve_exclusion(
        exclusion=proposed,
        decision_reason="Their log shows the rule and who set it.",
        actor=manager,
        at=min(at, end + dt.timedelta(hours=2)),
    )
