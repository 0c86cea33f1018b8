"""How services and slices, and the records about them, come in and go out."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from slm.models import Service, Slice
from slm.models.maintenance import MAX_REFERENCE
from slm.operations.write_protections import Part

MAX_PARTS = 200
BATCH = "batch"  # stands where a reference would: none may be called so
DECISIONS = ("approve", "refuse")


class PartSerializer(serializers.Serializer):
    """A service, or a slice of it."""

    service = serializers.CharField(max_length=32, help_text="Code of the service.")
    slice = serializers.CharField(
        max_length=32, allow_null=True, default=None, help_text="Code of a slice of the service."
    )


class ReferenceField(serializers.CharField):
    """A source's own name for a record; some words have a meaning in addresses."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=MAX_REFERENCE, **options)

    def to_internal_value(self, data: Any) -> Any:
        reference = super().to_internal_value(data)
        if reference == BATCH or reference.rsplit("/", 1)[-1] in DECISIONS:
            raise serializers.ValidationError(_("No record may be called so."))
        return reference


class DecisionInput(serializers.Serializer):
    """Why it is decided so: kept with the decision."""

    reason = serializers.CharField(max_length=2_000)


class UnknownPart(Exception):
    """A code that nobody knows: `field` and `message`."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field, self.message = field, message


class Parts:
    """The services and slices that some rows name, found in two queries for all of them."""

    def __init__(self, named: Iterable[Mapping[str, Any]]) -> None:
        given = list(named)
        self.services = {
            row.code: row
            for row in Service.objects.filter(code__in={one["service"].upper() for one in given})
        }
        self.slices = {
            (row.service_id, row.code): row
            for row in Slice.objects.filter(
                service__in=self.services.values(),
                code__in={(one["slice"] or "").upper() for one in given},
            )
        }

    def find(self, named: Mapping[str, Any]) -> Part:
        """The part that is named. Raises UnknownPart."""
        service = self.services.get(named["service"].upper())
        if service is None:
            raise UnknownPart(
                "service", _t("There is no service %(code)s.") % {"code": named["service"]}
            )
        if not named["slice"]:
            return Part(service)
        part = self.slices.get((service.pk, named["slice"].upper()))
        if part is None:
            raise UnknownPart(
                "slice",
                _t("%(service)s has no slice %(code)s.")
                % {"service": service.code, "code": named["slice"]},
            )
        return Part(service, part)


def mapping(data: Any) -> Mapping[str, Any]:
    """The body as an object, or 400."""
    if not isinstance(data, Mapping):
        raise serializers.ValidationError(_t("Send one record as an object."))
    return data
