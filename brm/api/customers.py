"""The customer register for other systems (R37)."""

from typing import Any

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
from brm.api.serializers import CustomerInput, CustomerSerializer
from brm.models import Customer
from brm.operations.save_customer import save_customer
from brm.queries.customer_filter import CustomerFilter
from brm.queries.customer_records import customer_records
from brm.queries.customers import managed_by, may_add_customer


class CustomerDoor(GenericAPIView):
    """What both addresses share: whose records, which scope, how a customer is looked up."""

    permission_classes = [HasScope]
    read_scope = Scope.RECORDS_READ
    write_scope = Scope.RECORDS_WRITE
    serializer_class = CustomerSerializer
    queryset = Customer.objects.none()
    lookup_field = "code"

    def get_queryset(self) -> Any:
        return customer_records(self.request.user)

    def get_object(self) -> Any:
        """The customer of the address; where it was merged, the one that it became."""
        merged = Customer.objects.filter(code=self.kwargs["code"], merged_into__isnull=False)
        became = merged.values_list("merged_into", flat=True).first()
        if became is None or self.request.method != "GET":
            return super().get_object()
        return get_object_or_404(self.get_queryset(), pk=became)

    def answer(self, customer: Customer, *, code: int) -> Response:
        """Hand the stored customer out as its reader may see it."""
        record = get_object_or_404(self.get_queryset(), pk=customer.pk)
        return Response(CustomerSerializer(record, context={"request": self.request}).data, code)


class CustomerList(ListModelMixin, CustomerDoor):
    filterset_class = CustomerFilter

    @extend_schema(summary="List the customers you may see", tags=["customers"])
    def get(self, request: Request) -> Response:
        return self.list(request)

    @extend_schema(
        summary="Add a customer",
        tags=["customers"],
        request=CustomerInput,
        responses={201: CustomerSerializer},
    )
    def post(self, request: Request) -> Response:
        if not may_add_customer(request.user):
            raise PermissionDenied
        wish = CustomerInput(data=request.data, context={"request": request})
        wish.is_valid(raise_exception=True)
        customer = save_customer(customer=wish.apply(), actor=request.user, at=timezone.now())
        return self.answer(customer, code=status.HTTP_201_CREATED)


class CustomerDetail(RetrieveModelMixin, CustomerDoor):
    @extend_schema(summary="Read one customer", tags=["customers"])
    def get(self, request: Request, code: str) -> Response:
        return self.retrieve(request)

    @extend_schema(
        summary="Change a customer",
        tags=["customers"],
        request=CustomerInput(partial=True),
        responses={200: CustomerSerializer},
    )
    def patch(self, request: Request, code: str) -> Response:
        record = self.get_object()
        stored = managed_by(request.user).filter(pk=record.pk).select_related("parent").first()
        if stored is None:
            raise PermissionDenied
        wish = CustomerInput(stored, data=request.data, partial=True, context={"request": request})
        wish.is_valid(raise_exception=True)
        customer = save_customer(
            customer=wish.apply(),
            reason=wish.validated_data.get("reason", ""),
            actor=request.user,
            at=timezone.now(),
        )
        return self.answer(customer, code=status.HTTP_200_OK)
