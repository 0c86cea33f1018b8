"""The registers of money for other systems: read, and written idempotently by whole tables."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _t
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import PermissionDenied
from rest_framework.generics import GenericAPIView
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from common.paging import CursorPages
from common.problems import Refusal
from portfolio.api import rows
from portfolio.api.doors import MoneyDoor
from portfolio.models import Origin
from portfolio.operations.remove_record import remove_record
from portfolio.operations.write_records import RecordRefused, write_records
from portfolio.queries import registers
from portfolio.queries.directory import Directory
from portfolio.queries.records import may_write_record, seen_records
from portfolio.queries.register_filters import FILTERS
from portfolio.queries.registers import Register

MAX_ROWS = 5_000


class LatestFirst(CursorPages):
    ordering = ("-pk",)


class RegisterDoor(MoneyDoor, GenericAPIView):
    """What all six registers share."""

    register: ClassVar[Register]
    input_class: ClassVar[type[serializers.Serializer]]
    pagination_class = LatestFirst

    def get_queryset(self) -> QuerySet:
        if getattr(self, "swagger_fake_view", False):
            return self.register.model._default_manager.none()
        return seen_records(self.register, self.request.user)


class RegisterRows(ListModelMixin, RegisterDoor):
    """A register as a list, and rows written into it."""

    @property
    def filterset_class(self) -> Any:
        return FILTERS[self.register.key]

    def get(self, request: Request) -> Response:
        return self.list(request)

    def put(self, request: Request) -> Response:
        if isinstance(request.data, list) and len(request.data) > MAX_ROWS:
            raise Refusal(_t("At most %(limit)d rows at once.") % {"limit": MAX_ROWS})
        wish = self.input_class(data=request.data, many=True)
        wish.is_valid(raise_exception=True)
        taken = write_records(
            register=self.register,
            rows=self._rows(wish.validated_data),
            origin=Origin.API,
            actor=request.user,
            at=timezone.now(),
        )
        return Response({"new": taken.new, "changed": taken.changed, "same": taken.same})

    def _rows(self, said: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Rows with their records in place of codes; every one that names none is told."""
        directory = Directory(self.request.user)
        if not self.register.has_customer and not directory.for_everybody:
            raise PermissionDenied
        found: list[dict[str, Any]] = []
        errors: list[dict[str, Any]] = []
        for place, row in enumerate(said):
            values = dict(row)
            for name in ("customer", "service"):
                if name not in self.register.names:
                    continue
                told = values.get(name) or {}
                record, message = directory.find(name, told.get("code") or "")
                if message:
                    errors.append({"row": place, "field": name, "message": message})
                values[name] = record
            found.append(values)
        if errors:
            raise RecordRefused(errors[0]["message"], field=errors[0]["field"], rows=errors)
        return found


class RegisterRecord(RegisterDoor):
    """One figure of a register."""

    def get(self, request: Request, public_id: Any) -> Response:
        found = get_object_or_404(self.get_queryset(), public_id=public_id)
        return Response(self.get_serializer(found).data)

    def delete(self, request: Request, public_id: Any) -> Response:
        found = get_object_or_404(self.get_queryset(), public_id=public_id)
        if not may_write_record(self.register, found, request.user):
            raise PermissionDenied
        remove_record(record=found, actor=request.user, at=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


_WRITE = (
    f"At most {MAX_ROWS} rows, all or nothing. The same rows again change nothing; a row with a "
    "known key and another figure corrects it, and the history keeps both."
)


def _doors(
    register: Register,
    words: str,
    wish: type[serializers.Serializer],
    kept: type[serializers.Serializer],
) -> tuple[type[RegisterRows], type[RegisterRecord]]:
    """The two addresses of one register, each with its place in the schema."""
    shared = {"register": register, "input_class": wish, "serializer_class": kept}
    name = words.title().replace(" ", "").replace("'", "")

    @extend_schema(tags=["money"], summary=f"List {words}")
    def get(self: Any, request: Request) -> Response:
        return RegisterRows.get(self, request)

    @extend_schema(
        tags=["money"],
        summary=f"Write {words}",
        description=_WRITE,
        request=wish(many=True),
        responses={200: rows.FiguresWrittenSerializer},
    )
    def put(self: Any, request: Request) -> Response:
        return RegisterRows.put(self, request)

    @extend_schema(tags=["money"], summary=f"Read one of {words}", responses={200: kept})
    def read(self: Any, request: Request, public_id: Any) -> Response:
        return RegisterRecord.get(self, request, public_id)

    @extend_schema(tags=["money"], summary=f"Remove one of {words}", responses={204: None})
    def delete(self: Any, request: Request, public_id: Any) -> Response:
        return RegisterRecord.delete(self, request, public_id)

    listed = type(f"{name}Rows", (RegisterRows,), shared | {"get": get, "put": put})
    single = type(f"{name}Record", (RegisterRecord,), shared | {"get": read, "delete": delete})
    return listed, single


DOORS = {
    "revenue": _doors(registers.REVENUE, "revenue", rows.RevenueInput, rows.RevenueSerializer),
    "costs": _doors(registers.COSTS, "costs", rows.CostInput, rows.CostSerializer),
    "usage": _doors(registers.USAGE, "use", rows.UsageInput, rows.UsageSerializer),
    "rates": _doors(registers.RATES, "exchange rates", rows.RateInput, rows.RateSerializer),
    "prices": _doors(registers.PRICES, "prices", rows.PriceInput, rows.PriceSerializer),
    "competitors": _doors(
        registers.COMPETITORS,
        "competitors' prices",
        rows.CompetitorInput,
        rows.CompetitorSerializer,
    ),
}
