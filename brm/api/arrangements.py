"""Where a customer stands, what it is merged into, and how we talk with it (P1, R3)."""

import uuid
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import PermissionDenied
from rest_framework.generics import GenericAPIView
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.authentication import HasScope
from accounts.models import Scope, User
from brm.api.customers import CustomerDoor
from brm.api.serializers import CustomerSerializer
from brm.models import Contact, Customer, PlanItem
from brm.operations.merge_customer import check_merge, loads_of, merge_customer
from brm.operations.move_customer import move_customer
from brm.operations.note_contact import note_contact
from brm.operations.save_plan_item import remove_plan_item, save_plan_item
from brm.queries.customers import managed_by, may_add_organisation, seen_from_within
from brm.queries.staff import staff


class MoveInput(serializers.Serializer):
    """Where a customer moves, null for the top, and why."""

    parent: Any = serializers.SlugRelatedField(
        slug_field="code", queryset=Customer.objects.none(), allow_null=True
    )
    reason = serializers.CharField(max_length=300)


class MergeInput(serializers.Serializer):
    """Into whom, and why; `dry_run` only tells what would go along."""

    into: Any = serializers.SlugRelatedField(slug_field="code", queryset=Customer.objects.none())
    reason = serializers.CharField(max_length=300)
    dry_run = serializers.BooleanField(default=False)


class LoadSerializer(serializers.Serializer):
    """How many records of one sort go along."""

    key = serializers.CharField()
    label = serializers.CharField()
    count = serializers.IntegerField()


class MergeSerializer(serializers.Serializer):
    """What went along, or would."""

    into = serializers.CharField()
    merged = serializers.BooleanField()
    moves = LoadSerializer(many=True)


class TalkedInput(serializers.Serializer):
    """When we talked with the customer, and with whom."""

    on = serializers.DateField()
    contacts: Any = serializers.PrimaryKeyRelatedField(
        queryset=Contact.objects.none(), many=True, required=False
    )


class ManagedDoor(CustomerDoor):
    """A door to change one customer."""

    read_scope = None  # type: ignore[assignment]

    def managed(self) -> Customer:
        """The customer of the address, for who may change it."""
        record = self.get_object()
        if not managed_by(self.request.user).filter(pk=record.pk).exists():
            raise PermissionDenied
        return Customer.objects.get(pk=record.pk)


class CustomerMoveDoor(ManagedDoor):
    @extend_schema(
        summary="Move a customer in the tree",
        tags=["customers"],
        request=MoveInput,
        responses={200: CustomerSerializer},
    )
    def post(self, request: Request, code: str) -> Response:
        record = self.managed()
        wish = MoveInput(data=request.data)
        wish.fields["parent"].queryset = managed_by(request.user)  # type: ignore[attr-defined]
        wish.is_valid(raise_exception=True)
        is_of_top = record.parent_id is None or wish.validated_data["parent"] is None
        if is_of_top and not may_add_organisation(request.user):
            raise PermissionDenied
        move_customer(customer=record, **wish.validated_data, actor=request.user, at=timezone.now())
        return self.answer(record, code=status.HTTP_200_OK)


class CustomerMergeDoor(ManagedDoor):
    @extend_schema(
        summary="Merge a customer into another",
        tags=["customers"],
        request=MergeInput,
        responses={200: MergeSerializer},
    )
    def post(self, request: Request, code: str) -> Response:
        record = self.managed()
        wish = MergeInput(data=request.data)
        wish.fields["into"].queryset = managed_by(request.user)  # type: ignore[attr-defined]
        wish.is_valid(raise_exception=True)
        values = dict(wish.validated_data)
        dry_run, into = values.pop("dry_run"), values["into"]
        moves = loads_of(record)
        if dry_run:
            check_merge(customer=record, into=into)
        else:
            merge_customer(customer=record, **values, actor=request.user, at=timezone.now())
        answer = {"into": into.code, "merged": not dry_run, "moves": moves}
        return Response(MergeSerializer(answer).data)


