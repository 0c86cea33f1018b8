"""The page behind the bell: what needs the reader, what there is to know, what was read."""

import datetime as dt
import uuid
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

import structlog
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from notices.models import Channel, Delivery, Subscription
from notices.operations.mark_read import mark_read, mark_unread
from notices.queries.audience import readable_by
from notices.queries.inbox import inbox, needing, to_know
from notices.queries.kinds import Section, codes, kind_of, kinds
from notices.queries.wording import word

log = structlog.get_logger(__name__)

PER_PAGE = 50
SHOWS = ("unread", "needs", "know", "read")


@never_cache
@require_safe
@login_required
def inbox_page(request: HttpRequest) -> HttpResponse:
    """List the reader's notices: unread by what there is to do, or those read before."""
    at = timezone.now()
    show = request.GET.get("show", "")
    show = show if show in SHOWS else "unread"
    kind = request.GET.get("kind", "")
    everything = inbox(request.user)
    shown = _shown(everything, show)
    if kind:
        shown = _of_kind(shown, kind)
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    counts = _counts(everything)
    return render(
        request,
        "notices/inbox.html",
        {
            "page": page,
            "sections": _sections(page, show),
            "show": show,
            "kind": kind,
            "kinds": [known for known in kinds() if known.code in counts["kinds"]],
            "counts": counts,
            "chips": _chips(show, counts, kind),
            "muted": _muted(request.user, at),
            "seen_at": at.isoformat(),
            "earlier_url": _address(show, kind, page.previous_page_number())
            if page.has_previous()
            else "",
            "later_url": _address(show, kind, page.next_page_number()) if page.has_next() else "",
        },
    )


@require_safe
@login_required
def notice(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Mark a notice as read and go on to the page it is about."""
    found = (
        Delivery.objects.filter(readable_by(request.user), user=request.user, notice=pk)
        .select_related("notice")
        .first()
    )
    if found is None:
        raise Http404
    mark_read(user=request.user, notices=[pk], at=timezone.now())
    address = found.notice.url
    # Only pages of ours: the address was written by code, and an open redirect is never worth it.
    if not url_has_allowed_host_and_scheme(address, allowed_hosts=None):
        address = reverse("notices:inbox")
    return redirect(address)


@require_POST
@login_required
def read(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Mark one notice as read, or as unread again."""
    if request.POST.get("unread"):
        mark_unread(user=request.user, notices=[pk])
    else:
        mark_read(user=request.user, notices=[pk], at=timezone.now())
    return _back(request)


@require_POST
@login_required
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark what the reader saw as read: nothing that came after the page was drawn."""
    now = timezone.now()
    seen_at = _instant(request.POST.get("seen_at", ""))
    if seen_at is None:
        messages.error(
            request, _("Nothing was marked: the page was too old. Look at it once more.")
        )
        return _back(request)
    shown = _shown(inbox(request.user), request.POST.get("show", "unread"))
    if kind := request.POST.get("kind"):
        shown = _of_kind(shown, kind)
    told = shown.filter(read_at=None, notice__created_at__lte=seen_at)
    ids = list(told.values_list("notice", flat=True))
    mark_read(user=request.user, notices=ids, at=now)
    messages.success(
        request,
        ngettext("%(count)d notice marked read.", "%(count)d notices marked read.", len(ids))
        % {"count": len(ids)},
    )
    return _back(request)


def _shown(everything: QuerySet[Delivery], show: str) -> QuerySet[Delivery]:
    match show:
        case "needs":
            return needing(everything)
        case "know":
            return to_know(everything)
        case "read":
            return everything.exclude(read_at=None).order_by("-notice__happened_at", "pk")
    return everything.filter(read_at=None)


def _of_kind(shown: QuerySet[Delivery], kind: str) -> QuerySet[Delivery]:
    """Those of one kind; a kind that nobody registered may be anything that was typed: none."""
    return shown.filter(notice__kind=kind) if kind in codes() else shown.none()


def _counts(everything: QuerySet[Delivery]) -> dict[str, Any]:
    """Count the chips, and which kinds there are at all, in one query."""
    know = set(codes(sections=[Section.KNOW]))
    counts: dict[str, Any] = {"needs": 0, "know": 0, "read": 0, "kinds": set()}
    rows = (
        everything.order_by()
        .values("notice__kind")
        .annotate(all=Count("pk"), unread=Count("pk", filter=Q(read_at=None)))
        .values_list("notice__kind", "all", "unread")
    )
    for kind, count, unread in rows:
        counts["know" if kind in know else "needs"] += unread
        counts["read"] += count - unread
        counts["kinds"].add(kind)
    counts["unread"] = counts["needs"] + counts["know"]
    return counts


def _sections(page: Page, show: str) -> list[dict[str, Any]]:
    """The page's notices under what there is to do about them; those read in one list."""
    if show == "read":
        if not page.paginator.count:
            return []
        return [{"key": "read", "label": _("Read"), "rows": [_row(row) for row in page]}]
    return [
        {
            "key": str(place),
            "label": Section.labels[place],
            "rows": [_row(row) for row in rows],
            "is_know": place == len(Section) - 1,
        }
        for place, rows in groupby(page, key=lambda row: row.section)
    ]


def _row(delivery: Delivery) -> dict[str, Any]:
    """One notice in the reader's words; a wording that fails costs one line, not the page."""
    try:
        wording = word(delivery.notice)
        title, body = wording.title, wording.body
    except Exception:
        log.exception("notice_not_worded", notice=str(delivery.notice_id))
        title, body = str(kind_of(delivery.notice.kind).label), ""
    return {
        "delivery": delivery,
        "notice": delivery.notice,
        "kind": kind_of(delivery.notice.kind),
        "title": title,
        "body": body,
    }


def _chips(show: str, counts: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    labels = {
        "unread": _("Unread"),
        "needs": _("Needs me"),
        "know": _("To know"),
        "read": _("Read"),
    }
    return [
        {
            "label": labels[key],
            "count": counts[key],
            "url": _address(key, ""),
            "current": key == show and not kind,
        }
        for key in SHOWS
    ]


def _muted(user: Any, at: dt.datetime) -> list[dict[str, Any]]:
    """The kinds that the reader silenced for a while, with the end of it."""
    rows = Subscription.objects.filter(
        user=user, channel=Channel.BELL, muted_until_at__gt=at
    ).order_by("muted_until_at")
    known = {kind.code: kind for kind in kinds()}
    return [
        {"kind": known[row.kind], "until_at": row.muted_until_at}
        for row in rows
        if row.kind in known
    ]


def _address(show: str, kind: str, page: int = 1) -> str:
    query = {
        "show": show if show != "unread" else "",
        "kind": kind,
        "page": page if page > 1 else "",
    }
    kept = {key: value for key, value in query.items() if value}
    return f"{reverse('notices:inbox')}?{urlencode(kept)}" if kept else reverse("notices:inbox")


def _back(request: HttpRequest) -> HttpResponse:
    show, kind = request.POST.get("show", ""), request.POST.get("kind", "")
    return redirect(_address(show if show in SHOWS else "unread", kind))


def _instant(text: str) -> dt.datetime | None:
    try:
        at = parse_datetime(text)
    except ValueError:
        return None
    return at if at is not None and timezone.is_aware(at) else None
