"""The page of an agreement, and of one of its versions."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.queries.history import Source, history
from agreements.engine.lifecycle import UNDER_WAY
from agreements.engine.well_written import Advice
from agreements.models import Agreement, Breach, Commitment, Party, Target, Version
from agreements.operations.activate import missing_for_activation
from agreements.operations.pilot import ON_TRIAL, PILOTED
from agreements.operations.save_version import is_writable
from agreements.pages.mending import advised
from agreements.queries.access import is_customer, is_provider, may_manage_agreement
from agreements.queries.advice import advice_on
from agreements.queries.agreement_state import AgreementState, with_state
from agreements.queries.change_requests import visible_changes
from agreements.queries.charts import slam_chart
from agreements.queries.lifecycle_words import do_words, drawn_way, steps_for_people
from agreements.queries.local_dates import last_day, local_day
from agreements.queries.obligations import duties_of
from agreements.queries.parties import visible_parties
from agreements.queries.pilot_figures import pilots_of
from agreements.queries.section_texts import Text, missing_sections, version_texts
from agreements.queries.slam import slam_table
from agreements.queries.standing import last_tick, most_urgent_first, standings, verdicts_at
from agreements.queries.term_dates import dates_of

SHOWN_BREACHES = 10
SHOWN_REVIEWS = 3
LIVE = (AgreementState.IN_FORCE, AgreementState.PENDING)
QUIET = frozenset({"agreement", "version", "number", "created_at", "activated_by", "sections"})


@login_required
def agreement(request: HttpRequest, code: str) -> HttpResponse:
    """What is promised, how it stands, what happened; its draft where one is being written."""
    if is_customer(request.user):
        return redirect("agreements:my-agreement", code=code)
    record = _visible(request, code)
    versions = _versions(record)
    draft = _under_way(versions)
    shown = next((row for row in versions if row.number == record.version_number), None)
    return render(
        request,
        "agreements/agreement.html",
        _context(request, record, versions, shown=shown or draft, draft=draft),
    )


@login_required
def version(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """One version: its term, text and targets."""
    if is_customer(request.user):
        return redirect("agreements:my-agreement", code=code)
    record = _visible(request, code)
    versions = _versions(record)
    shown = next((row for row in versions if row.number == number), None)
    if shown is None:
        raise Http404
    draft = _under_way(versions)
    return render(
        request,
        "agreements/agreement.html",
        _context(request, record, versions, shown=shown, draft=draft) | {"is_version_page": True},
    )


def _visible(request: HttpRequest, code: str) -> Agreement:
    rows = with_state(Agreement.objects.visible_to(request.user), at=timezone.now())
    if not is_provider(request.user):
        rows = rows.none()
    return get_object_or_404(rows.select_related("owner__person", "parent"), code=code)


def _versions(record: Agreement) -> list[Version]:
    rows: list[Any] = list(
        record.versions.annotate(target_count=Count("targets"))
        .select_related("activated_by__person", "section_set", "tariff")
        .order_by("number")
    )
    for row in rows:
        row.agreement = record
        row.starts_on = local_day(row.starts_at, record.zone)
        row.ends_on = last_day(row.effective_to, record.zone)
    return rows


def _context(
    request: HttpRequest,
    record: Agreement,
    versions: list[Version],
    *,
    shown: Version | None,
    draft: Version | None,
) -> dict[str, Any]:
    user, now = request.user, timezone.now()
    tick = last_tick(default=now)
    commitments = Commitment.objects.visible_to(user).filter(agreement=record)
    rows = most_urgent_first(standings(verdicts_at(commitments, at=tick), at=tick))
    counts = {
        state: sum(row.verdict.state == state for row in rows)
        for state in ("missed", "at_risk", "no_data", "met")
    }
    worst = next((state for state, count in counts.items() if count), "")
    may_manage = may_manage_agreement(user, record)
    table = slam_table(commitments, at=tick, zone=record.zone, by_service=False)
    targets = _targets(shown)
    missing = missing_for_activation(draft, at=now) if draft else []
    breaches = (
        Breach.objects.visible_to(user)
        .filter(agreement=record)
        .select_related("agreement", "verdict", "commitment__target__indicator__service")
    )
    return {
        "agreement": record,
        "versions": list(reversed(versions)),
        "shown": shown,
        "draft": draft,
        "is_draft": shown is not None and shown is draft and is_writable(shown),
        "missing": missing,
        "advice": _advice(shown, missing) if shown and shown is draft and may_manage else [],
        "way": drawn_way(shown, at=now) if shown else [],
        "next_steps": _next_steps(shown) if shown and may_manage else [],
        "may_start": draft is None,
        "has_been_in_force": record.version_number is not None,
        "asked_changes": list(visible_changes(user).filter(agreement=record)),
        "standings": rows,
        "counts": counts,
        "worst": worst,
        "targets": targets,
        "sections": _sections(shown),
        "missing_sections": missing_sections(shown) if shown and shown.is_writable else [],
        "obligations": duties_of(record, user, may_manage=may_manage),
        "parties": visible_parties(user)
        .filter(agreement=record)
        .select_related("customer", "provider"),
        "results": slam_chart(table, by_service=False) if table.lines else None,
        "breaches": breaches[:SHOWN_BREACHES],
        "breach_count": breaches.count(),
        "children": Agreement.objects.visible_to(user).filter(parent=record),
        "changes": _changes(record),
        **_pilots(record, shown),
        **_term(record, now),
        "may_manage": may_manage,
        "as_of": tick,
        "crumbs": [(_("Agreements"), reverse("agreements:agreement-list")), (record.code, None)],
    }


def _advice(shown: Version, missing: list[dict[str, str]]) -> list[dict[str, Any]]:
    """How the text under way could be written better; not again what is missing already."""
    lacks = {row["code"] for row in missing}
    known = {Advice.NOT_AGREED: "no_evidence", Advice.NO_SERVICE: "no_target"}
    rows = [row for row in advice_on(shown) if known.get(Advice(row.code)) not in lacks]
    return advised(rows, shown)


def _pilots(record: Agreement, shown: Version | None) -> dict[str, Any]:
    """What was tried before it was signed; only with teams and suppliers."""
    if shown is None or record.kind not in PILOTED:
        return {}
    return {"pilots": pilots_of(shown), "may_try": Version.State(shown.state) in ON_TRIAL}


def _term(record: Agreement, now: Any) -> dict[str, Any]:
    """The dates of the agreement, and what was said about its term."""
    dates = dates_of(record, at=now)
    reviews = record.reviews.select_related("recorded_by__person")
    return {
        "dates": dates,
        "renewals": list(dates.version.renewals.all()) if dates.version else [],
        "reviews": list(reviews[:SHOWN_REVIEWS]),
        "review_overdue": record.state in LIVE and record.next_review_on < now.date(),
    }


def _under_way(versions: list[Version]) -> Version | None:
    """The version that is neither in force nor given up; there is one at a time."""
    return next((row for row in reversed(versions) if row.state in UNDER_WAY), None)


def _next_steps(shown: Version) -> list[dict[str, Any]]:
    """What the manager may do next, each with its page; what was agreed outside is activated."""
    number = [shown.agreement.code, shown.number]
    found = []
    for step in steps_for_people(shown):
        if step.name in {"agree_outside", "decline"}:
            continue
        if step.name == "activate":
            url = reverse("agreements:version-activate", args=number)
        else:
            url = reverse("agreements:version-step", args=[*number, step.name])
        found.append({"url": url, "do": do_words(step.name, shown.agreement.kind)})
    if found:
        signers = reverse("agreements:version-signatories", args=number)
        found.append({"url": signers, "do": _("Who signs")})
    return found


def _targets(shown: Version | None) -> list[Target]:
    if shown is None:
        return []
    return list(
        shown.targets.select_related("indicator__service", "indicator__slice", "hours").order_by(
            "indicator__service__name", "pk"
        )
    )


def _sections(shown: Version | None) -> list[Text]:
    """Sections in the order of the set and the reader's language; nothing while none has a text."""
    if shown is None:
        return []
    found = version_texts(shown)
    return found if shown.section_set_id or any(row.text for row in found) else []


def _changes(record: Agreement) -> list[Any]:
    versions = list(record.versions.values_list("pk", flat=True))
    return history(
        Source(Agreement, {"pgh_obj_id": record.pk}, hidden=QUIET),
        Source(Party, {"agreement_id": record.pk}, hidden=QUIET),
        Source(Version, {"agreement_id": record.pk}, subject="number", hidden=QUIET),
        Source(Target, {"version_id__in": versions}, subject="indicator", hidden=QUIET),
        limit=20,
    )
