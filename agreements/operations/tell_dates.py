"""Tell whoever manages an agreement of its dates: each once, before it is too late."""

import datetime as dt

from agreements.models import Agreement
from agreements.queries.coming_dates import SOON_DAYS, ComingDate, DateKind, coming_dates
from notices.models import Severity
from notices.operations.write_notice import write_notice

from .tell_lifecycle import managers_of

# So many days ahead each is told; what renews by itself needs nobody.
AHEAD = {
    DateKind.NOTICE: SOON_DAYS,
    DateKind.RENEW: SOON_DAYS,
    DateKind.END: SOON_DAYS,
    DateKind.REVIEW: 14,
}
EXPIRED = "expired"


def tell_dates(*, at: dt.datetime) -> int:
    """Write what came near or fell due up to `at`; return how many notices were new.

    Once for each agreement, day and kind: done again it writes nothing, and a date that moved is
    another one.
    """
    due = coming_dates(Agreement.objects.all(), at=at, days=SOON_DAYS)
    near = [row for row in due if row.kind in AHEAD and row.days_left <= AHEAD[row.kind]]
    return sum(_tell(row, at) for row in near)


def _tell(row: ComingDate, at: dt.datetime) -> bool:
    agreement = row.agreement
    is_expired = row.kind == DateKind.END and row.is_overdue
    notice = write_notice(
        kind="agreements.dates",
        subject=f"agreement:{agreement.code}",
        level=EXPIRED if is_expired else str(row.kind),
        period=row.on.isoformat(),
        severity=Severity.WARNING if row.kind != DateKind.REVIEW else Severity.INFO,
        facts={
            "agreement": agreement.code,
            "agreement_title": agreement.title,
            "what": EXPIRED if is_expired else str(row.kind),
            "on": row.on,
            "by_notice_on": row.by_notice_on,
            "zone": agreement.zone,
        },
        recipients=managers_of(agreement),
        url=agreement.get_absolute_url(),
        scope=list(agreement.customers.values_list("pk", flat=True)),
        at=at,
    )
    return notice is not None
