"""What the demo promises beside availability: downtime, breaks, how fast service is restored."""

from typing import Any

from accounts.models import User
from agreements.models import Version
from agreements.operations.add_targets import add_targets
from slm.models import Indicator

MINUTE, HOUR = 60, 3_600
# By agreement and service: what is promised of its availability indicator, policies among it.
PROMISES: dict[tuple[str, str], tuple[dict[str, Any], ...]] = {
    ("SLA-0042", "PAY-GW"): (
        {"metric": "breaks", "limit": 2, "min_break_seconds": 2 * MINUTE},
        {"metric": "longest_break", "limit": 90 * MINUTE},
    ),
    ("SLA-0042", "CORE-BNK"): (
        {"metric": "mtrs", "limit": 2 * HOUR, "period": "quarter"},
        {"metric": "downtime", "limit": 24 * HOUR, "period": "fiscal_year", "first_month": 4},
    ),
    ("SLA-0040", "HIS"): (
        {"metric": "mtbf", "limit": 100 * HOUR, "new_service": "whole_period"},
        {"metric": "breaks", "limit": 60, "period": "contract_year", "crossing": "both"},
    ),
    ("SLA-0035", "TRK"): (
        {"metric": "downtime", "limit": 2 * HOUR, "late_correction": "none", "grace_days": 5},
    ),
}


def promise_metrics(version: Version, manager: User) -> None:
    """Promise them where the version promises the service's availability."""
    for target in list(
        version.targets.filter(metric="availability").select_related("hours", "indicator__service")
    ):
        service = target.indicator.service.code
        for terms in PROMISES.get((version.agreement.code, service), ()):
            add_targets(
                version=version,
                indicators=[Indicator.objects.get(pk=target.indicator_id)],
                hours=target.hours,
                protects=target.protects,
                actor=manager,
                **terms,
            )
