"""Margin, price index and value ratio, and when there is none."""

import datetime as dt
from fractions import Fraction

from portfolio.engine.comparison import (
    Offer,
    PriceIndex,
    price_index,
    share_kept,
    value_ratio,
)

TODAY = dt.date(2026, 11, 25)


def offer(amount: int, *, comparability: int = 4, days_ago: int = 10) -> Offer:
    return Offer(Fraction(amount), TODAY - dt.timedelta(days=days_ago), comparability)


def test_margin_is_a_share_of_the_price():
    assert share_kept(Fraction(200), Fraction(150)) == Fraction(1, 4)


def test_margin_of_an_unknown_cost_is_unknown():
    assert share_kept(Fraction(200), None) is None


def test_index_is_our_price_in_percent_of_the_median():
    found = price_index(Fraction(110), [offer(80), offer(100), offer(400)], today=TODAY)
    assert found == PriceIndex(Fraction(110), Fraction(100), 3)


def test_index_of_two_takes_their_middle():
    found = price_index(Fraction(90), [offer(80), offer(100)], today=TODAY)
    assert found == PriceIndex(Fraction(100), Fraction(90), 2)


def test_one_comparable_price_is_not_enough():
    offers = [offer(80), offer(100, comparability=2), offer(100, days_ago=366)]
    assert price_index(Fraction(90), offers, today=TODAY) == PriceIndex(None, None, 1)


def test_a_price_a_year_old_still_compares_and_one_of_tomorrow_does_not():
    offers = [offer(80, days_ago=365), offer(100, days_ago=-1)]
    assert price_index(Fraction(90), offers, today=TODAY).count == 1


def test_a_price_without_a_rate_is_not_compared():
    offers = [offer(80), Offer(None, TODAY, 5)]
    assert price_index(Fraction(90), offers, today=TODAY).count == 1


def test_value_ratio_is_worth_by_price():
    assert value_ratio(Fraction(300), Fraction(120)) == Fraction(5, 2)
    assert value_ratio(None, Fraction(120)) is None
    assert value_ratio(Fraction(300), Fraction(0)) is None
