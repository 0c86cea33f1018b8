"""Work items: tickets and requests, as their tools tell them, with the deadlines that follow."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _t
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from common.db.instants import from_seconds
from common.paging import CursorPages
from slm.api.bodies import FactsParser, TooLarge
from slm.api.doors import FactsDoor
from slm.api.fields import InstantField
from slm.api.parts import ReferenceField, mapping
from slm.models import Source, WorkItem
from slm.operations.record_work_item import withdraw_work_item
from slm.operations.take_work_items import (
    MAX_PAUSED_SECONDS,
    MAX_PAUSES,
    MAX_PRIORITY,
    MAX_TITLE,
    Ticket,
    WorkItemsRefused,
    take_work_items,
)
from slm.queries.deadlines import MET, MISSED, OVERDUE, PAUSED, RUNNING, Clock, clocks_of
from slm.queries.work_items import (
    LATE,
    OPEN,
    RESOLVED,
    WITHDRAWN,
    Desks,
    Standing,
    WorkItemFilter,
    state_of_item,
    work_items,
)

MAX_BATCH = 1_000
MOST_DUE = 100
LONGEST_REASON = 2_000
ITEM_STATES = {
    "withdrawn": WITHDRAWN,
    "done": RESOLVED,
    OVERDUE: LATE,
    PAUSED: PAUSED,
    "running": OPEN,
}


class PauseSerializer(serializers.Serializer):
    """A stretch in which the clock stands still; without an end it lasts."""

    start_at = InstantField()
    end_at = InstantField(allow_null=True, default=None)


class WorkItemInput(serializers.Serializer):
    """A work item as its tool knows it now; named by its service, or by the indicator itself."""

    service = serializers.CharField(
        max_length=200,
        allow_null=True,
        default=None,
        help_text="Code or name of a service that has one indicator of work items.",
    )
    indicator = serializers.UUIDField(
        allow_null=True, default=None, help_text="Where the service has several."
    )
    priority = serializers.CharField(max_length=MAX_PRIORITY, allow_blank=True, default="")
    title = serializers.CharField(max_length=MAX_TITLE, allow_blank=True, default="")
    opened_at = InstantField()
    responded_at = InstantField(allow_null=True, default=None)
    resolved_at = InstantField(
        allow_null=True, default=None, help_text="Left out of an item that is open (again)."
    )
    pauses = PauseSerializer(many=True, default=list, max_length=MAX_PAUSES)
    paused_seconds = serializers.IntegerField(
        min_value=0,
        max_value=MAX_PAUSED_SECONDS,
        default=0,
        help_text=(
            "Service time of pauses of which the tool does not tell when they were; taken from "
            "the time to resolve alone."
        ),
    )
    updated_at = InstantField(
        allow_null=True,
        default=None,
        help_text="When the tool changed it last: what is older than what is known is ignored.",
    )


class WorkItemRow(WorkItemInput):
    external_id = ReferenceField(help_text="The tool's own name for the item.")


class ClockSerializer(serializers.Serializer):
    """A promise that counts the item; amounts are seconds of service time."""

    promise = serializers.ChoiceField(source="metric", choices=["responded", "resolved"])
    priority = serializers.CharField()
    hours = serializers.CharField(source="hours.code", help_text="Code of the service hours.")
    within_seconds = serializers.IntegerField()
    used_seconds = serializers.IntegerField()
    paused_seconds = serializers.IntegerField()
    left_seconds = serializers.IntegerField(help_text="Negative once it is late.")
    due_at = InstantField(
        allow_null=True, help_text="Null while a pause that lasts stops the clock."
    )
    state = serializers.ChoiceField(choices=[MET, MISSED, OVERDUE, PAUSED, RUNNING])


class WorkItemSerializer(serializers.ModelSerializer):
    """A work item as it is now known, with a clock for each promise that counts it."""

    source = serializers.CharField(source="source.code")
    service = serializers.CharField(source="indicator.service.code")
    indicator = serializers.UUIDField(source="indicator.public_id")
    state = serializers.SerializerMethodField()
    opened_at = InstantField()
    responded_at = InstantField(allow_null=True)
    resolved_at = InstantField(allow_null=True)
    updated_at = InstantField(source="told_at", allow_null=True)
    pauses = serializers.SerializerMethodField()
    clocks = serializers.SerializerMethodField()
    version = serializers.IntegerField(source="version_number")

    class Meta:
        model = WorkItem
        fields = [
            "source",
            "external_id",
            "service",
            "indicator",
            "state",
            "priority",
            "title",
            "opened_at",
            "responded_at",
            "resolved_at",
            "pauses",
            "paused_seconds",
            "updated_at",
            "clocks",
            "version",
        ]

    def _clocks(self, item: WorkItem) -> list[Clock]:
        known: Mapping[int, list[Clock]] = self.context["clocks"]
        return known.get(item.pk, [])

    @extend_schema_field(serializers.ChoiceField(choices=list(ITEM_STATES.values())))
    def get_state(self, item: WorkItem) -> str:
        return ITEM_STATES[state_of_item(item, self._clocks(item))]

    @extend_schema_field(PauseSerializer(many=True))
    def get_pauses(self, item: WorkItem) -> list[dict[str, Any]]:
        return [
            {"start_at": from_seconds(start), "end_at": None if end is None else from_seconds(end)}
            for start, end in item.pauses
        ]

    @extend_schema_field(ClockSerializer(many=True))
    def get_clocks(self, item: WorkItem) -> Any:
        return ClockSerializer(self._clocks(item), many=True).data


class DueSerializer(serializers.Serializer):
    """An open item and the promise that it has to keep next."""

    item = WorkItemSerializer()
    due_at = InstantField()
    left_seconds = serializers.IntegerField(help_text="Service time that is left.")
    promise = serializers.ChoiceField(choices=["responded", "resolved"])


class LatestFirst(CursorPages):
    ordering = ("-opened_at", "-pk")


class WorkItemDoor(FactsDoor, GenericAPIView):
    serializer_class = WorkItemSerializer
    queryset = WorkItem.objects.none()
    parser_classes = [FactsParser]
    pagination_class = LatestFirst

    @cached_property
    def now(self) -> dt.datetime:
        return timezone.now()

    @cached_property
    def standing(self) -> Standing:
        return Standing(work_items().visible_to(self.request.user), self.now)

    def source(self) -> Source:
        rows = Source.objects.visible_to(self.request.user)
        return get_object_or_404(rows, code=self.kwargs["code"])

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        return self.standing.marked()

    def written(self, items: Iterable[WorkItem]) -> Any:
        rows = list(items)
        clocks = clocks_of(rows, self.now)
        return WorkItemSerializer(rows, many=True, context={"clocks": clocks}).data

    def answer(self, item: WorkItem, *, status: int = 200) -> Response:
        stored = work_items().visible_to(self.request.user).get(pk=item.pk)
        return Response(self.written([stored])[0], status)

    def page_of(self, rows: Any) -> Response:
        page = self.paginate_queryset(self.filter_queryset(rows))
        return self.get_paginated_response(self.written(page or []))


class WorkItemList(WorkItemDoor):
    filterset_class = WorkItemFilter

    @extend_schema(
        summary="List work items, the latest first",
        tags=["work items"],
        responses={200: WorkItemSerializer(many=True)},
    )
    def get(self, request: Request) -> Response:
        return self.page_of(self.get_queryset())


class WorkItemsDue(WorkItemDoor):
    serializer_class = DueSerializer
    pagination_class = None

    @extend_schema(
        summary="List what is due next",
        description=(
            f"At most {MOST_DUE} open items in the order of their deadlines, counted in service "
            "hours. What is late or paused is not among them."
        ),
        tags=["work items"],
        parameters=[OpenApiParameter("service", str, description="Code of a service.")],
        responses={200: DueSerializer(many=True)},
    )
    def get(self, request: Request) -> Response:
        rows = work_items().visible_to(request.user)
        if code := request.query_params.get("service", "").replace("\x00", ""):
            rows = rows.filter(indicator__service__code=code.upper())
        due = Standing(rows, self.now).due[:MOST_DUE]
        items = self.written(item for item, _clock in due)
        return Response(
            [
                {
                    "item": item,
                    "due_at": clock.due_at,
                    "left_seconds": clock.left_seconds,
                    "promise": clock.metric.value,
                }
                for item, (_item, clock) in zip(items, due, strict=True)
            ]
        )


class SourceWorkItems(WorkItemDoor):
    filterset_class = WorkItemFilter

    @extend_schema(
        summary="List the work items of a source",
        tags=["work items"],
        responses={200: WorkItemSerializer(many=True)},
    )
    def get(self, request: Request, code: str) -> Response:
        return self.page_of(self.get_queryset().filter(source=self.source()))

    @extend_schema(
        summary="Tell one work item",
        description="The same as PUT under its own address.",
        tags=["work items"],
        request=WorkItemRow,
        responses={200: WorkItemSerializer, 201: WorkItemSerializer},
    )
    def post(self, request: Request, code: str) -> Response:
        return _take_one(self, mapping(request.data))


class SourceWorkItem(WorkItemDoor):
    """One work item under its tool's own name for it."""

    @extend_schema(summary="Read one work item", tags=["work items"])
    def get(self, request: Request, code: str, reference: str) -> Response:
        return self.answer(self.item(reference))

    @extend_schema(
        summary="Tell one work item",
        description=(
            "Says how the item is now known. Sent again unchanged it changes nothing, also where a "
            "person corrected or withdrew it since. Without `resolved_at` it is open (again)."
        ),
        tags=["work items"],
        request=WorkItemInput,
        responses={200: WorkItemSerializer, 201: WorkItemSerializer},
    )
    def put(self, request: Request, code: str, reference: str) -> Response:
        return _take_one(self, {**mapping(request.data), "external_id": reference})

    @extend_schema(
        summary="Withdraw a work item",
        description="It no longer counts; what was said of it stays in its versions.",
        tags=["work items"],
        parameters=[OpenApiParameter("change_reason", str, description="Why it is withdrawn.")],
        responses={200: WorkItemSerializer},
    )
    def delete(self, request: Request, code: str, reference: str) -> Response:
        why = request.query_params.get("change_reason", "").replace("\x00", "")[:LONGEST_REASON]
        item = withdraw_work_item(
            item=self.item(reference),
            change_reason=why or _t("Withdrawn by its source."),
            actor=request.user,
            at=self.now,
        )
        return self.answer(item)

    def item(self, reference: str) -> WorkItem:
        found = work_items().filter(source=self.source(), external_id=reference).first()
        if found is None:
            raise Http404
        return found


