"""What a version lacks for a step of its lifecycle: rows with a code that tells where to mend."""

import datetime as dt
from collections.abc import Callable, Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.engine.lifecycle import BY_NAME, Guard, Transition
from agreements.models import Agreement, Proposal, Signatory, Version
from agreements.queries.authorities import why_not
from agreements.queries.section_texts import missing_sections
from agreements.queries.sides import missing_sides
from agreements.queries.signed_text import hash_of
from agreements.queries.signing import signing_of
from slm.models import ServiceHours

Missing = dict[str, str]
Check = Callable[[Version, dt.datetime], Iterable[Missing]]


def missing_for(step: Transition, version: Version, *, at: dt.datetime) -> list[Missing]:
    """All that `version` lacks for `step`, each as `{field, code, message}`; empty when ready."""
    return [row for guard in step.guards if guard in CHECKS for row in CHECKS[guard](version, at)]


def missing_by_name(name: str, version: Version, *, at: dt.datetime) -> list[Missing]:
    """The same by the step's name."""
    return missing_for(BY_NAME[name], version, at=at)


def lacks(field: str, code: str, message: str) -> Missing:
    """One row; `code` says which page mends it (agreements.pages.mending)."""
    return {"field": field, "code": code, "message": message}


def _parties(version: Version, at: dt.datetime) -> Iterable[Missing]:
    agreement = version.agreement
    if agreement.kind == Agreement.Kind.SLA:
        if not agreement.customers.exists():
            yield lacks("customers", "no_customer", _("Name at least one customer."))
    elif not agreement.parties.exclude(provider=None).exists():
        yield lacks("providers", "no_provider", _("Name the provider who promises."))


def _targets(version: Version, at: dt.datetime) -> Iterable[Missing]:
    if not version.targets.exists():
        yield lacks("targets", "no_target", _("Add at least one target."))


def _term(version: Version, at: dt.datetime) -> Iterable[Missing]:
    if version.starts_at is None:
        yield lacks("effective_from", "no_start", _("Say from when it is in force."))


def _hours(version: Version, at: dt.datetime) -> Iterable[Missing]:
    for hours in hours_without_windows(version):
        yield lacks(
            "targets",
            "no_hours",
            _("The service hours %(hours)s have no windows yet.") % {"hours": hours},
        )


def hours_without_windows(version: Version) -> list[ServiceHours]:
    """The service hours that its targets refer to and that say nothing yet."""
    return list(ServiceHours.objects.filter(targets__version=version, versions=None).distinct())


def _pilot(version: Version, at: dt.datetime) -> Iterable[Missing]:
    if version.pilots.filter(end_at=None).exists():
        yield lacks("pilot", "pilot_running", _("A pilot is running: say first what came of it."))


def _evidence(version: Version, at: dt.datetime) -> Iterable[Missing]:
    if not version.evidence.strip():
        yield lacks(
            "evidence",
            "no_evidence",
            _("Say how it was agreed: minutes, e-mail or a signed document."),
        )


def _round(version: Version, at: dt.datetime) -> Iterable[Missing]:
    if not version.rounds.filter(closed_at=None).exists():
        yield lacks("round", "no_round", _("No round of negotiation is open."))


def _settled(version: Version, at: dt.datetime) -> Iterable[Missing]:
    proposals = version.proposals.filter(answer=Proposal.Answer.OPEN).count()
    if proposals:
        yield lacks(
            "proposals",
            "open_proposals",
            ngettext(
                "%(count)d proposal has no answer.",
                "%(count)d proposals have no answer.",
                proposals,
            )
            % {"count": proposals},
        )
    comments = version.comments.filter(resolved_at=None, is_internal=False).count()
    if comments:
        yield lacks(
            "comments",
            "open_comments",
            ngettext(
                "%(count)d comment is not resolved.",
                "%(count)d comments are not resolved.",
                comments,
            )
            % {"count": comments},
        )


def _signatories(version: Version, at: dt.datetime) -> Iterable[Missing]:
    """Somebody for every side; nobody at all where evidence says how it was agreed outside."""
    if not version.signatories.exists() and version.evidence.strip():
        return
    for side in missing_sides(version):
        yield lacks(
            "signatories",
            "no_signatory",
            _("Nobody signs for %(side)s yet.") % {"side": side},
        )


def _authority(version: Version, at: dt.datetime) -> Iterable[Missing]:
    signing = version.signatories.filter(part=Signatory.Part.SIGNATORY)
    for row in signing.select_related("person", "party__customer", "party__provider"):
        row.version = version
        if reason := why_not(row.person, signatory=row, at=at):
            yield lacks("signatories", "no_authority", reason)


def _signatures(version: Version, at: dt.datetime) -> Iterable[Missing]:
    """Every signature, or where nobody was named to sign, how it was agreed."""
    if not version.signatories.exists():
        yield from _evidence(version, at)
        return
    for place in signing_of(version, at=at).open_places:
        yield lacks(
            "signatories",
            "not_signed",
            _("%(person)s has not signed yet.") % {"person": place.actor}
            if place.signatory.part == Signatory.Part.SIGNATORY
            else _("%(person)s has not approved yet.") % {"person": place.actor},
        )


def _unchanged(version: Version, at: dt.datetime) -> Iterable[Missing]:
    if version.text_hash and version.text_hash != hash_of(version):
        yield lacks(
            "text", "text_changed", _("The text is not the one that was sent out for signing.")
        )


def _sections(version: Version, at: dt.datetime) -> Iterable[Missing]:
    """A text that is signed here has its sections; one agreed outside has them in its document."""
    is_signed_here = not version.evidence.strip() and version.signatories.exists()
    if version.section_set is None and is_signed_here and not version.is_frozen:
        yield lacks(
            "sections", "no_section_set", _("Choose which sections it has, and write them.")
        )
    for row in missing_sections(version):
        yield lacks("sections", "no_section", row["message"])


# Whatever must be in place before an agreement binds: each a function of version and instant.
# Another part of this app that has such a condition adds it here.
GATE: tuple[Check, ...] = ()


def _gate(version: Version, at: dt.datetime) -> Iterable[Missing]:
    for check in GATE:
        yield from check(version, at)


CHECKS: dict[Guard, Check] = {
    Guard.PARTIES: _parties,
    Guard.TARGETS: _targets,
    Guard.TERM: _term,
    Guard.HOURS: _hours,
    Guard.SECTIONS: _sections,
    Guard.PILOT: _pilot,
    Guard.EVIDENCE: _evidence,
    Guard.ROUND: _round,
    Guard.SETTLED: _settled,
    Guard.SIGNATORIES: _signatories,
    Guard.AUTHORITY: _authority,
    Guard.SIGNATURES: _signatures,
    Guard.UNCHANGED: _unchanged,
    Guard.GATE: _gate,
}
