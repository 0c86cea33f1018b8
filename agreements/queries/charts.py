"""Figures of agreements as the house's charts."""

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction
from zoneinfo import ZoneInfo

from babel.dates import format_date
from django.utils.translation import gettext as _

from agreements.engine.terms import Terms
from agreements.queries.percents import percent_digits
from agreements.queries.showing import (
    metric_name,
    promise_line,
    promise_words,
    short_text,
    write_reached,
)
from agreements.queries.slam import Cell, Line, SlamTable, asks
from agreements.queries.target_page import DayParts, Occurrence, PeriodPage
from common.db.instants import from_seconds
from common.ui import charts
from common.ui.numbers import language, write_number, write_percent
from common.ui.states import state_of
from common.ui.times import write_day, write_instant, write_span
from slm.engine.metrics import Form, Metric

PPM = 1_000_000


def write_threshold(ppm: int) -> str:
    """A target as the reader writes it, exact: `99.90 %`."""
    return write_percent(Fraction(ppm, PPM), percent_digits(ppm))


def write_minutes(seconds: int | Fraction) -> str:
    """Whole seconds as minutes and seconds, `11:45`, for a chart whose axis is minutes."""
    minutes, rest = divmod(Fraction(seconds).__floor__(), 60)
    return f"{write_number(minutes)}:{rest:02d}"


def slam_chart(table: SlamTable, *, by_service: bool = True) -> charts.Slam:
    """The table drawn: one row a service (or a target), the running month set apart."""
    heads = [_head(month, index == 0) for index, month in enumerate(table.months)]
    return charts.slam(
        heads=heads,
        now_head=(_head(table.month, False)[0], _("so far")),
        rows=[_row(line, by_service=by_service) for line in table.lines],
    )


def _head(month: dt.date, is_first: bool) -> tuple[str, str]:
    year = str(month.year) if is_first or month.month == 1 else ""
    return format_date(month, "MMM", locale=language()), year


def _row(line: Line, *, by_service: bool) -> charts.SlamRow:
    commitment, terms = line.commitment, line.shown.terms
    indicator = commitment.target.indicator
    words = [
        line.service.code if by_service else commitment.target.get_period_display(),
        metric_name(terms),
        indicator.slice.name if indicator.slice else "",
    ]
    budget, text = _budget(line.now)
    titles: dict[int, str] = {}
    return charts.SlamRow(
        name=line.service.name,
        url=commitment.get_absolute_url(),
        note=" · ".join(str(word) for word in words if word),
        promise=write_number(
            Fraction(terms.target_ppm * 100, PPM), percent_digits(terms.target_ppm)
        )
        if terms.form is Form.SHARE
        else promise_line(terms),
        cells=tuple(_cell(cell, titles) for cell in line.cells),
        now=_cell(line.now, titles),
        budget=budget,
        budget_text=text,
    )


def _budget(now: Cell | None) -> tuple[charts.Meter | None, str]:
    """What is left of the contract budget: a bar and its share."""
    if now is None or now.standing is None:
        return None, ""
    if not now.reached.is_measured:
        return None, _("no data")
    contract = now.standing.figures.contract
    if not contract.allowed:
        return None, ""
    left = max(contract.remaining, Fraction(0))
    bar = charts.meter(left, contract.allowed, state=state_of(now.state).tone)
    return bar, write_percent(left / contract.allowed, 0)


def _cell(cell: Cell | None, titles: dict[int, str]) -> charts.SlamCell:
    """One cell; `titles` keeps what is the same for every period of a commitment."""
    if cell is None:
        return charts.SlamCell(state="", title=_("nothing was promised"))
    commitment = cell.commitment
    if not cell.reached.is_measured:
        return charts.SlamCell(state="no_data", title=_("nothing was measured"))
    if commitment.pk not in titles:
        titles[commitment.pk] = _promise_title(cell)
    title = titles[commitment.pk]
    if cell.terms.meaning.counted:
        title += f": {write_reached(cell.terms, cell.reached)}"
    return charts.SlamCell(
        state=cell.state,
        text=short_text(cell.terms, cell.reached),
        coverage=""
        if cell.is_fully_covered
        else write_percent(cell.coverage.share, 0).replace("\xa0", ""),
        url=f"{commitment.get_absolute_url()}?period={cell.label}" if asks(cell) else "",
        title=title,
        restated=cell.is_restated,
    )


def _promise_title(cell: Cell) -> str:
    terms, agreement = cell.terms, cell.commitment.agreement.code
    if terms.metric is Metric.AVAILABILITY:
        return _("%(agreement)s, at least %(target)s") % {
            "agreement": agreement,
            "target": write_threshold(terms.target_ppm),
        }
    return _("%(agreement)s, %(promise)s") % {
        "agreement": agreement,
        "promise": promise_words(terms),
    }


def strip_chart(days: Sequence[DayParts], *, today: dt.date | None) -> charts.Strip:
    """Days side by side; what happened stands in each day's tooltip."""
    return charts.strip(
        [
            charts.StripDay(
                day.day,
                good_seconds=day.good,
                bad_seconds=day.bad,
                excluded_seconds=day.excluded,
                unknown_seconds=day.unknown,
                note=_day_note(day),
            )
            for day in days
        ],
        today=today,
    )


def _day_note(day: DayParts) -> str:
    parts = [
        (day.bad, _("bad")),
        (day.excluded, _("excluded")),
        (day.unknown, _("unknown")),
    ]
    said = [f"{write_span(amount)} {word}" for amount, word in parts if amount] or [_("all good")]
    return f"{write_day(day.day)}: {', '.join(said)}"


