"""Why an outage counted or did not, in words."""

from django.utils.translation import gettext as _

from agreements.engine.counting import Reason
from agreements.queries.target_page import Occurrence
from common.ui.times import write_span
from slm.engine.layers import Layer


def verdict_key(row: Occurrence) -> str:
    """The state of a line: counts, excluded, planned, ignored or unknown (common.ui.states)."""
    if row.counted.counted:
        return "counts"
    if row.layer is Layer.GOOD:
        return "ignored"  # maintenance or an exclusion that takes nothing out, or not yet
    if row.layer is Layer.PLANNED:
        return "planned"
    if row.layer is Layer.UNKNOWN:
        return "unknown"
    main = row.counted.main_reason
    if row.layer is Layer.EXCLUDED or main in (Reason.EXCLUSION, Reason.MAINTENANCE):
        return "excluded"
    return "ignored"


def reason_words(row: Occurrence) -> list[str]:
    """A sentence for each part that did not count, with its amount where only a part is meant."""
    if row.layer is Layer.GOOD:
        return [row.standing] if row.standing else []
    found = []
    for reason, amount in row.counted.left_out:
        words = _words(row, reason)
        is_all = len(row.counted.left_out) == 1 and not row.counted.counted
        found.append(words if is_all else f"{write_span(amount)} {words}")
    return found


def _words(row: Occurrence, reason: Reason) -> str:
    match reason:
        case Reason.BEFORE:
            return _("before the period or the promise began")
        case Reason.AFTER:
            return _("after the period or the promise ended")
        case Reason.HOURS:
            return _("outside service hours")
        case Reason.EXCLUSION:
            return (
                _("left out of the measured time")
                if row.layer is Layer.EXCLUDED
                else _("covered by an exclusion")
            )
        case Reason.MAINTENANCE:
            return (
                _("left out of the measured time, or good by the terms")
                if row.layer is Layer.PLANNED
                else _("covered by planned maintenance")
            )
        case Reason.SHORT:
            return _("shorter than the break that counts; the time is good")
        case Reason.OVERLAP:
            return _("counted with another outage; overlaps count once")
        case Reason.WORSE:
            return _("counted as something worse that was reported for the same time")
        case Reason.UNKNOWN:
            return _("nobody measured; lowers coverage, not the level")
        case _:
            return _("counts as good by the terms")
