"""Write figures into a register: what is new is made, what differs is corrected, the rest stays."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from babel.numbers import list_currencies
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.utils.translation import gettext as _

from accounts.models import Installation
from brm.models import Customer
from common.imports.kinds import Written
from common.problems import Refusal
from portfolio.models import ExchangeRate, Origin, Price, RevenueFact
from portfolio.queries.installation_month import today_at
from portfolio.queries.registers import Register

Said = Mapping[str, Any]
BATCH = 1_000


class RecordRefused(Refusal):
    """A figure is not kept as given."""

    code = "figure_refused"


@dataclass
class Taken:
    """What became of the rows, by their place: `errors` are `{row, field, message}`."""

    new: int = 0
    changed: int = 0
    same: int = 0
    errors: list[dict[str, Any]] = field(default_factory=list)
    written: list[Written] = field(default_factory=list)
    records: list[models.Model] = field(default_factory=list)


@transaction.atomic
def write_records(
    *,
    register: Register,
    rows: Sequence[Said],
    origin: Origin,
    actor: Any,
    at: dt.datetime,
    skip_bad: bool = False,
    only_new: bool = False,
) -> Taken:
    """Keep `rows`, each a mapping of the register's fields to values and records.

    The same rows again change nothing, a corrected one changes its record, and the history keeps
    what stood there. With `skip_bad` the rows that are refused are named and the others kept; else
    one bad row refuses all. `only_new` refuses a key that is known. The caller has seen to it that
    `actor` may write these customers.
    """
    _one_at_a_time(register)
    taken = Taken()
    today = today_at(at)
    wanted: dict[tuple[Any, ...], tuple[int, models.Model]] = {}
    for place, said in enumerate(rows):
        try:
            record = _clean(register, said, origin=origin, at=at, today=today)
            key = _key(register, record)
            if key in wanted:
                raise RecordRefused(_("The same figure stands twice."))
        except RecordRefused as refusal:
            _note(taken, place, refusal)
        else:
            wanted[key] = place, record
    known = _known(register, [record for _place, record in wanted.values()])
    made: list[tuple[int, models.Model]] = []
    changed: list[models.Model] = []
    for key, (place, record) in wanted.items():
        stored = known.get(key)
        if stored is None:
            made.append((place, record))
        elif only_new:
            _note(taken, place, RecordRefused(_("This is known already. Open it to correct it.")))
        elif _differs(register, stored, record):
            taken.written.append(_correct(register, stored, record))
            changed.append(stored)
        else:
            taken.same += 1
            taken.records.append(stored)
    if register.model is Price:
        made = _keep_prices(register, made, changed, taken)
    else:
        _keep(register, [record for _place, record in made], changed)
    taken.written = _told_once(
        [
            Written(register.model, record.pk, None, _columns(register, record))
            for _place, record in made
        ]
        + taken.written
    )
    taken.new, taken.changed = len(made), len(changed)
    taken.records += [record for _place, record in made] + changed
    if taken.errors and not skip_bad:
        first = min(taken.errors, key=lambda error: error["row"])
        raise RecordRefused(first["message"], field=first["field"], rows=taken.errors)
    return taken


def _one_at_a_time(register: Register) -> None:
    """Two writers of one register would each make the row that neither sees yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext(%s))", [register.model._meta.db_table]
        )


def _note(taken: Taken, place: int, refusal: RecordRefused) -> None:
    taken.errors.append({"row": place, "field": refusal.field, "message": refusal.message})


def _clean(
    register: Register, said: Said, *, origin: Origin, at: dt.datetime, today: dt.date
) -> models.Model:
    """The record that a row speaks of, unsaved; RecordRefused names the field that is wrong."""
    values = dict(said)
    customer: Customer | None = values.get("customer")
    if register.is_monthly:
        values["month"] = values["month"].replace(day=1)
        if values["month"] > today:
            raise RecordRefused(_("This month has not begun yet."), field="month")
    if register.model is RevenueFact:
        values["kind"] = _kind(values.get("kind") or "", customer)
    if register.model is ExchangeRate:
        values["into"] = Installation.current().reporting_currency
    if "currency" in register.names:
        code = values.get("currency") or (customer.currency if customer else "")
        values["currency"] = _currency(code, register, values)
    if values.get("minimum", 0) is None:
        values["minimum"] = 0
    if register.keeps_origin:
        values |= {"origin": origin, "recorded_at": at}
    record = register.model(**values)
    try:
        record.clean_fields(exclude=["customer", "service"])
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        raise RecordRefused(" ".join(messages), field=name) from error
    _settle_decimals(record)
    if values.get("dated_on") and values["dated_on"] > today:
        raise RecordRefused(_("This day has not come yet."), field="dated_on")
    if values.get("valid_until") and values["valid_until"] <= values["valid_from"]:
        raise RecordRefused(_("It ends before it begins."), field="valid_until")
    return record