def parts_chart(page: PeriodPage) -> charts.Parts:
    """The period so far cut into good, bad, excluded and unknown, as the policies read it."""
    parts = page.figures.parts
    bad = page.figures.bad_seconds
    excluded, unknown = shown_parts(page)
    return charts.parts(
        good=parts.service - bad - excluded - unknown,
        bad=bad,
        excluded=excluded,
        unknown=unknown,
    )


def shown_parts(page: PeriodPage) -> tuple[int, int]:
    """Excluded and unknown seconds that stay apart; what a policy counts good or bad is there."""
    parts, reading = page.figures.parts, page.terms.reading
    excluded = parts.excluded + (0 if str(reading.planned) == "good" else parts.planned)
    return excluded, parts.unknown if str(reading.unknown) == "excluded" else 0


def burn_down_chart(page: PeriodPage, *, zone: str) -> charts.BurnDown | None:
    """The contract budget through the period; None where nothing may be bad at all."""
    figures, verdict = page.figures, page.verdict
    budget = figures.contract
    if not budget.allowed:
        return None
    if figures.is_over:
        budget = figures.if_measured_now if figures.if_measured_now.allowed else budget
    steps = _steps(page.occurrences, figures.terms)
    warned = 1 - Fraction(page.standing.commitment.target.warning_ppm, PPM)
    return charts.burn_down(
        start_at=verdict.period_start_at,
        end_at=verdict.period_end_at,
        now=figures.at,
        allowance_seconds=budget.allowed,
        steps=steps,
        forecasts=_forecasts(page, zone),
        now_label=_("now, %(time)s") % {"time": write_instant(figures.at, zone=zone, form="time")},
        warn_share=warned,
        band_label=_("warning band: last %(share)s of the budget")
        % {"share": write_percent(warned, 0)},
        x_ticks=_ticks(verdict.period_start_at, verdict.period_end_at, zone),
        write=lambda value: write_number(value, 0 if Fraction(value).denominator == 1 else 1),
        unit=_("min"),
    )


def _steps(occurrences: Sequence[Occurrence], terms: Terms) -> list[charts.BurnStep]:
    """One step for each stretch that counted; those of one outage carry its name once."""
    found = []
    for row in occurrences:
        weight = Fraction(terms.reading.bad_weight_ppm(row.layer), PPM)
        for index, (start, end) in enumerate(row.counted.spans):
            label = f"−{write_minutes(row.counted.counted)}" if index == 0 else ""
            found.append(
                charts.BurnStep(
                    start_at=from_seconds(start),
                    end_at=from_seconds(end),
                    seconds=(end - start) * weight,
                    label=label,
                    title=row.reason,
                )
            )
    found.sort(key=lambda step: step.start_at)
    if sum(1 for step in found if step.label) > 8:
        # Where there are many, only the largest are named.
        named = sorted((s.seconds for s in found if s.label), reverse=True)[7]
        found = [
            step
            if step.seconds >= named
            else charts.BurnStep(step.start_at, step.end_at, step.seconds, "", step.title)
            for step in found
        ]
    return found


def _forecasts(page: PeriodPage, zone: str) -> list[charts.BurnForecast]:
    figures = page.figures
    if figures.is_over or not figures.level.measured:
        return []
    if figures.contract.is_overspent(strict=figures.terms.strict):
        return []  # nothing is left to forecast
    remaining = figures.contract.remaining
    found = [
        charts.BurnForecast(
            kind="best",
            left_at_end_seconds=max(remaining, Fraction(0)),
            figure=write_minutes(max(remaining, Fraction(0))),
            words=_("best possible"),
        )
    ]
    if page.pace_used_up_at is not None:
        found.append(
            charts.BurnForecast(
                kind="pace",
                used_up_at=page.pace_used_up_at,
                figure=write_instant(
                    page.pace_used_up_at, zone=zone, form="day_time", with_zone=False
                ),
                words=_("at this pace"),
            )
        )
    elif figures.forecast.bad_linear is not None and figures.contract.bad:
        left = figures.contract.allowed - figures.forecast.bad_linear
        found.append(
            charts.BurnForecast(
                kind="pace",
                left_at_end_seconds=max(left, Fraction(0)),
                figure=write_minutes(max(left, Fraction(0))),
                words=_("at this pace"),
            )
        )
    if page.is_open_outage and page.verdict.breaches_at and page.verdict.breaches_at > figures.at:
        found.append(
            charts.BurnForecast(
                kind="outage",
                used_up_at=page.verdict.breaches_at,
                figure=write_instant(
                    page.verdict.breaches_at, zone=zone, form="time_seconds", with_zone=False
                ),
                words=_("if the outage lasts"),
            )
        )
    return found


def _ticks(start_at: dt.datetime, end_at: dt.datetime, zone: str) -> list[tuple[dt.datetime, str]]:
    """Six evenly spaced days, or hours where the period is short."""
    length = end_at - start_at
    form = "time" if length <= dt.timedelta(days=2) else "date"
    found = []
    for part in range(6):
        at = start_at + length * part / 6
        if form == "time":
            found.append((at, write_instant(at, zone=zone, form="time", with_zone=False)))
            continue
        text = write_day(at.astimezone(ZoneInfo(zone)).date(), year=False)
        found.append((at, text))
    return found
