"""Why a closed period was restated: found among what was received since, and put in words."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.models import Result, Verdict
from slm.models import Fact, FactVersion, Indicator, Layer, SampleBatch

# What feeds an indicator where no fact does.
_FED_BY = {
    Indicator.Kind.AVAILABILITY: "samples",
    Indicator.Kind.RESPONSE_TIME: "samples",
    Indicator.Kind.COUNTER: "readings",
    Indicator.Kind.WORK_ITEMS: "work_items",
    Indicator.Kind.SATISFACTION: "answers",
    Indicator.Kind.ENTERED: "figures",
}
OF_ONE_FACT = ("late", "corrected", "withdrawn", "approved", "lapsed")
KINDS = (
    *OF_ONE_FACT,
    "facts",
    "hours",
    *sorted(set(_FED_BY.values())),
)


@dataclass(frozen=True, slots=True)
class Cause:
    """What changed since a result: `content` is kept, `reason` and `actor` are a person's.

    `content["kind"]` is one of KINDS. Those of OF_ONE_FACT come with `fact`, its reference, `of`,
    its kind, and `received_at`: late, corrected or withdrawn for an outage; approved where a
    maintenance or exclusion came to count, lapsed where it no longer does. `facts` stands for
    several (with their `count`), and for what cannot be told; `hours` for changed service hours;
    samples, readings, work items, answers and figures for what came late of their indicator.
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

    @property
    def newest(self) -> FactVersion:
        return self.since[-1]

    @property
    def record(self) -> tuple[str, str]:
        """Kind and reference of what somebody entered; a maintenance has a fact for each part."""
        fact = self.newest.fact
        if fact.kind == Fact.Kind.OUTAGE:
            return fact.kind, fact.external_id
        return fact.kind, fact.external_id.rpartition("@")[0]

    @property
    def says_something_else(self) -> bool:
        """Whether it claims another stretch or layer than before; words alone move no figure."""
        return _claim(self.before) != _claim(self.newest)


def cause_of(verdict: Verdict, last: Result, *, calendar_hash: str) -> Cause:
    """What made the verdict's figures differ from its last result.

    The verdict comes with its commitment's measure and indicator selected.
    """
    changes = [
        change
        for change in _changes(verdict, last.issued_at)
        if change.says_something_else
        and any(_touches(version, verdict) for version in change.versions)
    ]
    records = {change.record for change in changes}
    if len(records) == 1:
        return _one(max(changes, key=lambda change: change.newest.received_at))
    if records:
        return Cause({"kind": "facts", "count": len(records)})
    if calendar_hash != last.calendar_hash:
        return Cause({"kind": "hours"})
    return Cause({"kind": _fed_by(verdict, last.issued_at)})


def write_cause(cause: dict[str, Any], *, named: bool = True) -> str:
    """A cause in the reader's language; `named` says which fact it was."""
    kind, fact = cause.get("kind", ""), cause.get("fact", "")
    if kind == "facts" and cause.get("count"):
        count = cause["count"]
        return ngettext("%(count)d fact changed", "%(count)d facts changed", count) % {
            "count": count
        }
    if kind not in OF_ONE_FACT:
        return _unnamed(kind)
    if named and fact:
        return _named(kind, cause.get("of", Fact.Kind.OUTAGE)) % {"fact": fact}
    match cause.get("of", Fact.Kind.OUTAGE):
        case Fact.Kind.MAINTENANCE:
            return _of_maintenance(kind)
        case Fact.Kind.EXCLUSION:
            return _of_exclusion(kind)
    return _of_outage(kind)


def _named(kind: str, of: str) -> str:
    match kind:
        case "late" if of == Fact.Kind.OUTAGE:
            return _("%(fact)s was reported late")
        case "late":
            return _("%(fact)s was entered late")
        case "corrected":
            return _("%(fact)s was corrected")
        case "approved":
            return _("%(fact)s was approved")
        case "lapsed":
            return _("%(fact)s no longer counts")
        case _ if of == Fact.Kind.MAINTENANCE:
            return _("%(fact)s was cancelled")
    return _("%(fact)s was withdrawn")


def _of_outage(kind: str) -> str:
    match kind:
        case "late":
            return _("an outage was reported late")
        case "corrected":
            return _("an outage was corrected")
    return _("an outage was withdrawn")


def _of_maintenance(kind: str) -> str:
    match kind:
        case "late":
            return _("a maintenance was entered late")
        case "approved":
            return _("a maintenance was approved")
        case "lapsed":
            return _("a maintenance no longer counts")
        case "withdrawn":
            return _("a maintenance was cancelled")
    return _("a maintenance was corrected")


def _of_exclusion(kind: str) -> str:
    match kind:
        case "late":
            return _("an exclusion was entered late")
        case "approved":
            return _("an exclusion was approved")
        case "lapsed":
            return _("an exclusion no longer counts")
        case "withdrawn":
            return _("an exclusion was withdrawn")
    return _("an exclusion was corrected")


def _unnamed(kind: str) -> str:
    match kind:
        case "hours":
            return _("the service hours changed")
        case "facts":
            return _("facts changed")
        case "samples":
            return _("samples came late")
        case "readings":
            return _("readings of counters came late")
        case "work_items":
            return _("work items changed")
        case "answers":
            return _("answers about satisfaction changed")
        case "figures":
            return _("an entered figure changed")
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


def _claim(version: FactVersion | None) -> tuple[Any, ...] | None:
    """What a version takes from good time; None where it claims nothing."""
    if version is None or version.is_void or version.layer == Layer.GOOD:
        return None
    return version.layer, version.start_at, version.end_at


def _one(change: _Change) -> Cause:
    newest = change.newest
    of, reference = change.record
    before = _claim(change.before)
    if newest.is_void:
        kind = "withdrawn"
    elif of == Fact.Kind.OUTAGE:
        kind = "late" if change.before is None else "corrected"
    elif _claim(newest) is None:
        kind = "lapsed"
    else:
        kind = "approved" if before is None else "corrected"
    content = {
        "kind": kind,
        "fact": reference,
        "of": of,
        "received_at": newest.received_at.astimezone(dt.UTC).isoformat(),
    }
    return Cause(content, reason=newest.change_reason, actor=newest.actor)


def _fed_by(verdict: Verdict, since: dt.datetime) -> str:
    """What came late of an indicator about which no fact changed."""
    indicator = verdict.commitment.measure.indicator
    if indicator.kind != Indicator.Kind.AVAILABILITY:
        return _FED_BY[Indicator.Kind(indicator.kind)]
    late = SampleBatch.objects.filter(
        indicator=indicator, received_at__gt=since, first_at__lt=verdict.period_end_at
    )
    # Otherwise it was how the source is read: its gap, or what feeds the indicator.
    return "samples" if late.exists() else "facts"