class WorkItemBatch(WorkItemDoor):
    serializer_class = WorkItemRow

    @extend_schema(
        summary="Tell many work items, all or nothing",
        description=(
            f"At most {MAX_BATCH} rows; of one item the later row wins. The answer has them in the "
            "order given."
        ),
        tags=["work items"],
        request=WorkItemRow(many=True),
        responses={200: WorkItemSerializer(many=True)},
    )
    def post(self, request: Request, code: str) -> Response:
        source = self.source()
        if isinstance(request.data, list) and len(request.data) > MAX_BATCH:
            raise TooLarge(_t("At most %(limit)d rows at once.") % {"limit": MAX_BATCH})
        wish = WorkItemRow(data=request.data, many=True)
        wish.is_valid(raise_exception=True)
        taken = take_work_items(
            source=source,
            tickets=_tickets(wish.validated_data),
            actor=request.user,
            at=self.now,
        )
        order = [item.pk for item in taken.items if item is not None]
        stored = work_items().in_bulk(set(order))
        return Response(self.written(stored[pk] for pk in order))


def _take_one(door: WorkItemDoor, data: Mapping[str, Any]) -> Response:
    source = door.source()
    wish = WorkItemRow(data=data)
    wish.is_valid(raise_exception=True)
    try:
        taken = take_work_items(
            source=source,
            tickets=_tickets([wish.validated_data]),
            actor=door.request.user,
            at=door.now,
        )
    except WorkItemsRefused as refused:
        # Of one item the mistake itself is the answer, not the word that one row of one is wrong.
        (row,) = refused.rows
        refused.message, refused.field, refused.rows = row["message"], row["field"], []
        raise
    (item,) = taken.items
    assert item is not None
    return door.answer(item, status=201 if taken.new else 200)


