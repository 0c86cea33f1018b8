"""The registers of money and use: what each keeps, by which key, and what a table may tell of it.

Page, API and import of one register share its entry here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.imports.fields import Field, Form
from portfolio.models import (
    CompetitorPrice,
    CostFact,
    ExchangeRate,
    Price,
    RevenueFact,
    UsageFact,
)


@dataclass(frozen=True)
class Register:
    """One register: `keys` make a row the same row again, `values` may change.

    `of_everybody` says that a row may stand for no customer, or that customers have no part in it;
    such rows are written by those who manage all customers.
    """

    key: str
    model: type[models.Model]
    title: Any
    one: Any
    keys: tuple[str, ...]
    values: tuple[str, ...]
    columns: tuple[Field, ...]
    of_everybody: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Every field that is told of a row."""
        return self.keys + self.values

    @property
    def has_customer(self) -> bool:
        return "customer" in self.names

    @property
    def is_monthly(self) -> bool:
        return "month" in self.keys

    @property
    def keeps_origin(self) -> bool:
        """Whether a row says how and when it came in."""
        return any(field.name == "origin" for field in self.model._meta.fields)


_MONTH = Field(
    "month",
    _("Month"),
    Form.MONTH,
    is_required=True,
    synonyms=("period", "bulan", "periode", "masa", "date", "tanggal"),
    hint=_("2026-10, 10/2026, Oct 2026, or any day of it."),
)
_CUSTOMER = Field(
    "customer",
    _("Customer"),
    is_required=True,
    synonyms=("customer code", "unit", "account", "client", "pelanggan", "kode pelanggan"),
    hint=_("Code or name of the customer or unit."),
)
_ANY_CUSTOMER = Field(
    "customer",
    _("Customer"),
    synonyms=_CUSTOMER.synonyms,
    hint=_("Code or name; empty for everybody."),
)
_SERVICE = Field(
    "service",
    _("Service"),
    is_required=True,
    synonyms=("service code", "product", "layanan", "kode layanan", "produk"),
    hint=_("Code or name of the service."),
)
_AMOUNT = Field(
    "amount",
    _("Amount"),
    Form.NUMBER,
    is_required=True,
    synonyms=("value", "total", "price", "cost", "revenue", "jumlah", "nilai", "harga", "biaya"),
)
_CURRENCY = Field(
    "currency",
    _("Currency"),
    synonyms=("ccy", "mata uang", "valuta"),
    hint=_("Three capital letters, such as IDR; empty: the customer's own."),
)
_UNIT = Field(
    "unit",
    _("Counted in"),
    is_required=True,
    synonyms=("unit of measure", "uom", "satuan"),
    hint=_("User, transaction, site …"),
)
_PRICED_UNIT = Field(
    "unit",
    _("Charged for each"),
    synonyms=("unit of measure", "uom", "satuan", "per"),
    hint=_("Empty: a month as a whole."),
)
_CURRENCY_NEEDED = Field("currency", _("Currency"), is_required=True, synonyms=_CURRENCY.synonyms)

REVENUE = Register(
    "revenue",
    RevenueFact,
    _("Revenue"),
    _("Revenue of a month"),
    ("customer", "service", "month", "kind"),
    ("amount", "currency"),
    (
        _MONTH,
        _CUSTOMER,
        _SERVICE,
        _AMOUNT,
        _CURRENCY,
        Field(
            "kind",
            _("Kind"),
            synonyms=("type", "jenis"),
            hint=_("“actual” or “notional”; empty: notional for internal customers."),
        ),
    ),
)
COSTS = Register(
    "costs",
    CostFact,
    _("Cost to serve"),
    _("Cost of a month"),
    ("customer", "service", "month"),
    ("amount", "currency"),
    (_MONTH, _CUSTOMER, _SERVICE, _AMOUNT, _CURRENCY),
)
USAGE = Register(
    "usage",
    UsageFact,
    _("Use"),
    _("Use in a month"),
    ("customer", "service", "month", "unit"),
    ("quantity",),
    (
        _MONTH,
        _CUSTOMER,
        _SERVICE,
        Field(
            "quantity",
            _("Quantity"),
            Form.NUMBER,
            is_required=True,
            synonyms=("usage", "volume", "count", "amount", "jumlah", "pemakaian"),
        ),
        _UNIT,
    ),
)
RATES = Register(
    "rates",
    ExchangeRate,
    _("Exchange rates"),
    _("Exchange rate of a month"),
    ("currency", "month", "into"),
    ("rate",),
    (
        _MONTH,
        _CURRENCY_NEEDED,
        Field(
            "rate",
            _("Rate"),
            Form.NUMBER,
            is_required=True,
            synonyms=("exchange rate", "kurs", "nilai tukar"),
            hint=_("What one unit of the currency is worth in the reporting currency."),
        ),
    ),
    of_everybody=True,
)
PRICES = Register(
    "prices",
    Price,
    _("Prices"),
    _("Price"),
    ("service", "customer", "unit", "valid_from"),
    ("amount", "currency", "minimum", "valid_until"),
    (
        _SERVICE,
        _ANY_CUSTOMER,
        _PRICED_UNIT,
        _AMOUNT,
        _CURRENCY_NEEDED,
        Field(
            "minimum",
            _("Committed quantity a month"),
            Form.NUMBER,
            synonyms=("minimum", "commitment", "komitmen"),
        ),
        Field(
            "valid_from",
            _("Valid from"),
            Form.DAY,
            is_required=True,
            synonyms=("from", "start", "berlaku mulai", "mulai"),
        ),
        Field(
            "valid_until",
            _("Last day included"),
            Form.DAY,
            synonyms=("until", "last day", "end", "berlaku sampai", "sampai"),
            hint=_("Empty: until another price begins."),
        ),
    ),
    of_everybody=True,
)
COMPETITORS = Register(
    "competitors",
    CompetitorPrice,
    _("Competitors' prices"),
    _("Competitor's price"),
    ("competitor", "service", "customer", "unit", "dated_on"),
    ("amount", "currency", "source", "comparability"),
    (
        Field(
            "competitor",
            _("Competitor"),
            is_required=True,
            synonyms=("vendor", "pesaing", "kompetitor"),
        ),
        _SERVICE,
        _ANY_CUSTOMER,
        _PRICED_UNIT,
        _AMOUNT,
        _CURRENCY_NEEDED,
        Field(
            "dated_on",
            _("Known on"),
            Form.DAY,
            is_required=True,
            synonyms=("date", "dated", "tanggal"),
        ),
        Field(
            "source",
            _("Known from"),
            is_required=True,
            synonyms=("origin", "sumber"),
            hint=_("A price list, an offer, a tender …"),
        ),
        Field(
            "comparability",
            _("Comparability"),
            Form.NUMBER,
            is_required=True,
            synonyms=("likeness", "kesetaraan", "keterbandingan"),
            hint=_("5 the same, 3 comparable; 1 and 2 are kept but not compared."),
        ),
    ),
    of_everybody=True,
)

REGISTERS: Sequence[Register] = (REVENUE, COSTS, USAGE, RATES, PRICES, COMPETITORS)
BY_KEY = {register.key: register for register in REGISTERS}
