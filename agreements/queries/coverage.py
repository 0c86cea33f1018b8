"""What is promised to nobody: services and suppliers without an agreement in force (R21, R76)."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet

from agreements.models import Agreement, Party, Target, Version
from slm.models import Provider, Service

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Coverage:
    """Live business services with an SLA in force, suppliers with a contract, and those without."""

    services: int
    promised: int
    bare: tuple[Service, ...]
    suppliers: int
    contracted: int
    bare_suppliers: tuple[Provider, ...]

    @property
    def more(self) -> int:
        """How many services without an SLA are not among `bare`."""
        return self.services - self.promised - len(self.bare)


def promised_services(at: dt.datetime) -> QuerySet[Service]:
    """Services that a target of an SLA in force at `at` speaks of."""
    targets = Target.objects.filter(
        version__in=Version.objects.in_force(at), version__agreement__kind=Agreement.Kind.SLA
    )
    return Service.objects.filter(pk__in=targets.values("indicator__service"))


def coverage_at(*, at: dt.datetime) -> Coverage:
    """Count what is promised at `at`; the first five without a promise are named."""
    live = Service.objects.filter(
        portfolio_state=Service.Portfolio.LIVE, kind=Service.Kind.BUSINESS
    )
    bare = live.exclude(pk__in=promised_services(at).values("pk"))
    suppliers = Provider.objects.filter(kind=Provider.Kind.EXTERNAL)
    contracts = Party.objects.filter(
        provider__isnull=False,
        agreement__kind=Agreement.Kind.UC,
        agreement__in=Version.objects.in_force(at).values("agreement"),
    )
    without = suppliers.exclude(pk__in=contracts.values("provider"))
    count, supplier_count = live.count(), suppliers.count()
    return Coverage(
        services=count,
        promised=count - bare.count(),
        bare=tuple(bare[:SHOWN]),
        suppliers=supplier_count,
        contracted=supplier_count - without.count(),
        bare_suppliers=tuple(without[:SHOWN]),
    )
