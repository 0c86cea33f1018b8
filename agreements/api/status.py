"""`GET /api/v1/sla-status/`: how every promise stands, for portals and other systems."""

import base64
import binascii
import datetime as dt
import json
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.authentication import HasScope
from accounts.models import Scope
from agreements.api.status_rows import StatusPageSerializer, status_row
from agreements.models import CommitmentCustomer, State, Target
from agreements.queries.status import (
    Status,
    maybe_in_state,
    status_tag,
    statuses,
    visible_bindings,
)
from brm.models import Customer
from slm.models import Cycle

PAGE_SIZE, MAX_PAGE_SIZE, MAX_AS_OF_PAGE_SIZE = 50, 200, 50
PARAMETERS = (
    "customer",
    "service",
    "agreement",
    "state",
    "period",
    "at",
    "as_of",
    "cursor",
    "page_size",
)


class SlaStatus(APIView):
    """One row for each commitment and customer that the caller may see."""

    permission_classes = [HasScope]
    read_scope = Scope.STATUS_READ
    write_scope = None

    @extend_schema(
        summary="SLA status",
        description=(
            "One row per commitment and bound customer. Figures are those of the last finished "
            "tick; `at` chooses the period that contains it, `as_of` what was known: time is "
            "judged again from the facts received by then, counts are not and say so (`known`). "
            "Follow `next` to read on: it keeps both, so that all pages tell of the same instant."
        ),
        parameters=[
            OpenApiParameter("customer", str, description="Code; units below it are included."),
            OpenApiParameter("service", str, description="Code of the service."),
            OpenApiParameter("agreement", str, description="Code of the agreement."),
            OpenApiParameter("state", str, enum=State.values),
            OpenApiParameter(
                "period", str, enum=Target.Period.values, description="Kind of period."
            ),
            OpenApiParameter("at", OpenApiTypes.DATETIME, description="Default: the last tick."),
            OpenApiParameter("as_of", OpenApiTypes.DATETIME, description="Default: the last tick."),
            OpenApiParameter("cursor", str),
            OpenApiParameter("page_size", int, description="At most 200, with as_of at most 50."),
            OpenApiParameter("If-None-Match", str, OpenApiParameter.HEADER),
        ],
        responses={200: StatusPageSerializer, 304: None},
    )
    def get(self, request: Request) -> Response:
        cycle = Cycle.objects.filter(pk=Cycle.ONLY).first()
        query = urlencode(sorted(request.query_params.items()))
        tag = status_tag(cycle=cycle, user=request.user, query=query)
        headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
        if _is_known(request.headers.get("If-None-Match", ""), tag):
            return Response(status=304, headers=headers)
        tick = (cycle and cycle.finished_at) or timezone.now()
        asked = _Question(request, tick)
        rows = _filtered(request, visible_bindings(request.user, at=asked.at), asked)
        found, last = _page(rows, asked)
        return Response(
            {
                "next": _next_link(request, asked, last),
                "computed_at": asked.as_of,
                "at": asked.at,
                "results": [status_row(row) for row in found],
            },
            headers=headers,
        )


class _Question:
    """What was asked for, checked: instants, filters, where to go on, how much at once."""

    def __init__(self, request: Request, tick: dt.datetime) -> None:
        params = request.query_params
        unknown = set(params) - set(PARAMETERS)
        if unknown:
            raise ValidationError({name: [_("There is no such filter.")] for name in unknown})
        as_of = _instant(params.get("as_of"), "as_of")
        # Nothing is known beyond the last finished tick.
        self.as_of = min(as_of, tick) if as_of else tick
        self.at = _instant(params.get("at"), "at") or self.as_of
        if self.at > self.as_of:
            raise ValidationError({"at": [_("This period has not been reached yet.")]})
        self.state = _choice(params.get("state"), State.values, "state")
        self.period = _choice(params.get("period"), Target.Period.values, "period")
        largest = MAX_AS_OF_PAGE_SIZE if as_of else MAX_PAGE_SIZE
        self.size = _size(params.get("page_size"), largest)
        self.cursor = _read_cursor(params.get("cursor"))