def _kind(said: str, customer: Customer | None) -> str:
    """Actual or notional: internal customers are charged notionally unless it is said."""
    is_internal = customer is not None and customer.relation == Customer.Relation.INTERNAL
    if not said:
        return RevenueFact.Kind.NOTIONAL if is_internal else RevenueFact.Kind.ACTUAL
    word = said.strip().casefold()
    words = {kind.value: kind for kind in RevenueFact.Kind} | {
        str(kind.label).casefold(): kind for kind in RevenueFact.Kind
    }
    if word not in words:
        raise RecordRefused(_("Write “actual” or “notional”."), field="kind")
    if words[word] == RevenueFact.Kind.NOTIONAL and not is_internal:
        raise RecordRefused(_("A notional charge is for an internal customer."), field="kind")
    return words[word]


def _currency(said: str, register: Register, values: Said) -> str:
    code = said.strip().upper()
    if code not in list_currencies():
        raise RecordRefused(
            _("Write the currency as three capital letters, such as IDR."), field="currency"
        )
    if register.model is ExchangeRate and code == values["into"]:
        raise RecordRefused(
            _("%(currency)s is the reporting currency itself.") % {"currency": code},
            field="currency",
        )
    return code


def _settle_decimals(record: models.Model) -> None:
    """Give each amount the places that the column has, so that equal amounts are written alike."""
    for column in record._meta.fields:
        value = getattr(record, column.attname)
        if isinstance(column, models.DecimalField) and value is not None:
            places = Decimal(1).scaleb(-column.decimal_places)
            setattr(record, column.attname, Decimal(value).quantize(places))


def _key(register: Register, record: models.Model) -> tuple[Any, ...]:
    return tuple(_column(record, name) for name in register.keys)


def _column(record: models.Model, name: str) -> Any:
    return getattr(record, _attribute(record, name))


def _attribute(record: models.Model, name: str) -> str:
    column: Any = record._meta.get_field(name)
    return column.attname


def _known(
    register: Register, records: Sequence[models.Model]
) -> dict[tuple[Any, ...], models.Model]:
    """The stored records of these keys, locked; one query that may find some more."""
    rows = register.model._default_manager.select_for_update(of=("self",))
    for name in register.keys:
        if name != "customer":  # may be nobody, which no list finds
            rows = rows.filter(**{f"{name}__in": {_column(record, name) for record in records}})
    return {_key(register, row): row for row in rows.order_by()} if records else {}


def _differs(register: Register, stored: models.Model, record: models.Model) -> bool:
    return any(_column(stored, name) != _column(record, name) for name in register.values)


def _correct(register: Register, stored: models.Model, record: models.Model) -> Written:
    before = _columns(register, stored)
    for name in _kept(register):
        setattr(stored, _attribute(stored, name), _column(record, name))
    return Written(register.model, stored.pk, before, _columns(register, stored))


def _kept(register: Register) -> tuple[str, ...]:
    return register.values + (("origin", "recorded_at") if register.keeps_origin else ())


def _columns(register: Register, record: models.Model) -> dict[str, Any]:
    return {name: _column(record, name) for name in _kept(register)}


def _keep(
    register: Register, made: Sequence[models.Model], changed: Sequence[models.Model]
) -> None:
    manager = register.model._default_manager
    manager.bulk_create(list(made), batch_size=BATCH)
    if changed:
        manager.bulk_update(list(changed), list(_kept(register)), batch_size=BATCH)


def _keep_prices(
    register: Register,
    made: list[tuple[int, models.Model]],
    changed: list[models.Model],
    taken: Taken,
) -> list[tuple[int, models.Model]]:
    """Keep prices one by one: a new one ends the open one before it, and none overlap."""
    for price in changed:
        _save(price)
    kept: list[tuple[int, models.Model]] = []
    for place, price in sorted(made, key=lambda pair: _column(pair[1], "valid_from")):
        assert isinstance(price, Price)
        open_before = (
            Price.objects.select_for_update()
            .filter(
                service=price.service_id,
                customer=price.customer_id,
                unit=price.unit,
                valid_until=None,
                valid_from__lt=price.valid_from,
            )
            .order_by("pk")
            .first()
        )
        try:
            with transaction.atomic():
                if open_before is not None:
                    before = _columns(register, open_before)
                    open_before.valid_until = price.valid_from
                    open_before.save()
                _save(price)
        except RecordRefused as refusal:
            _note(taken, place, refusal)
            continue
        if open_before is not None:
            taken.written.append(
                Written(Price, open_before.pk, before, _columns(register, open_before))
            )
        kept.append((place, price))
    for _place, price in kept:
        price.refresh_from_db()  # one of them may have ended another
    return kept


def _told_once(written: Sequence[Written]) -> list[Written]:
    """One entry for each record: as it was first, and as it stands last."""
    found: dict[Any, Written] = {}
    for one in written:
        first = found.get(one.pk)
        if first is None:
            found[one.pk] = one
        elif first.before is not None:
            found[one.pk] = replace(one, before=first.before)
    return list(found.values())


def _save(price: models.Model) -> None:
    try:
        with transaction.atomic():
            price.save()
    except IntegrityError as error:
        raise RecordRefused(
            _("Another price holds during this span. End it first."), field="valid_from"
        ) from error
