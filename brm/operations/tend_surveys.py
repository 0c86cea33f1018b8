"""Whatever surveys have due: opening, ending, reminding."""

import datetime as dt

from brm.operations.invite_to_survey import remind_due
from brm.operations.run_survey import end_due_surveys, open_due_surveys


def tend_surveys(*, at: dt.datetime) -> dict[str, int]:
    """Open and end by date and line reminders up; return how many of each. Safe to do twice."""
    return {
        "opened": open_due_surveys(at=at),
        "ended": end_due_surveys(at=at),
        "reminded": remind_due(at=at),
    }
