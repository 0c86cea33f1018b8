"""Short ways to figures of money for the tests of the portfolio."""

import datetime as dt
from decimal import Decimal

from brm.models import Customer
from portfolio.models import Origin
from portfolio.operations.write_records import write_records
from portfolio.queries import registers
from slm.models import Service
from tests.cast import NOW


def month(back: int) -> dt.date:
    """The first day of the month so many before November 2026."""
    number = 2026 * 12 + 10 - back
    return dt.date(number // 12, number % 12 + 1, 1)


def make_service(code: str = "PAY", name: str = "") -> Service:
    return Service.objects.create(code=code, name=name or code.title())


def write(register, *rows, origin=Origin.ENTERED, at=NOW, **options):
    return write_records(register=register, rows=rows, origin=origin, actor=None, at=at, **options)


def live(
    customer: Customer,
    service: Service,
    *,
    revenue: str = "1000",
    cost: str = "600",
    used: str = "10",
    months: int = 14,
    currency: str = "EUR",
) -> None:
    """The same revenue, cost and use in each of the months behind."""
    of = {"customer": customer, "service": service}
    days = [{"month": month(back)} for back in range(1, months + 1)]
    money = {"currency": currency}
    write(registers.REVENUE, *(of | day | money | {"amount": Decimal(revenue)} for day in days))
    write(registers.COSTS, *(of | day | money | {"amount": Decimal(cost)} for day in days))
    write(
        registers.USAGE,
        *(of | day | {"unit": "user", "quantity": Decimal(used)} for day in days),
    )


def price(service: Service, amount: str, customer: Customer | None = None, **fields) -> None:
    row = {
        "service": service,
        "customer": customer,
        "unit": "user",
        "amount": Decimal(amount),
        "currency": "EUR",
        "valid_from": month(20),
    }
    write(registers.PRICES, row | fields)


def offer(service: Service, competitor: str, amount: str, **fields) -> None:
    row = {
        "competitor": competitor,
        "service": service,
        "customer": None,
        "unit": "user",
        "amount": Decimal(amount),
        "currency": "EUR",
        "dated_on": dt.date(2026, 10, 1),
        "source": "Price list",
        "comparability": 4,
    }
    write(registers.COMPETITORS, row | fields)
