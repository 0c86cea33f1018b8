"""What customers are worth, for other systems of the provider (R43)."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from common.paging import CursorPages
from portfolio.api.doors import MoneyDoor
from portfolio.api.rows import ValueSerializer
from portfolio.models import CustomerValue


class LatestFirst(CursorPages):
    ordering = ("-month", "-pk")


class CustomerValues(MoneyDoor, ListModelMixin, GenericAPIView):
    serializer_class = ValueSerializer
    queryset = CustomerValue.objects.none()
    pagination_class = LatestFirst
    write_scope = None

    def get_queryset(self) -> QuerySet[CustomerValue]:
        if getattr(self, "swagger_fake_view", False):
            return CustomerValue.objects.none()
        return CustomerValue.objects.visible_to(self.request.user).select_related("customer")

    @extend_schema(summary="Kept values of customers, the latest first", tags=["money"])
    def get(self, request: Request) -> Response:
        return self.list(request)
