from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from django.utils import timezone
from django.utils.translation import override

from common.ui.times import (
    draw_time,
    title_of,
    write_ago,
    write_day,
    write_instant,
    write_month,
    write_span,
)

AT = datetime(2026, 11, 25, 2, 41, tzinfo=UTC)


def plain(text: str) -> str:
    return str(text).replace("\xa0", " ")


@pytest.mark.parametrize(
    ("form", "english", "indonesian"),
    [
        ("datetime", "25 Nov 2026 09:41 WIB", "25 Nov 2026 09.41 WIB"),
        ("seconds", "25 Nov 2026 09:41:00 WIB", "25 Nov 2026 09.41.00 WIB"),
        ("time", "09:41 WIB", "09.41 WIB"),
        ("day_time", "25 Nov 09:41 WIB", "25 Nov 09.41 WIB"),
        ("date", "25 Nov 2026", "25 Nov 2026"),
        ("long", "Wednesday 25 November 2026, 09:41 WIB", "Rabu 25 November 2026, 09.41 WIB"),
    ],
)
def test_an_instant_is_shown_where_it_counts(form, english, indonesian):
    with override("en"):
        assert plain(write_instant(AT, zone="Asia/Jakarta", form=form)) == english
    with override("id"):
        assert plain(write_instant(AT, zone="Asia/Jakarta", form=form)) == indonesian


@pytest.mark.parametrize(
    ("zone", "word"),
    [
        ("Asia/Makassar", "WITA"),
        ("Asia/Jayapura", "WIT"),
        ("Europe/Berlin", "CET"),
        ("Asia/Dubai", "UTC+4"),
        ("Asia/Kathmandu", "UTC+5:45"),
        ("America/Sao_Paulo", "UTC−3"),
    ],
)
def test_a_zone_has_a_word(zone, word):
    assert plain(write_instant(AT, zone=zone)).endswith(f" {word}")


def test_the_tooltip_gives_the_readers_zone_and_utc():
    with timezone.override("Asia/Makassar"):
        assert plain(title_of(AT)) == "25 Nov 2026 10:41:00 WITA · 25 Nov 2026 02:41:00 UTC"


def test_the_tooltip_says_utc_once():
    with timezone.override("UTC"):
        assert plain(title_of(AT)) == "25 Nov 2026 02:41:00 UTC"


def test_a_time_element_carries_the_exact_instant():
    with timezone.override("UTC"):
        assert plain(draw_time(AT, zone="Asia/Jakarta", form="time")) == (
            '<time datetime="2026-11-25T02:41:00Z" title="25 Nov 2026 02:41:00 UTC">'
            "09:41 WIB</time>"
        )


def test_no_instant_is_a_dash():
    assert draw_time(None) == "–"


def test_an_instant_without_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        write_instant(datetime(2026, 11, 25))  # noqa: DTZ001


def test_an_unknown_form_is_refused():
    with pytest.raises(ValueError, match="fortnight"):
        write_instant(AT, form="fortnight")


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"),
        (48, "48 s"),
        (720, "12 min 00 s"),
        (727, "12 min 07 s"),
        (7200, "2 h 00 min"),
        (5180, "1 h 26 min 20 s"),
        (524_340, "145 h 39 min"),
        (-65, "−1 min 05 s"),
        (Fraction(1, 4), "0.250 s"),
        (None, "–"),
    ],
)
def test_a_length_is_exact(seconds, text):
    with override("en"):
        assert plain(write_span(seconds)) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(259_200, "3 d"), (90_000, "1 d 1 h"), (90_061, "1 d 1 h 01 min 01 s")]
)
def test_a_length_may_count_days(seconds, text):
    assert plain(write_span(seconds, days=True)) == text


def test_a_length_in_indonesian():
    with override("id"):
        assert plain(write_span(5180)) == "1 j 26 mnt 20 dtk"


@pytest.mark.parametrize(
    ("later", "text"),
    [
        (timedelta(seconds=-4), "now"),
        (timedelta(seconds=-40), "40 s ago"),
        (timedelta(minutes=-4, seconds=-59), "4 min ago"),
        (timedelta(hours=2), "in 2 h"),
        (timedelta(days=3), "in 3 days"),
    ],
)
def test_how_far_an_instant_lies(later, text):
    assert plain(write_ago(AT + later, AT)) == text


def test_a_day_and_a_month():
    day = date(2026, 5, 3)
    with override("en"):
        assert (plain(write_day(day)), write_month(day)) == ("3 May 2026", "May 2026")
    with override("id"):
        assert (plain(write_day(day)), write_month(day)) == ("3 Mei 2026", "Mei 2026")
