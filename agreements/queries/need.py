"""One thing that needs somebody now, as the overview shows it."""

import datetime as dt
from dataclasses import dataclass

# So many of each sort are shown.
SHOWN = 6


@dataclass(frozen=True, slots=True)
class Need:
    """One thing to do: what, why, until when if it is known, and the link that does it.

    `when_at` is an instant shown in `zone`; `before`, `after` stand around it.
    """

    state: str
    icon: str
    what: str
    url: str
    do: str
    do_url: str
    before: str = ""
    when_at: dt.datetime | None = None
    zone: str = ""
    after: str = ""
    cost: str = ""
    form: str = "day_seconds"
