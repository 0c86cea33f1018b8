"""Take uses of services out of the rows of a table."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from agreements.models import ServiceUse
from agreements.operations.save_use import UseRefused, save_use
from brm.queries.writing import may_write, written_by
from common.imports.fields import Field, Form
from common.imports.kinds import ImportKind, Outcome, register_import
from common.imports.plan import ReadRow
from slm.models import Service

KIND = "agreements.uses"
FIELDS = (
    Field(
        "customer_code",
        _("Customer's code"),
        is_required=True,
        synonyms=("customer code", "customer", "unit code", "unit", "kode pelanggan", "pelanggan"),
        hint=_("Code of the customer or unit."),
    ),
    Field(
        "service_code",
        _("Service's code"),
        is_required=True,
        synonyms=("service code", "service", "kode layanan", "layanan"),
    ),
    Field(
        "users",
        _("Users"),
        Form.NUMBER,
        synonyms=("number of users", "pengguna", "jumlah pengguna"),
    ),
    Field("users_on", _("Counted on"), Form.DAY, synonyms=("users as of", "tanggal hitung")),
    Field(
        "criticality",
        _("Criticality"),
        synonyms=("kritikalitas", "tingkat kritis"),
        hint=_("Vital, high, medium or low."),
    ),
    Field("criticality_basis", _("On what ground"), synonyms=("criticality basis", "dasar")),
    Field(
        "hour_cost",
        _("An hour without it"),
        Form.NUMBER,
        synonyms=("cost of an hour", "cost per hour", "biaya per jam", "kerugian per jam"),
    ),
    Field("currency", _("Currency"), synonyms=("mata uang",)),
    Field("hour_cost_basis", _("How that was worked out"), synonyms=("cost basis", "dasar biaya")),
    Field("hour_cost_on", _("Worked out on"), Form.DAY, synonyms=("cost as of",)),
    Field(
        "month_value",
        _("Perceived value a month"),
        Form.NUMBER,
        synonyms=("value per month", "perceived value", "nilai per bulan"),
    ),
    Field("month_value_by", _("Estimated by"), synonyms=("value by", "ditaksir oleh")),
    Field("month_value_on", _("Estimated on"), Form.DAY, synonyms=("value as of",)),
    Field("since_on", _("Used since"), Form.DAY, synonyms=("since", "sejak")),
    Field("last_day", _("Last day included"), Form.DAY, synonyms=("until", "sampai")),
)
_LEVELS = {
    word: level
    for level in ServiceUse.Criticality
    for word in (
        level.value,
        level.value.split("_")[1],
        str(level.label).casefold(),
    )
} | {"sangat penting": "4_vital", "tinggi": "3_high", "sedang": "2_medium", "rendah": "1_low"}


def take_rows(
    *,
    arguments: Mapping[str, Any],
    rows: Sequence[ReadRow],
    actor: Any,
    at: dt.datetime,
    report: Callable[[int, int | None], None],
) -> Outcome:
    """Keep each row as the use of a service by a unit; empty cells change nothing."""
    customers = {row.code: row for row in written_by(actor)}
    services = {row.code: row for row in Service.objects.all()}
    stored = set(
        ServiceUse.objects.filter(customer__in=[row.pk for row in customers.values()]).values_list(
            "customer__code", "service__code"
        )
    )
    labels = {field.name: str(field.label) for field in FIELDS}
    outcome = Outcome()
    made = changed = 0
    for done, row in enumerate(rows, start=1):
        codes = row.values["customer_code"].upper(), row.values["service_code"].upper()
        customer, service = customers.get(codes[0]), services.get(codes[1])
        try:
            if customer is None:
                raise UseRefused(
                    _t("You manage no customer with this code."), field="customer_code"
                )
            if service is None:
                raise UseRefused(_t("There is no service with this code."), field="service_code")
            save_use(customer=customer, service=service, actor=actor, **_told(row.values))
        except UseRefused as refusal:
            field = {"ends_before": "last_day"}.get(refusal.field or "", refusal.field or "users")
            outcome.errors.append(row.error(field, refusal.message, labels.get(field, field)))
            continue
        made, changed = made + (codes not in stored), changed + (codes in stored)
        stored.add(codes)
        if done % 100 == 0:
            report((len(rows) + done) // 2, len(rows))
    outcome.counts = [
        words % {"count": count}
        for count, words in (
            (made, ngettext("%(count)d new use.", "%(count)d new uses.", made)),
            (changed, ngettext("%(count)d said again.", "%(count)d said again.", changed)),
        )
        if count
    ]
    return outcome


def _told(values: Mapping[str, Any]) -> dict[str, Any]:
    """What a row says, under the names of the verb's arguments."""
    told = {
        name: value
        for name, value in values.items()
        if value not in (None, "") and name not in ("customer_code", "service_code", "last_day")
    }
    if values["last_day"]:
        told["ends_before"] = values["last_day"] + dt.timedelta(days=1)
    if "users" in told:
        if told["users"] % 1 or told["users"] < 0:
            raise UseRefused(_t("Users are counted in whole numbers."), field="users")
        told["users"] = int(told["users"])
    if "criticality" in told:
        level = _LEVELS.get(told["criticality"].casefold())
        if level is None:
            raise UseRefused(_t("Write vital, high, medium or low."), field="criticality")
        told["criticality"] = level
    if "currency" in told:
        told["currency"] = told["currency"].upper()
    return told


def register() -> None:
    """Make tables of uses known to the pages of imports and to the worker."""
    register_import(
        ImportKind(
            key=KIND,
            fields=lambda _arguments: FIELDS,
            take=take_rows,
            may=may_write,
            memory=lambda _arguments: "uses",
            title=lambda _arguments: _t("Who uses what"),
            start_url=lambda _arguments: reverse("agreements:use-import"),
            done_url=lambda _arguments: reverse("agreements:use-list"),
        )
    )
