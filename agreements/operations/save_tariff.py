"""Keep a tariff: its cover, what it charges, and from when each price holds."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from agreements.models import Charge, Tariff, TariffItem
from brm.models import Customer
from common.problems import Refusal
from slm.models import Service


class TariffRefused(Refusal):
    """The tariff is not kept as given."""

    code = "tariff_refused"


@transaction.atomic
def create_tariff(
    *, code: str, title: str, customer: Customer | None, currency: str, zone: str, actor: Any
) -> Tariff:
    """A tariff without prices; currency and zone never change, prices are read by them."""
    made = Tariff(code=code, title=title, customer=customer, currency=currency, zone=zone)
    try:
        made.full_clean()
    except ValidationError as error:
        field, texts = next(iter(error.message_dict.items()))
        raise TariffRefused(texts[0], field=field) from error
    made.save()
    return made


@transaction.atomic
def set_price(
    *,
    tariff: Tariff,
    name: str,
    service: Service | None = None,
    per: str = TariffItem.Per.MONTH,
    unit: str = "",
    price: Decimal,
    valid_from: dt.date,
    valid_to: dt.date | None = None,
    actor: Any,
) -> Charge:
    """Let a price hold from a day on; the item is made where it is new.

    The price that is open then ends on that day. `valid_to` is exclusive (decision 24). Days that
    have a price already are refused: what was charged is not charged anew.
    """
    Tariff.objects.select_for_update().get(pk=tariff.pk)
    if price < 0:
        raise TariffRefused(_("A price is not below zero."), field="price")
    if valid_to is not None and valid_to <= valid_from:
        raise TariffRefused(_("It ends before it begins."), field="valid_to")
    if per == TariffItem.Per.UNIT and not unit.strip():
        raise TariffRefused(_("Say what is counted."), field="unit")
    item, made = TariffItem.objects.get_or_create(
        tariff=tariff,
        name=name.strip(),
        defaults={"service": service, "per": per, "unit": unit.strip()},
    )
    if not made:
        last = item.charges.filter(valid_to=None, valid_from__lt=valid_from).first()
        if last is not None:
            last.valid_to = valid_from
            last.save()
    try:
        with transaction.atomic():
            return Charge.objects.create(
                item=item, price=price, valid_from=valid_from, valid_to=valid_to
            )
    except IntegrityError as error:
        raise TariffRefused(
            _("Another price of this item holds during this span."), field="valid_from"
        ) from error


@transaction.atomic
def end_price(*, charge: Charge, valid_to: dt.date, actor: Any) -> Charge:
    """Let a price end on a day, exclusive."""
    locked = Charge.objects.select_for_update().get(pk=charge.pk)
    if valid_to <= locked.valid_from:
        raise TariffRefused(_("It ends before it begins."), field="valid_to")
    if locked.valid_to is not None and valid_to > locked.valid_to:
        raise TariffRefused(_("It ends before that already."), field="valid_to")
    locked.valid_to = valid_to
    locked.save()
    return locked