def _tickets(rows: Iterable[Mapping[str, Any]]) -> list[Ticket]:
    """What was sent as the verb takes it. Raises WorkItemsRefused for services nobody knows."""
    desks = Desks()
    tickets: list[Ticket] = []
    errors: list[dict[str, Any]] = []
    for number, row in enumerate(rows):
        field = "indicator" if row["indicator"] else "service"
        message = ""
        if row["indicator"]:
            indicator = desks.by_id(row["indicator"])
            message = "" if indicator else _t("There is no such indicator of work items.")
        elif row["service"]:
            indicator, message = desks.find(row["service"])
        else:
            indicator, message = None, _t("Name the service or the indicator.")
        if indicator is None:
            errors.append({"row": number, "field": field, "message": message, "code": field})
            continue
        tickets.append(
            Ticket(
                external_id=row["external_id"],
                indicator=indicator,
                priority=row["priority"],
                title=row["title"],
                opened_at=row["opened_at"],
                responded_at=row["responded_at"],
                resolved_at=row["resolved_at"],
                pauses=tuple((one["start_at"], one["end_at"]) for one in row["pauses"]),
                paused_seconds=row["paused_seconds"],
                told_at=row["updated_at"],
            )
        )
    if errors:
        raise WorkItemsRefused(
            _t("Nothing was recorded: rows name what is not known."), rows=errors
        )
    return tickets
