"""Tells fourteen months of revenue, cost and use, and prices of ours and of others."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from accounts.models import User
from brm.models import Customer
from portfolio.engine.months import first_day, month_of
from portfolio.models import Origin, UsageFact
from portfolio.operations.answer_gap import answer_gap
from portfolio.operations.write_records import write_records
from portfolio.queries import registers
from slm.engine.zones import zone
from slm.models import Service

from . import story

MONTHS = 14
# Percent of a usual month, January first: busy before the holidays, quiet after them.
SEASON = (92, 90, 97, 104, 101, 99, 98, 97, 100, 102, 106, 114)


@dataclass(frozen=True, slots=True)
class Stream:
    """What one customer unit buys: use of a usual month, its price, cost and yearly growth.

    `cost` is in percent of revenue; `jump` is the last month's use in percent of what it would be.
    """

    customer: str
    service: str
    unit: str
    quantity: int
    price: str
    cost: int
    growth: int = 6
    currency: str = "IDR"
    minimum: int = 0
    jump: int = 100


STREAMS = (
    Stream("CAKRAWALA-CARD", "PAY-GW", "transaction", 1_450_000, "480", 58, growth=11),
    Stream("CAKRAWALA", "CORE-BNK", "branch", 212, "2350000", 63, growth=2, minimum=200),
    Stream("CAKRAWALA-DIGI", "MOB-API", "user", 318_000, "1150", 55, growth=18),
    Stream("HARAPAN-WARD", "HIS", "bed", 640, "720000", 71, growth=3),
    Stream("HARAPAN-FARM", "ERP", "user", 85, "410000", 66),
    Stream("PURWASARI-LOKET", "ADM-ONL", "document", 46_000, "8500", 74, growth=4, jump=138),
    Stream("RIMBA", "TRK", "shipment", 265_000, "2100", 52, growth=9),
    Stream("ANUGERAH-TOKO", "POS", "till", 1_240, "545000", 61, growth=5),
    Stream("ANUGERAH-GUDANG", "WMS", "order", 188_000, "1250", 57, growth=7, jump=69),
    Stream("SURYA", "ERP", "user", 140, "395000", 82, growth=-6),
    Stream("PELITA", "DATA", "user", 260, "31", 59, growth=8, currency="USD"),
    Stream("MINA", "MAIL", "user", 410, "52000", 69, growth=1),
    Stream("NUSAKARSA", "DESK", "user", 900, "38000", 88, growth=0),
)
# Currency, rupiah for one, and by how much it moved each month.
RATES = (("USD", "16250", "35"), ("EUR", "17680", "20"))
COMPETITORS = (
    ("Gerbang Bayar Sentosa", "PAY-GW", "transaction", "455", 4, 40, "Offer to a retail chain"),
    ("Lintas Dana Prima", "PAY-GW", "transaction", "498", 5, 95, "Published price list"),
    ("Kanal Transaksi Raya", "PAY-GW", "transaction", "430", 3, 180, "Tender of a city bank"),
    ("Toko Sambung", "PAY-GW", "transaction", "360", 2, 20, "Advertisement, no settlement"),
    ("Lacak Cepat", "TRK", "shipment", "1900", 4, 60, "Published price list"),
)


def tell_money(*, at: dt.datetime) -> None:
    """Everything through the verbs, as a relationship manager would bring it."""
    manager = User.objects.get(email=story.PEOPLE[1].email)
    now = month_of(at.astimezone(zone(story.ZONE).info).date())
    months = range(now - MONTHS, now)
    customers = {row.code: row for row in Customer.objects.all()}
    services = {row.code: row for row in Service.objects.all()}
    shared: dict[str, Any] = {"actor": manager, "at": at}
    figures = figures_of(STREAMS, customers, services, now)
    # A licence is paid abroad, and nobody wrote down the euro of its month.
    figures[registers.COSTS][-1] |= {"currency": "EUR", "amount": Decimal(1_400)}
    for register, rows in (
        (registers.RATES, _rates(months)),
        (registers.PRICES, _prices(customers, services, months)),
        (registers.COMPETITORS, _competitors(services, at)),
        *figures.items(),
    ):
        write_records(register=register, rows=rows, origin=Origin.IMPORTED, **shared)
    answer_gap(
        use=UsageFact.objects.get(
            customer__code="ANUGERAH-GUDANG", month=first_day(now - 1), unit="order"
        ),
        words="One warehouse closed for stocktaking; back by the next month. Nothing to do.",
        **shared,
    )


def figures_of(
    streams: Iterable[Stream],
    customers: Mapping[str, Customer],
    services: Mapping[str, Service],
    now: int,
) -> dict[registers.Register, list[dict[str, Any]]]:
    """The rows of use, revenue and cost that these streams wrote in the months before `now`."""
    usage, revenue, costs = [], [], []
    for stream in streams:
        of = {"customer": customers[stream.customer], "service": services[stream.service]}
        for month in range(now - MONTHS, now):
            used = _used(stream, month, now)
            paid = max(used, Decimal(stream.minimum)) * Decimal(stream.price)
            day = {"month": first_day(month)}
            usage.append(of | day | {"unit": stream.unit, "quantity": used})
            revenue.append(of | day | {"amount": paid, "currency": stream.currency})
            costs.append(of | day | {"amount": _cost(stream, paid, month), "currency": "IDR"})
    return {registers.USAGE: usage, registers.REVENUE: revenue, registers.COSTS: costs}


def _used(stream: Stream, month: int, now: int) -> Decimal:
    """Whole units of a month: season, growth, and a little that repeats every seven months."""
    grown = 1_200 + stream.growth * (month - now + MONTHS)
    wobble = 100 + (month * 5 + len(stream.service)) % 7 - 3
    used = stream.quantity * SEASON[month % 12] * grown * wobble // (100 * 1_200 * 100)
    return Decimal(used * stream.jump // 100 if month == now - 1 else used)


def _cost(stream: Stream, paid: Decimal, month: int) -> Decimal:
    """A share of what was paid, in rupiah, that moves by a point from month to month."""
    rupiah = paid if stream.currency == "IDR" else paid * Decimal("16250")
    return (rupiah * (stream.cost + month % 3 - 1) / 100).quantize(Decimal(1))


def _rates(months: range) -> list[dict[str, Any]]:
    return [
        {
            "month": first_day(month),
            "currency": currency,
            "rate": Decimal(rate) + Decimal(step) * (place - MONTHS // 2),
        }
        for currency, rate, step in RATES
        for place, month in enumerate(months)
        if (currency, place) != ("EUR", MONTHS - 1)
    ]


def _prices(
    customers: dict[str, Customer], services: dict[str, Service], months: range
) -> list[dict[str, Any]]:
    """Each customer's own, and what anybody would pay for the two that are compared."""
    since = first_day(months.start)
    own = [
        {
            "service": services[stream.service],
            "customer": customers[stream.customer],
            "unit": stream.unit,
            "amount": Decimal(stream.price),
            "currency": stream.currency,
            "minimum": Decimal(stream.minimum),
            "valid_from": since,
        }
        for stream in STREAMS
    ]
    general = [
        {
            "service": services[service],
            "customer": None,
            "unit": unit,
            "amount": Decimal(price),
            "currency": "IDR",
            "valid_from": since,
        }
        for service, unit, price in (("PAY-GW", "transaction", "510"), ("TRK", "shipment", "2250"))
    ]
    return own + general


def _competitors(services: dict[str, Service], at: dt.datetime) -> list[dict[str, Any]]:
    """One service with enough comparable prices, one with too few."""
    today = at.astimezone(zone(story.ZONE).info).date()
    return [
        {
            "competitor": competitor,
            "service": services[service],
            "customer": None,
            "unit": unit,
            "amount": Decimal(price),
            "currency": "IDR",
            "dated_on": today - dt.timedelta(days=days_ago),
            "source": source,
            "comparability": comparability,
        }
        for competitor, service, unit, price, comparability, days_ago, source in COMPETITORS
    ]
