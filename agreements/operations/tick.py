"""One tick of the installation: from facts to verdicts and closed periods."""

import datetime as dt

from slm.operations.recompute import finish_cycle, run_cycle

from .close_period import close_due
from .evaluate import evaluate_due
from .pilot import judge_pilots
from .roll_periods import roll_periods


def tick(*, at: dt.datetime) -> dict[str, int]:
    """Bring every figure and verdict to `at`, and mark the cycle as finished then.

    Safe to run by any number of workers at once, and to repeat: what is not due is not touched.
    """
    computed = run_cycle(at=at)
    begun = roll_periods(at=at)
    judged = evaluate_due(at=at)
    closed = close_due(at=at)
    judge_pilots(at=at)
    finish_cycle(at=at, changed=bool(computed or begun or judged or closed))
    return {"computed": computed, "begun": begun, "judged": judged, "closed": closed}
