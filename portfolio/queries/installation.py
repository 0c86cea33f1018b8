"""How far an installation has come on the way to its first verdict."""

from dataclasses import dataclass

from agreements.models import Agreement, Commitment, Verdict
from brm.models import Customer
from slm.models import Fact, Feed, Indicator, Service, ServiceHours


@dataclass(frozen=True, slots=True)
class Way:
    """The first record of each kind; None where that step is still to be done."""

    customer: Customer | None
    service: Service | None
    hours: ServiceHours | None
    indicator: Indicator | None
    agreement: Agreement | None
    is_activated: bool
    has_data: bool
    verdict: Verdict | None

    @property
    def steps(self) -> tuple[bool, ...]:
        """Which of the six steps are done, in order."""
        return (
            self.customer is not None,
            self.service is not None,
            self.hours is not None,
            self.indicator is not None,
            self.is_activated,
            self.has_data,
        )

    @property
    def done(self) -> int:
        return sum(self.steps)


def is_empty() -> bool:
    """Whether nothing has ever been promised here: then the first steps are shown."""
    return not Commitment.objects.exists()


def way() -> Way:
    """Look at what there is, one query for each step."""
    return Way(
        customer=Customer.objects.order_by("pk").first(),
        service=Service.objects.order_by("pk").first(),
        hours=ServiceHours.objects.filter(versions__isnull=False).order_by("pk").first(),
        indicator=Indicator.objects.select_related("service", "slice").order_by("pk").first(),
        agreement=Agreement.objects.order_by("pk").first(),
        is_activated=not is_empty(),
        has_data=Feed.objects.exists() or Fact.objects.exists(),
        verdict=Verdict.objects.select_related("commitment__agreement")
        .exclude(computed_at=None)
        .order_by("-period_start_at", "pk")
        .first(),
    )
