"""June 2026 with one outage, closed after its grace: 2 592 000 s round the clock in Jakarta.

60 minutes down are 2 588 400 of them good (99.861111 %), 45 minutes 2 589 300 (99.895833 %).
"""

import datetime as dt
from typing import Any

from accounts.models import User
from agreements.models import Commitment, Verdict
from agreements.operations.activate import activate
from agreements.operations.tick import tick
from slm.models import Fact, Layer
from slm.operations.record_outage import correct_outage
from tests.agreements.scenes import WIB, draft, indicator, outage, write

LABEL = "month:2026-06-01"
JUNE_SECONDS = 2_592_000


def day(month: int, on: int, hour: int = 0, minute: int = 0, second: int = 0) -> dt.datetime:
    """An instant of 2026 on the wall in Jakarta."""
    return dt.datetime(2026, month, on, hour, minute, second, tzinfo=WIB)


JULY = day(7, 1)
CLOSES_AT = day(7, 4)
BEGAN_AT = day(6, 10, 10)


def june(
    actor: User, *customers: Any, minutes: int = 60, code: str = "SLA-0042", **terms: Any
) -> Commitment:
    """A promise of June on with an outage of so many minutes, judged when June was over."""
    agreement = draft(actor, *customers, code=code)
    of = terms.pop("of", None) or indicator()
    version = write(
        agreement,
        [of],
        actor,
        **{"threshold_ppm": 998_750, "starts_on": dt.date(2026, 6, 1)} | terms,
    )
    activate(version=version, actor=actor, at=day(6, 1))
    if minutes and not Fact.objects.filter(external_id="O-1").exists():
        outage(of, "O-1", BEGAN_AT, minutes * 60, reason="Storage full")
    tick(at=JULY)
    return Commitment.objects.get(agreement=agreement)


def closed_june(actor: User, *customers: Any, **terms: Any) -> Verdict:
    """The same, closed by itself at the end of its grace."""
    commitment = june(actor, *customers, **terms)
    tick(at=CLOSES_AT)
    return commitment.verdicts.get(period_label=LABEL)


def correct(minutes: int, actor: Any, *, at: dt.datetime, why: str = "Ended earlier") -> Fact:
    """Say that the outage of June lasted so many minutes."""
    return correct_outage(
        fact=Fact.objects.get(external_id="O-1"),
        start_at=BEGAN_AT,
        end_at=BEGAN_AT + dt.timedelta(minutes=minutes),
        layer=Layer.DOWN,
        reason="Storage full",
        change_reason=why,
        actor=actor,
        at=at,
    )
