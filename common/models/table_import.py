"""A table on its way in, and how tables of the same origin were read before."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.imports.cells import LengthUnit, Mark, Order

from .file import File


class ImportQuerySet(models.QuerySet["TableImport"]):
    def visible_to(self, user: Any) -> "ImportQuerySet":
        """Imports that `user` began; nobody looks over another's shoulder."""
        return self.filter(created_by=user) if user.is_authenticated else self.none()


class TableImport(models.Model):
    """An uploaded table between its upload and its being taken: file, mapping and settings.

    `columns` are places by the name of a field. `kind` names what is done with it
    (common.imports.kinds), `arguments` are the kind's own.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60)
    arguments = models.JSONField(default=dict)
    file = models.ForeignKey(File, models.CASCADE, null=True, related_name="+")
    head = models.JSONField(default=list)
    row_count = models.PositiveIntegerField(_("rows"), default=0)
    columns = models.JSONField(default=dict)
    date_order = models.CharField(
        _("order of dates"),
        max_length=3,
        blank=True,
        choices=[
            (Order.YEAR_FIRST.value, _("year, month, day: 2026-11-25")),
            (Order.DAY_FIRST.value, _("day, month, year: 25/11/2026")),
            (Order.MONTH_FIRST.value, _("month, day, year: 11/25/2026")),
        ],
    )
    zone = models.CharField(_("zone"), max_length=60, blank=True)
    length_unit = models.CharField(
        _("a bare length counts"),
        max_length=8,
        default=LengthUnit.SECONDS.value,
        choices=[
            (LengthUnit.SECONDS.value, _("seconds")),
            (LengthUnit.MINUTES.value, _("minutes")),
            (LengthUnit.HOURS.value, _("hours")),
        ],
    )
    decimal_mark = models.CharField(
        _("decimal mark"),
        max_length=1,
        default=Mark.POINT.value,
        choices=[
            (Mark.POINT.value, _("a point: 1,250.50")),
            (Mark.COMMA.value, _("a comma: 1.250,50")),
        ],
    )
    is_mapped = models.BooleanField(default=False)
    taken_at = models.DateTimeField(_("imported"), null=True)
    undone_at = models.DateTimeField(_("undone"), null=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    created_at = models.DateTimeField(_("created"))

    objects = ImportQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "id"]
        verbose_name = _("import of a table")
        verbose_name_plural = _("imports of tables")

    def __str__(self) -> str:
        return self.file.name if self.file else str(self.pk)

    def get_absolute_url(self) -> str:
        return reverse(
            "common:import-preview" if self.is_mapped else "common:import", args=[self.pk]
        )


class ImportedRecord(models.Model):
    """A record that an import made or changed, so that the import can be undone as a whole.

    `before` holds the columns that were changed as they were, None where the record was made.
    """

    table_import = models.ForeignKey(TableImport, models.CASCADE, related_name="records")
    model = models.CharField(max_length=80)
    record = models.CharField(max_length=40)
    before = models.JSONField(null=True)
    after = models.JSONField()

    class Meta:
        verbose_name = _("imported record")
        verbose_name_plural = _("imported records")
        constraints = [
            models.UniqueConstraint(
                fields=["table_import", "model", "record"], name="importedrecord_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.record}"


class ImportMemory(models.Model):
    """How tables of one origin were read last: names of columns by field, order, zone, unit."""

    kind = models.CharField(max_length=60)
    origin = models.CharField(max_length=120)
    columns = models.JSONField(default=dict)
    date_order = models.CharField(max_length=3, blank=True)
    zone = models.CharField(max_length=60, blank=True)
    length_unit = models.CharField(max_length=8, blank=True)
    decimal_mark = models.CharField(max_length=1, blank=True, default="")

    class Meta:
        verbose_name = _("memory of imports")
        verbose_name_plural = _("memories of imports")
        constraints = [models.UniqueConstraint(fields=["kind", "origin"], name="importmemory_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.origin}"
