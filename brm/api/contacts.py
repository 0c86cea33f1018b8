"""People at customers for other systems: roles by service and day, analysis, leaving (R38, R83)."""

import uuid
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import PermissionDenied
from rest_framework.generics import GenericAPIView
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.authentication import HasScope
from accounts.models import Scope
from brm.api.contact_rows import (
    AnalysisInput,
    ContactInput,
    ContactSerializer,
    LeaveInput,
    RoleEnd,
    RoleInput,
    RoleSerializer,
)
from brm.models import Contact, ContactRole
from brm.operations.add_contact import add_contact
from brm.operations.analyse_contact import analyse_contact
from brm.operations.change_contact import change_contact
from brm.operations.mark_left import mark_left
from brm.operations.roles import end_role, give_role
from brm.queries.customers import managed_by, seen_from_within


class ContactDoor(GenericAPIView):
    """What the addresses share: whoever works for the provider, and whose people they see."""

    permission_classes = [HasScope]
    read_scope = Scope.RECORDS_READ
    write_scope = Scope.RECORDS_WRITE
    serializer_class = ContactSerializer
    queryset = Contact.objects.none()
    lookup_field = "pk"
    lookup_url_kwarg = "contact"

    def get_queryset(self) -> QuerySet[Contact]:
        seen = seen_from_within(self.request.user).values("pk")
        rows = Contact.objects.filter(customer__in=seen).with_roles(on=timezone.localdate())
        return rows.select_related("person", "customer")

    def managed(self) -> Contact:
        """The contact named in the address, for who may change it."""
        contact = self.get_object()
        if not managed_by(self.request.user).filter(pk=contact.customer_id).exists():
            raise PermissionDenied
        return contact

    def answer(self, contact: Contact, code: int = status.HTTP_200_OK) -> Response:
        """Hand the stored contact out."""
        row = get_object_or_404(self.get_queryset(), pk=contact.pk)
        return Response(ContactSerializer(row).data, code)


class CustomerContacts(ListModelMixin, ContactDoor):
    """The people of one customer's unit."""

    def get_queryset(self) -> QuerySet[Contact]:
        rows = super().get_queryset()
        return rows.filter(customer__code=self.kwargs["code"]) if "code" in self.kwargs else rows

    @extend_schema(summary="List the contacts of a customer", tags=["contacts"])
    def get(self, request: Request, code: str) -> Response:
        get_object_or_404(seen_from_within(request.user), code=code)
        return self.list(request)

    @extend_schema(
        summary="Add a contact",
        tags=["contacts"],
        request=ContactInput,
        responses={201: ContactSerializer},
    )
    def post(self, request: Request, code: str) -> Response:
        customer = get_object_or_404(seen_from_within(request.user), code=code)
        if not managed_by(request.user).filter(pk=customer.pk).exists():
            raise PermissionDenied
        wish = ContactInput(data=request.data)
        wish.is_valid(raise_exception=True)
        contact = add_contact(
            customer=customer, **wish.validated_data, actor=request.user, at=timezone.now()
        )
        return self.answer(contact, status.HTTP_201_CREATED)


class ContactDetail(RetrieveModelMixin, ContactDoor):
    """One contact."""

    @extend_schema(summary="Read one contact", tags=["contacts"])
    def get(self, request: Request, contact: uuid.UUID) -> Response:
        return self.retrieve(request)

    @extend_schema(
        summary="Change a contact",
        description="`parts` are those for all services; the others have their own door.",
        tags=["contacts"],
        request=ContactInput(partial=True),
        responses={200: ContactSerializer},
    )
    def patch(self, request: Request, contact: uuid.UUID) -> Response:
        record = self.managed()
        wish = ContactInput(data=request.data, partial=True)
        wish.is_valid(raise_exception=True)
        person = record.person
        stored: dict[str, Any] = {
            "name": person.name,
            "email": person.email,
            "phone": person.phone,
            "position": record.position,
            "parts": [role.part for role in record.held if role.service_id is None],  # type: ignore[attr-defined]
        }
        change_contact(
            contact=record,
            **(stored | wish.validated_data),
            actor=request.user,
            at=timezone.now(),
        )
        return self.answer(record)


class ContactRoles(ContactDoor):
    """The roles of one contact."""

    write_scope = Scope.RECORDS_WRITE
    read_scope = None

    @extend_schema(
        summary="Give a contact a role",
        tags=["contacts"],
        request=RoleInput,
        responses={201: RoleSerializer},
    )
    def post(self, request: Request, contact: uuid.UUID) -> Response:
        record = self.managed()
        wish = RoleInput(data=request.data)
        wish.is_valid(raise_exception=True)
        values = dict(wish.validated_data)
        role = give_role(
            contact=record,
            part=values["part"],
            service=values.get("service"),
            valid_from=values.get("valid_from"),
            valid_to=values.get("ends_before"),
            actor=request.user,
            at=timezone.now(),
        )
        return Response(RoleSerializer(role).data, status.HTTP_201_CREATED)


class ContactRoleDetail(ContactDoor):
    """One role of a contact."""

    read_scope = None

    @extend_schema(
        summary="End a role",
        tags=["contacts"],
        request=RoleEnd,
        responses={200: RoleSerializer, 204: None},
    )
    def patch(self, request: Request, contact: uuid.UUID, role: uuid.UUID) -> Response:
        record = self.managed()
        held = get_object_or_404(
            ContactRole.objects.select_related("service"), contact=record, pk=role
        )
        wish = RoleEnd(data=request.data)
        wish.is_valid(raise_exception=True)
        ended = end_role(role=held, **wish.validated_data, actor=request.user, at=timezone.now())
        if ended is None:
            return Response(status=status.HTTP_204_NO_CONTENT)
        return Response(RoleSerializer(ended).data)


class ContactAnalysis(ContactDoor):
    """What is thought of a stakeholder."""

    read_scope = None

    @extend_schema(
        summary="Analyse a stakeholder",
        description="All of it is replaced; the same again changes nothing.",
        tags=["contacts"],
        request=AnalysisInput,
        responses={200: ContactSerializer},
    )
    def put(self, request: Request, contact: uuid.UUID) -> Response:
        record = self.managed()
        wish = AnalysisInput(data=request.data)
        wish.fields["reports_to"].queryset = self.get_queryset()  # type: ignore[attr-defined]
        wish.is_valid(raise_exception=True)
        analyse_contact(
            contact=record, **wish.validated_data, actor=request.user, at=timezone.now()
        )
        return self.answer(record)


class ContactLeaving(ContactDoor):
    """A contact leaves."""

    read_scope = None

    @extend_schema(
        summary="Mark a contact as left",
        tags=["contacts"],
        request=LeaveInput,
        responses={200: ContactSerializer},
    )
    def post(self, request: Request, contact: uuid.UUID) -> Response:
        record = self.managed()
        wish = LeaveInput(data=request.data)
        wish.fields["successor"].queryset = self.get_queryset()  # type: ignore[attr-defined]
        wish.is_valid(raise_exception=True)
        mark_left(
            contact=record,
            left_on=wish.validated_data["left_on"],
            successor=wish.validated_data.get("successor"),
            actor=request.user,
            at=timezone.now(),
        )
        return self.answer(record)