class CustomerTalkedDoor(ManagedDoor):
    @extend_schema(
        summary="Note a contact with a customer",
        description="An earlier day never replaces a later one; sent twice it is noted once.",
        tags=["customers"],
        request=TalkedInput,
        responses={204: None},
    )
    def post(self, request: Request, code: str) -> Response:
        record = self.managed()
        beneath = Customer.objects.within([record.pk]).values("pk")
        wish = TalkedInput(data=request.data)
        wish.fields["contacts"].child_relation.queryset = Contact.objects.filter(  # type: ignore[attr-defined]
            customer__in=beneath
        )
        wish.is_valid(raise_exception=True)
        note_contact(customer=record, **wish.validated_data, actor=request.user, at=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class PlanItemSerializer(serializers.ModelSerializer):
    """A line of a communication plan."""

    owner: Any = serializers.SlugRelatedField(
        slug_field="public_id",
        queryset=User.objects.none(),
        help_text="By the id of the user.",
    )

    class Meta:
        model = PlanItem
        fields = ["id", "channel", "audience", "cadence_days", "purpose", "owner"]
        read_only_fields = ["id"]

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        fields["owner"].queryset = staff()
        return fields


class PlanDoor(GenericAPIView):
    """The communication plan of a customer, for whoever works for the provider."""

    permission_classes = [HasScope]
    read_scope = Scope.RECORDS_READ
    write_scope = Scope.RECORDS_WRITE
    serializer_class = PlanItemSerializer
    queryset = PlanItem.objects.none()

    def get_queryset(self) -> QuerySet[PlanItem]:
        rows = PlanItem.objects.select_related("owner")
        return rows.filter(
            customer__in=seen_from_within(self.request.user).values("pk"),
            customer__code=self.kwargs.get("code", ""),
        )

    def of(self, *, to_change: bool) -> Customer:
        """The customer of the address: 404 where it may not be seen, 403 where only that."""
        row = get_object_or_404(seen_from_within(self.request.user), code=self.kwargs["code"])
        if to_change and not managed_by(self.request.user).filter(pk=row.pk).exists():
            raise PermissionDenied
        return row

    def keep(self, item: PlanItem, data: Any, *, partial: bool) -> PlanItem:
        """Write what the caller said onto the line."""
        wish = PlanItemSerializer(item, data=data, partial=partial)
        wish.is_valid(raise_exception=True)
        for name, value in wish.validated_data.items():
            setattr(item, name, value)
        return save_plan_item(item=item, actor=self.request.user, at=timezone.now())


class Plan(ListModelMixin, PlanDoor):
    @extend_schema(summary="Read a communication plan", tags=["customers"])
    def get(self, request: Request, code: str) -> Response:
        self.of(to_change=False)
        return self.list(request)

    @extend_schema(
        summary="Add a line to a plan", tags=["customers"], responses={201: PlanItemSerializer}
    )
    def post(self, request: Request, code: str) -> Response:
        item = PlanItem(customer=self.of(to_change=True))
        kept = self.keep(item, request.data, partial=False)
        return Response(PlanItemSerializer(kept).data, status.HTTP_201_CREATED)


class PlanDetail(PlanDoor):
    @extend_schema(summary="Read a line of a plan", tags=["customers"])
    def get(self, request: Request, code: str, line: uuid.UUID) -> Response:
        return Response(PlanItemSerializer(get_object_or_404(self.get_queryset(), pk=line)).data)

    @extend_schema(summary="Change a line of a plan", tags=["customers"])
    def patch(self, request: Request, code: str, line: uuid.UUID) -> Response:
        self.of(to_change=True)
        item = get_object_or_404(self.get_queryset(), pk=line)
        return Response(PlanItemSerializer(self.keep(item, request.data, partial=True)).data)

    @extend_schema(summary="Remove a line of a plan", tags=["customers"], responses={204: None})
    def delete(self, request: Request, code: str, line: uuid.UUID) -> Response:
        self.of(to_change=True)
        item = get_object_or_404(self.get_queryset(), pk=line)
        remove_plan_item(item=item, actor=request.user, at=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)
