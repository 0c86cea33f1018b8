"""Actions for other systems: a task tool reads them, writes new ones, and says what is done."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.authentication import HasScope
from accounts.models import Scope, User
from brm.models import Action, Contact, Customer, Interaction
from brm.operations.keep_action import close_action, save_action
from brm.queries.meeting_access import may_write_meetings, spoken_for, writable_meetings
from brm.queries.meeting_filters import ActionFilter, actions_at
from brm.queries.staff import staff
from common.rest import given_reference


class ActionSerializer(serializers.Serializer):
    """An action; a customer's own people get those of released meetings, internal ones never."""

    code = serializers.CharField()
    customer = serializers.CharField(source="customer.code")
    meeting = serializers.CharField(source="interaction.code", default=None, allow_null=True)
    what = serializers.CharField()
    owner = serializers.CharField(source="owner_name")
    due_on = serializers.DateField()
    state = serializers.ChoiceField(choices=Action.State.choices)
    outcome = serializers.CharField()
    closed_at = serializers.DateTimeField(allow_null=True)


class ActionInput(serializers.Serializer):
    """A new action; its owner is one of ours or a contact of the customer."""

    external_id = serializers.CharField(
        max_length=80, required=False, help_text=_("Your own reference; it makes a retry safe.")
    )
    customer = serializers.SlugRelatedField(slug_field="code", queryset=Customer.objects.none())
    meeting = serializers.SlugRelatedField(
        slug_field="code", queryset=Interaction.objects.none(), required=False
    )
    what = serializers.CharField(max_length=300)
    staff = serializers.SlugRelatedField(
        slug_field="public_id", queryset=User.objects.none(), required=False
    )
    contact = serializers.PrimaryKeyRelatedField(queryset=Contact.objects.none(), required=False)
    due_on = serializers.DateField()
    is_internal = serializers.BooleanField(default=False)

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        request = self.context.get("request")
        if request is not None and request.user.is_authenticated:
            mine = spoken_for(request.user)
            fields["customer"].queryset = mine
            fields["meeting"].queryset = writable_meetings(request.user)
            fields["contact"].queryset = Contact.objects.filter(customer__in=mine).select_related(
                "person"
            )
            fields["staff"].queryset = staff()
        return fields


class ClosingInput(serializers.Serializer):
    """What became of it."""

    state = serializers.ChoiceField(choices=[Action.State.DONE.value, Action.State.DROPPED.value])
    outcome = serializers.CharField(max_length=500, required=False, default="")


class ActionDoor(GenericAPIView):
    """What both addresses share."""

    permission_classes = [HasScope]
    read_scope = Scope.RECORDS_READ
    write_scope = Scope.RECORDS_WRITE
    serializer_class = ActionSerializer
    queryset = Action.objects.none()

    def get_queryset(self) -> Any:
        rows = Action.objects.visible_to(self.request.user).select_related(
            "customer", "interaction", "staff__person", "contact__person"
        )
        return actions_at(rows, on=timezone.localdate()).order_by("due_on", "pk")

    def answer(self, action: Action, *, code: int) -> Response:
        record = get_object_or_404(self.get_queryset(), pk=action.pk)
        return Response(ActionSerializer(record).data, code)


class ActionList(ActionDoor):
    filterset_class = ActionFilter

    @extend_schema(summary="List actions", responses=ActionSerializer(many=True), tags=["meetings"])
    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(ActionSerializer(page, many=True).data)

    @extend_schema(
        summary="Write an action down",
        description="The same `external_id` again answers 200 with the action that was kept.",
        request=ActionInput,
        responses={200: ActionSerializer, 201: ActionSerializer},
        tags=["meetings"],
    )
    def post(self, request: Request) -> Response:
        if not may_write_meetings(request.user):
            raise PermissionDenied
        if reference := given_reference(request):
            known = Action.objects.filter(external_id=reference).first()
            if known is not None:
                return self.answer(known, code=200)
        wish = ActionInput(data=request.data, context={"request": request})
        wish.is_valid(raise_exception=True)
        data = wish.validated_data
        made = save_action(
            interaction=data.pop("meeting", None),
            staff_owner=data.pop("staff", None),
            actor=request.user,
            at=timezone.now(),
            **data,
        )
        return self.answer(made, code=201)


class ActionDetail(ActionDoor):
    @extend_schema(summary="Read one action", responses=ActionSerializer, tags=["meetings"])
    def get(self, request: Request, code: str) -> Response:
        return Response(
            ActionSerializer(get_object_or_404(self.get_queryset(), code=code.upper())).data
        )

    @extend_schema(
        summary="Say what became of an action",
        request=ClosingInput,
        responses={200: ActionSerializer},
        tags=["meetings"],
    )
    def patch(self, request: Request, code: str) -> Response:
        record = get_object_or_404(self.get_queryset(), code=code.upper())
        wish = ClosingInput(data=request.data)
        wish.is_valid(raise_exception=True)
        if record.state != wish.validated_data["state"]:
            close_action(
                action=record, actor=request.user, at=timezone.now(), **wish.validated_data
            )
        return self.answer(record, code=200)
