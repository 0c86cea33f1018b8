"""Writes exact figures in the reader's language; floors what could otherwise flatter.

English groups by a narrow space and uses a decimal point, Indonesian a dot and a comma. Everything
takes int, Decimal or Fraction; a float is refused, because no figure here may depend on one.
"""

from decimal import Decimal
from fractions import Fraction

from babel.numbers import get_currency_precision, get_currency_symbol
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

MISSING = "–"
MINUS = "−"
NO_BREAK = "\N{NO-BREAK SPACE}"
NARROW = "\N{NARROW NO-BREAK SPACE}"

MARKS = {"id": (".", ","), "en": (NARROW, ".")}
Number = int | Decimal | Fraction


def language() -> str:
    """Return the language in use without its region; English when none is active."""
    return (get_language() or "en").split("-")[0]


def _exact(value: Number | str) -> Fraction:
    if isinstance(value, float):
        raise TypeError("a float is not an exact figure; pass int, Decimal or Fraction")
    return Fraction(value)


def _scaled(value: Fraction, decimals: int, *, floor: bool) -> int:
    scaled = value * 10**decimals
    return scaled.__floor__() if floor else round(scaled)


def _grouped(digits: str, mark: str) -> str:
    groups = []
    while digits:
        groups.append(digits[-3:])
        digits = digits[:-3]
    return mark.join(reversed(groups))


def write_number(value: Number | None, decimals: int = 0, *, floor: bool = False) -> str:
    """Return the figure with grouped thousands and `decimals` places, "–" for None.

    Rounds half to even, or down with `floor`.
    """
    if value is None:
        return MISSING
    group, point = MARKS.get(language(), MARKS["en"])
    scaled = _scaled(_exact(value), decimals, floor=floor)
    digits = str(abs(scaled)).rjust(decimals + 1, "0")
    whole, rest = (digits[:-decimals], digits[-decimals:]) if decimals else (digits, "")
    text = _grouped(whole, group) + (point + rest if rest else "")
    return (MINUS if scaled < 0 else "") + text


def write_percent(share: Number | None, decimals: int = 3) -> str:
    """Return a share (0 to 1) as a percentage, floored: 99.9999 % is never shown as 100.

    "No data" for None, since nothing measured is not 100 %.
    """
    if share is None:
        return _("No data")
    return write_number(_exact(share) * 100, decimals, floor=True) + NO_BREAK + "%"


def share_of(part: Number, whole: Number) -> Fraction | None:
    """Return part ÷ whole as an exact share, None when there is no whole."""
    return _exact(part) / _exact(whole) if whole else None


def write_money(amount: Number | None, currency: str, *, decimals: int | None = None) -> str:
    """Return an amount with its currency in front: `Rp 17 280 000`, in Indonesian `Rp 17.280.000`.

    `decimals` defaults to the currency's minor unit, left out when the amount is whole.
    """
    if amount is None:
        return MISSING
    exact = _exact(amount)
    if decimals is None:
        decimals = 0 if exact.denominator == 1 else get_currency_precision(currency)
    return f"{currency_sign(currency)}{NO_BREAK}{write_number(exact, decimals)}"


def write_money_short(amount: Number | None, currency: str) -> str:
    """Return an amount in thousands, millions or billions with one decimal: `Rp 86.4 m`.

    In Indonesian rb, jt, M and T.
    """
    if amount is None:
        return MISSING
    exact = _exact(amount)
    sizes = (
        (10**12, pgettext("amount", "tn")),
        (10**9, pgettext("amount", "bn")),
        (10**6, pgettext("amount", "m")),
        (10**3, pgettext("amount", "k")),
    )
    for size, word in sizes:
        # Compared after rounding, so that 999 960 becomes 1.0 m and not 1 000.0 k.
        if round(abs(exact) * 10_000 / size) >= 10_000:
            figure = write_number(exact / size, 1)
            return f"{currency_sign(currency)}{NO_BREAK}{figure}{NO_BREAK}{word}"
    return write_money(amount, currency)


def currency_sign(currency: str) -> str:
    """Return Rp for rupiah in every language, else the language's own sign for the currency."""
    if currency == "IDR":
        return "Rp"
    return get_currency_symbol(currency, locale=language())


def write_size(octets: int) -> str:
    """Return a size in bytes, kB or MB (powers of ten)."""
    for size, unit in ((10**9, "GB"), (10**6, "MB"), (10**3, "kB")):
        if octets >= size:
            return f"{write_number(Decimal(octets) / size, 1)}{NO_BREAK}{unit}"
    return f"{write_number(octets)}{NO_BREAK}B"
