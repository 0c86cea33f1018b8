"""Why a closed period was restated: found among what was received since, and put in words."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.models import Result, Verdict
from slm.models import Fact, FactVersion

KINDS = ("late", "corrected", "withdrawn", "facts", "hours")


@dataclass(frozen=True, slots=True)
class Cause:
    """What changed since a result: `content` is kept, `reason` and `actor` are a person's.

    `content["kind"]` is one of KINDS: late, corrected or withdrawn for one fact (with `fact`, its
    reference, `of`, its kind, and `received_at`); facts for several (with their `count`) and for
    samples; hours where the service hours of the period were changed.
    """

    content: dict[str, Any]
    reason: str = ""
    actor: Any = None


@dataclass
class _Change:
    """The versions of one fact: the one that held before, and those received since."""

    before: FactVersion | None = None
    since: list[FactVersion] = field(default_factory=list)

    @property
    def versions(self) -> list[FactVersion]:
        return [*([self.before] if self.before else []), *self.since]


def cause_of(verdict: Verdict, last: Result, *, calendar_hash: str) -> Cause:
    """What made the verdict's figures differ from its last result.

    The verdict comes with its commitment's measure and indicator selected.
    """
    changes = [
        change
        for change in _changes(verdict, last.issued_at)
        if any(_touches(version, verdict) for version in change.versions)
    ]
    if len(changes) == 1:
        return _one(changes[0])
    if changes:
        return Cause({"kind": "facts", "count": len(changes)})
    return Cause({"kind": "facts" if calendar_hash == last.calendar_hash else "hours"})


def write_cause(cause: dict[str, Any], *, named: bool = True) -> str:
    """A cause in the reader's language; `named` says which fact it was."""
    kind, fact = cause.get("kind", ""), cause.get("fact", "")
    if kind == "facts" and cause.get("count"):
        count = cause["count"]
        return ngettext("%(count)d fact changed", "%(count)d facts changed", count) % {
            "count": count
        }
    if named and fact:
        match kind:
            case "late":
                return _("%(fact)s was reported late") % {"fact": fact}
            case "corrected":
                return _("%(fact)s was corrected") % {"fact": fact}
            case "withdrawn":
                return _("%(fact)s was withdrawn") % {"fact": fact}
    if cause.get("of", Fact.Kind.OUTAGE) != Fact.Kind.OUTAGE:
        return _("a maintenance or an exclusion changed")
    match kind:
        case "late":
            return _("an outage was reported late")
        case "corrected":
            return _("an outage was corrected")
        case "withdrawn":
            return _("an outage was withdrawn")
        case "hours":
            return _("the service hours changed")
        case "facts":
            return _("facts changed")
    return ""


def _changes(verdict: Verdict, since: dt.datetime) -> Iterable[_Change]:
    indicator = verdict.commitment.measure.indicator
    mine = FactVersion.objects.filter(fact__service=indicator.service_id).filter(
        Q(fact__slice=None) | Q(fact__slice=indicator.slice_id)
    )
    # Begun after the period it can only have been moved there; then an earlier version tells.
    ids = set(mine.filter(received_at__gt=since).values_list("fact_id", flat=True))
    found: dict[int, _Change] = {}
    for version in (
        FactVersion.objects.filter(fact__in=ids)
        .select_related("fact", "actor")
        .order_by("fact_id", "number")
    ):
        change = found.setdefault(version.fact_id, _Change())
        if version.received_at > since:
            change.since.append(version)
        else:
            change.before = version
    return found.values()


def _touches(version: FactVersion, verdict: Verdict) -> bool:
    ends_before = version.end_at is not None and version.end_at <= verdict.period_start_at
    return version.start_at < verdict.period_end_at and not ends_before


def _one(change: _Change) -> Cause:
    newest = change.since[-1]
    if newest.is_void:
        kind = "withdrawn"
    elif change.before is None:
        kind = "late"
    else:
        kind = "corrected"
    content = {
        "kind": kind,
        "fact": newest.fact.external_id,
        "of": newest.fact.kind,
        "received_at": newest.received_at.astimezone(dt.UTC).isoformat(),
    }
    return Cause(content, reason=newest.change_reason, actor=newest.actor)