def _filtered(
    request: Request, rows: QuerySet[CommitmentCustomer], asked: _Question
) -> QuerySet[CommitmentCustomer]:
    params = request.query_params
    if code := params.get("customer"):
        mine = Customer.objects.visible_to(request.user).filter(code=code.upper())
        roots = list(mine.values_list("pk", flat=True))
        rows = rows.filter(customer__in=Customer.objects.within(roots))
    if code := params.get("service"):
        rows = rows.filter(commitment__target__indicator__service__code=code.upper())
    if code := params.get("agreement"):
        rows = rows.filter(commitment__agreement__code=code.upper())
    if asked.period:
        rows = rows.filter(commitment__target__period=asked.period)
    if asked.state:
        rows = maybe_in_state(rows, asked.state, at=asked.at, as_of=asked.as_of)
    return rows


def _page(
    rows: QuerySet[CommitmentCustomer], asked: _Question
) -> tuple[list[Status], CommitmentCustomer | None]:
    """Up to a page of rows, and the binding to go on behind; None at the end."""
    found: list[Status] = []
    position = asked.cursor
    while True:
        chunk = list(_behind(rows, position)[: asked.size + 1])
        here = chunk[: asked.size]
        for binding, status in zip(
            here, statuses(here, at=asked.at, as_of=asked.as_of), strict=True
        ):
            if len(found) == asked.size:
                break
            position = (binding.commitment_id, binding.customer_id, binding.pk)
            last = binding
            if not asked.state or status.state == asked.state:
                found.append(status)
        if len(chunk) <= asked.size and (not here or last == here[-1]):
            return found, None
        if len(found) == asked.size:
            return found, last


def _behind(
    rows: QuerySet[CommitmentCustomer], position: tuple[int, int, int] | None
) -> QuerySet[CommitmentCustomer]:
    if position is None:
        return rows
    commitment, customer, pk = position
    return rows.filter(
        Q(commitment_id__gt=commitment)
        | Q(commitment_id=commitment, customer_id__gt=customer)
        | Q(commitment_id=commitment, customer_id=customer, pk__gt=pk)
    )


def _next_link(request: Request, asked: _Question, last: CommitmentCustomer | None) -> str | None:
    if last is None:
        return None
    position = [last.commitment_id, last.customer_id, last.pk]
    params = {
        **request.query_params.dict(),
        "at": _write(asked.at),
        "as_of": _write(asked.as_of),
        "page_size": str(min(asked.size, MAX_AS_OF_PAGE_SIZE)),
        "cursor": base64.urlsafe_b64encode(json.dumps(position).encode()).decode(),
    }
    return request.build_absolute_uri(f"{request.path}?{urlencode(params)}")


def _read_cursor(text: str | None) -> tuple[int, int, int] | None:
    if not text:
        return None
    try:
        commitment, customer, pk = json.loads(base64.urlsafe_b64decode(text.encode()))
        return int(commitment), int(customer), int(pk)
    except (ValueError, TypeError, binascii.Error) as error:
        raise ValidationError({"cursor": [_("This is no cursor of ours.")]}) from error


def _instant(text: str | None, name: str) -> dt.datetime | None:
    if not text:
        return None
    try:
        # A plus sign that nobody escaped arrives as a space.
        at = parse_datetime(text.replace(" ", "+") if "T" in text else text)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise ValidationError({name: [_("Send an instant with its zone: 2026-11-25T09:41:00Z.")]})
    return at


def _choice(value: str | None, choices: list[str], name: str) -> str:
    if value and value not in choices:
        words = _("Choose one of: %(choices)s.") % {"choices": ", ".join(choices)}
        raise ValidationError({name: [words]})
    return value or ""


def _size(text: str | None, largest: int) -> int:
    if not text:
        return PAGE_SIZE
    if not text.isdecimal() or int(text) < 1:
        raise ValidationError({"page_size": [_("Send a number of at least 1.")]})
    return min(int(text), largest)


def _is_known(header: str, tag: str) -> bool:
    tags = [part.strip().removeprefix("W/") for part in header.split(",")]
    return tag in tags or "*" in tags


def _write(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
