"""Meetings for other systems: read what was said, write down what was planned or held."""

from typing import Any

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import PermissionDenied
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.authentication import HasScope
from accounts.models import Scope
from brm.api.meeting_rows import MeetingInput, MeetingSerializer, meeting_row, visible_meetings
from brm.models import Interaction
from brm.operations.hold_meeting import hold_meeting
from brm.operations.plan_meeting import plan_meeting
from brm.operations.write_minutes import PointText, write_minutes
from brm.queries.meeting_access import may_write_meetings
from brm.queries.meeting_filters import MeetingFilter, meetings_at
from common.rest import given_reference


class MeetingDoor(GenericAPIView):
    """What both addresses share: whose records, which scope."""

    permission_classes = [HasScope]
    read_scope = Scope.RECORDS_READ
    write_scope = Scope.RECORDS_WRITE
    serializer_class = MeetingSerializer
    queryset = Interaction.objects.none()

    def get_queryset(self) -> Any:
        return meetings_at(visible_meetings(self.request.user), at=timezone.now())

    def answer(self, meeting: Interaction, *, code: int) -> Response:
        record = get_object_or_404(self.get_queryset(), pk=meeting.pk)
        return Response(meeting_row(record), code)


class MeetingList(MeetingDoor):
    filterset_class = MeetingFilter

    @extend_schema(
        summary="List meetings",
        description="A customer's own people get those whose minutes were released.",
        responses=MeetingSerializer(many=True),
        tags=["meetings"],
    )
    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response([meeting_row(row) for row in page or ()])

    @extend_schema(
        summary="Write a meeting down",
        description="With `held_at` it is kept as held, with `minutes` as its minutes. The same "
        "`external_id` again answers 200 with the meeting that was kept and changes nothing.",
        request=MeetingInput,
        responses={200: MeetingSerializer, 201: MeetingSerializer},
        tags=["meetings"],
    )
    def post(self, request: Request) -> Response:
        if not may_write_meetings(request.user):
            raise PermissionDenied
        if reference := given_reference(request):
            known = Interaction.objects.filter(external_id=reference).first()
            if known is not None:
                return self.answer(known, code=200)
        wish = MeetingInput(data=request.data, context={"request": request})
        wish.is_valid(raise_exception=True)
        return self.answer(_keep(wish, request.user), code=201)


class MeetingDetail(MeetingDoor):
    @extend_schema(summary="Read one meeting", responses=MeetingSerializer, tags=["meetings"])
    def get(self, request: Request, code: str) -> Response:
        return Response(meeting_row(get_object_or_404(self.get_queryset(), code=code.upper())))


@transaction.atomic
def _keep(wish: MeetingInput, actor: Any) -> Interaction:
    now, data = timezone.now(), wish.validated_data
    meeting = plan_meeting(
        plan=wish.plan(), external_id=data.get("external_id"), actor=actor, at=now
    )
    if data.get("held_at") is not None:
        meeting = hold_meeting(
            interaction=meeting,
            held_at=data["held_at"],
            came=set(meeting.participants.values_list("pk", flat=True)),
            outcome_rating=data.get("outcome_rating"),
            actor=actor,
            at=now,
        )
    if data.get("minutes"):
        point = meeting.agenda.filter(part="").first() or meeting.agenda.last()
        if point is not None:
            text = PointText(item=point.pk, minutes=data["minutes"], internal_note="")
            write_minutes(interaction=meeting, texts=[text], actor=actor, at=now)
    return meeting
