from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils.translation import override

from common.ui.numbers import (
    share_of,
    write_money,
    write_money_short,
    write_number,
    write_percent,
    write_size,
)

NARROW = "\u202f"
HARD = "\xa0"


@pytest.mark.parametrize(
    ("value", "decimals", "english", "indonesian"),
    [
        (0, 0, "0", "0"),
        (999, 0, "999", "999"),
        (2095848, 0, f"2{NARROW}095{NARROW}848", "2.095.848"),
        (Decimal("-1152"), 1, f"−1{NARROW}152.0", "−1.152,0"),
        (Fraction(1, 3), 3, "0.333", "0,333"),
        (Fraction(-1, 1000), 2, "0.00", "0,00"),
        (None, 2, "–", "–"),
    ],
)
def test_a_number_is_written_in_the_readers_language(value, decimals, english, indonesian):
    with override("en"):
        assert write_number(value, decimals) == english
    with override("id"):
        assert write_number(value, decimals) == indonesian


def test_a_float_is_refused():
    with pytest.raises(TypeError, match="float"):
        write_number(0.1)


def test_almost_all_is_not_all():
    assert write_percent(Fraction(9_999_999, 10_000_000)) == f"99.999{HARD}%"


def test_all_is_all():
    assert write_percent(1, 2) == f"100.00{HARD}%"


def test_nothing_measured_is_no_data():
    assert share_of(0, 0) is None
    assert write_percent(share_of(0, 0)) == "No data"


@pytest.mark.parametrize(
    ("amount", "currency", "english", "indonesian"),
    [
        (17_280_000, "IDR", f"Rp{HARD}17{NARROW}280{NARROW}000", f"Rp{HARD}17.280.000"),
        (
            Decimal("1250000.50"),
            "IDR",
            f"Rp{HARD}1{NARROW}250{NARROW}000.50",
            f"Rp{HARD}1.250.000,50",
        ),
        (Decimal("12.5"), "EUR", f"€{HARD}12.50", f"€{HARD}12,50"),
        (100, "JPY", f"¥{HARD}100", f"JP¥{HARD}100"),
        (None, "IDR", "–", "–"),
    ],
)
def test_money_stands_behind_its_currency(amount, currency, english, indonesian):
    with override("en"):
        assert write_money(amount, currency) == english
    with override("id"):
        assert write_money(amount, currency) == indonesian


@pytest.mark.parametrize(
    ("amount", "english", "indonesian"),
    [
        (86_400_000, "86.4 m", "86,4 jt"),
        (18_400_000_000, "18.4 bn", "18,4 M"),
        (999_960, "1.0 m", "1,0 jt"),
        (-1_152_000_000, "−1.2 bn", "−1,2 M"),
        (950, "950", "950"),
    ],
)
def test_short_money_uses_the_languages_own_words(amount, english, indonesian):
    with override("en"):
        assert write_money_short(amount, "IDR") == f"Rp {english}".replace(" ", HARD)
    with override("id"):
        assert write_money_short(amount, "IDR") == f"Rp {indonesian}".replace(" ", HARD)


def test_a_size_is_in_powers_of_ten():
    assert [write_size(n) for n in (0, 999, 1000, 2_500_000)] == [
        f"0{HARD}B",
        f"999{HARD}B",
        f"1.0{HARD}kB",
        f"2.5{HARD}MB",
    ]
