"""Works out each kind of measuring case with the engines: plain inputs in, plain figures out."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

import numpy as np

from agreements.engine import breach, budgets, burn, forecast
from slm.engine import breaks, counters, late, latency, states, workitems
from slm.engine.calendar import Calendar, compile_hours
from slm.engine.hours import Hours, HoursVersion, round_the_clock
from slm.engine.layers import CLAIMED, Layer, Layers, Parts, measure
from slm.engine.level import (
    Level,
    Planned,
    Reading,
    Unknown,
    coverage,
    floored_percent,
    met,
    read_level,
)
from slm.engine.periods import Cadence, PeriodKind, period_of
from slm.engine.spans import spans, union
from slm.engine.zones import zone

Inputs = Mapping[str, Any]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MARGIN = 40 * 86_400
_UNKNOWN = {"exclude": Unknown.EXCLUDED, "good": Unknown.GOOD, "bad": Unknown.BAD}


def instant(text: str, scale: int = 1) -> int:
    """An ISO 8601 text as UTC seconds, or milliseconds with scale 1000."""
    return (datetime.fromisoformat(text) - _EPOCH) // (timedelta(seconds=1) / scale)


def clock(text: str) -> int:
    """``HH:MM`` as seconds of the day."""
    hour, minute = text.split(":")
    return int(hour) * 3_600 + int(minute) * 60


def hours(calendar: Inputs) -> Hours:
    """Service hours from the case format, with or without versions."""
    versions = calendar.get("versions", [calendar])
    zones = {version["tz"] for version in versions}
    assert len(zones) == 1, "one zone for life"
    return Hours(
        zones.pop(),
        tuple(
            HoursVersion.of(
                valid_from=instant(version["valid_from"]) if "valid_from" in version else None,
                weekly=[(day, clock(a), clock(b)) for day, a, b in version["weekly"]],
                holidays=[date.fromisoformat(on) for on in version.get("holidays", [])],
                special=[
                    (date.fromisoformat(on), [(clock(a), clock(b)) for a, b in windows])
                    for on, windows in version.get("special", {}).items()
                ],
            )
            for version in versions
        ),
    )


def calendar_of(inputs: Inputs, *instants: int) -> Calendar:
    """The case's calendar, compiled for the instants that matter."""
    agreed = hours(inputs["calendar"]) if "calendar" in inputs else round_the_clock()
    return compile_hours(agreed, min(instants) - _MARGIN, max(instants) + 10 * _MARGIN)


def span_list(pairs: list[list[str | None]], open_end: int, scale: int = 1) -> Any:
    """Spans of a case; an open one lasts to ``open_end``."""
    return spans(
        (instant(start or "", scale), open_end if end is None else instant(end, scale))
        for start, end in pairs
    )


def reading_of(inputs: Inputs) -> Reading:
    """The policies that a case names."""
    return Reading(
        unknown=_UNKNOWN[inputs.get("no_data", "exclude")],
        planned=Planned(inputs.get("planned_as", "out")),
        partial_weight_ppm=inputs.get("partial_weight_ppm", 1_000_000),
        degraded_weight_ppm=inputs.get("degraded_weight_ppm", 0),
    )


def bounds(inputs: Inputs) -> tuple[int, int, int]:
    """Start, end and measured-until of a case's period."""
    start, end = (instant(text) for text in inputs["period"])
    now = instant(inputs["now"]) if inputs.get("now") else end
    return start, end, min(now, end)


def layers_of(inputs: Inputs, open_end: int) -> dict[Layer, Any]:
    """Facts of a case by layer."""
    return {
        layer: span_list(inputs.get(layer.name.lower(), []), open_end)
        for layer in CLAIMED
        if inputs.get(layer.name.lower())
    }


def figures(parts: Parts, inputs: Inputs) -> dict[str, Any]:
    """Every figure that a case may expect of measured parts."""
    reading = reading_of(inputs)
    level = read_level(parts, reading)
    grain = reading.grain
    result = {
        "service_s": parts.service,
        "excluded_s": parts.excluded,
        "planned_s": parts.planned,
        "down_s": parts.down,
        "partial_s": parts.partial,
        "degraded_s": parts.degraded,
        "unknown_s": parts.unknown,
        "good_s": parts.good,
        "measured_s": level.measured // grain,
        "good_total": [level.good, level.measured],
        "percent_floor_4": floored_percent(level),
        "coverage_floor_4": floored_percent(coverage(parts)),
    }
    if "target_ppm" in inputs:
        target = inputs["target_ppm"]
        budget = budgets.budget_if_measured_now(so_far=parts, reading=reading, target_ppm=target)
        result |= {
            "met": met(level, target, strict=inputs.get("comparator") == ">"),
            "budget_total_s": str(budget.allowed),
            "budget_remaining_s": str(budget.remaining),
            "budget_remaining_floor_s": budget.remaining.__floor__(),
            "burn_rate": text(budgets.burn_rate(level, target)),
        }
    return result


def text(fraction: Fraction | None) -> str | None:
    """An exact fraction as ``a/b``."""
    return None if fraction is None else str(fraction)


def availability(inputs: Inputs) -> dict[str, Any]:
    start, end, until = bounds(inputs)
    calendar = calendar_of(inputs, start, end, until)
    parts = measure(
        calendar,
        layers_of(inputs, until),
        start,
        until,
        minimum_break=inputs.get("minimum_break_s", 0),
    )
    return figures(parts, inputs)


def availability_ms(inputs: Inputs) -> dict[str, Any]:
    start, end = (instant(text, 1000) for text in inputs["period"])
    calendar = compile_hours(round_the_clock(), start // 1000 - 1, end // 1000 + 1, 1000)
    layers = {
        layer: span_list(inputs[layer.name.lower()], end, 1000)
        for layer in CLAIMED
        if layer.name.lower() in inputs
    }
    parts = measure(calendar, layers, start, end)
    level = read_level(parts, Reading())
    return {
        "service_ms": parts.service,
        "excluded_ms": parts.excluded,
        "down_ms": parts.down,
        "unknown_ms": parts.unknown,
        "good_total_ms": [level.good, level.measured],
        "percent_floor_4": floored_percent(level),
    }


def samples(inputs: Inputs) -> dict[str, Any]:
    start, end, until = bounds(inputs)
    names = {"up": Layer.GOOD, "down": Layer.DOWN}
    rows = inputs["samples"]
    gap = inputs.get("max_gap_s")
    ordered = states.in_order([instant(at) for at, _ in rows], [names[state] for _, state in rows])
    said = states.held(
        states.compact(ordered, gap), since=min(start, until), now=until, max_gap=gap
    )
    reported = layers_of(inputs, until)
    calendar = calendar_of(inputs, start, end, until)
    layers = {
        layer: union(said.get(layer, spans()), reported.get(layer, spans())) for layer in CLAIMED
    }
    return figures(measure(calendar, layers, start, until), inputs)


def ticket(inputs: Inputs) -> dict[str, Any]:
    opened = instant(inputs["opened"])
    done = instant(inputs["done"]) if inputs.get("done") else None
    now = instant(inputs["now"]) if inputs.get("now") else done
    assert now is not None
    pauses = tuple(
        (instant(start), None if end is None else instant(end))
        for start, end in inputs.get("pauses", [])
    )
    calendar = calendar_of(inputs, opened, now, *(start for start, _ in pauses))
    item = workitems.WorkItem(opened, done, pauses)
    timing = workitems.time_item(calendar, item, inputs["target_s"], now)
    return {
        "elapsed_s": timing.elapsed,
        "remaining_s": timing.remaining,
        "within": timing.within,
        "final": timing.final,
        "deadline": None if timing.deadline is None else shown(calendar, timing.deadline),
    }


def shown(calendar: Calendar, at: int) -> str:
    return calendar.zone.datetime_at(at).isoformat()


def latency_share(inputs: Inputs) -> dict[str, Any]:
    start, end, _ = bounds(inputs)
    rows = inputs["samples_ms"]
    at = np.array([instant(when) for when, _ in rows], dtype=np.int64)
    value = np.array([ms for _, ms in rows], dtype=np.int64)
    counted = latency.counted(
        calendar_of(inputs, start, end, *at.tolist()),
        at,
        start=start,
        end=end,
        protected=span_list(inputs.get("excluded", []) + inputs.get("planned", []), end),
    )
    level = latency.within(value[counted], inputs["threshold_ms"])
    return {
        "good_total": [level.good, level.measured],
        "percent_floor_4": floored_percent(level),
        "p50_nearest_rank_ms": latency.percentile(value[counted], 500_000),
        "p95_nearest_rank_ms": latency.percentile(value[counted], 950_000),
        "p99_nearest_rank_ms": latency.percentile(value[counted], 990_000),
        "met": met(level, inputs.get("target_ppm", 0)),
    }


def counter(inputs: Inputs) -> dict[str, Any]:
    start, end, _ = bounds(inputs)
    rows = next(inputs[name] for name in ("counters", "samples", "readings") if name in inputs)
    at, good, total = zip(*rows, strict=True) if rows else ((), (), ())
    level = counters.counted(
        counters.increases([instant(when) for when in at], good, total), start, end
    )
    return {
        "good_total": [level.good, level.measured],
        "percent_floor_4": floored_percent(level),
        "met": met(level, inputs.get("target_ppm", 0)),
    }


def period_bounds(inputs: Inputs) -> dict[str, Any]:
    where = zone(inputs["tz"])
    cadence = Cadence(
        PeriodKind(inputs["period"]),
        first_weekday=inputs.get("first_weekday", 0),
        first_month=inputs.get("first_month", 1),
        anchor_on=date.fromisoformat(inputs["anchor"]) if "anchor" in inputs else None,
        rolling_days=inputs.get("days"),
    )
    period = period_of(cadence, date.fromisoformat(inputs["contains_date"]), where)
    return {
        "start": where.datetime_at(period.start).isoformat(),
        "end": where.datetime_at(period.end).isoformat(),
        "start_utc": utc(period.start),
        "end_utc": utc(period.end),
        "length_s": period.end - period.start,
    }


def utc(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat().replace("+00:00", "Z")


def budget(inputs: Inputs) -> dict[str, Any]:
    start, end, until = bounds(inputs)
    reading, target = reading_of(inputs), inputs["target_ppm"]
    calendar = calendar_of(inputs, start, end, until)
    known = layers_of(inputs, end)
    protected: Layers = {
        layer: known.get(layer, spans()) for layer in (Layer.EXCLUDED, Layer.PLANNED)
    }
    whole = measure(calendar, protected, start, end)
    so_far = measure(calendar, layers_of(inputs, until), start, until)
    contract = budgets.contract_budget(
        whole=whole, so_far=so_far, reading=reading, target_ppm=target
    )
    level = read_level(so_far, reading)
    at = breach.breach_at(
        calendar, known, start=start, end=end, allowed=contract.allowed, reading=reading
    )
    service = read_level(whole, reading).measured
    ahead = forecast.look_ahead(
        budget=contract, level=level, whole=service, breach_if_lasting_at=at
    )
    return {
        "period_service_s": service,
        "budget_allowed_s": str(contract.allowed),
        "bad_s": int(contract.bad),
        "elapsed_service_s": level.measured,
        "budget_remaining_s": str(contract.remaining),
        "budget_used_fraction": text(contract.used),
        "burn_rate_period": text(budgets.burn_rate(level, target)),
        "forecast_bad_s_linear": text(ahead.bad_linear),
        "forecast_met_linear": ahead.linear_met,
        "best_possible_met": ahead.best_possible_met,
        "breach_at": None if at is None else shown(calendar, at),
    }


def burn_rate(inputs: Inputs) -> dict[str, Any]:
    now, target = instant(inputs["now"]), inputs["target_ppm"]
    reading = reading_of(inputs)
    calendar = calendar_of(inputs, now - max(inputs["windows_s"]), now)
    layers = layers_of(inputs, now)
    levels = {
        window: burn.window_level(calendar, layers, now=now, window=window, reading=reading)
        for window in inputs["windows_s"]
    }
    return {
        "windows": {
            str(window): {
                "bad_s": level.bad,
                "measured_s": level.measured,
                "burn_rate": text(budgets.burn_rate(level, target)),
            }
            for window, level in levels.items()
        },
        "fires": {
            name: burn.fires(
                burn.Pair(name, long, short, Fraction(numerator, denominator)),
                long=levels[long],
                short=levels[short],
                target_ppm=target,
                least=burn.MINIMUM_MEASURED_SECONDS,
            )
            for name, (long, short, numerator, denominator) in inputs["rules"].items()
        },
    }


def late_data(inputs: Inputs) -> dict[str, Any]:
    facts = inputs["facts"]
    names = sorted({fact["id"] for fact in facts})
    results = []
    for as_of in inputs["as_of"]:
        versions = late.known_versions(
            [names.index(fact["id"]) for fact in facts],
            [instant(fact["received"]) for fact in facts],
            as_of=instant(as_of),
            void=[bool(fact.get("void")) for fact in facts],
        )
        known = [facts[index] for index in versions.tolist()]
        seen = {
            **inputs,
            "now": as_of,
            **{
                layer.name.lower(): [
                    [fact["start"], fact["end"]]
                    for fact in known
                    if fact["layer"] == layer.name.lower()
                ]
                for layer in CLAIMED
            },
        }
        results.append({"as_of": as_of, **availability(seen)})
    return {"results": results}


def met_rows(inputs: Inputs) -> dict[str, Any]:
    return {
        "met": [
            met(
                Level(row["good"], row["total"]),
                row["target_ppm"],
                strict=row.get("comparator") == ">",
            )
            for row in inputs["rows"]
        ],
        "percent_floor_4": [
            floored_percent(Level(row["good"], row["total"])) for row in inputs["rows"]
        ],
    }


def reliability(inputs: Inputs) -> dict[str, Any]:
    start, end, until = bounds(inputs)
    found = breaks.reliability(
        calendar_of(inputs, start, end, until),
        layers_of(inputs, until),
        start,
        until,
        minimum_break=inputs.get("minimum_break_s", 0),
        crossing=breaks.Crossing(inputs.get("crossing", "began")),
    )
    return {
        "breaks": found.breaks,
        "down_s": found.down,
        "longest_s": found.longest,
        "mtbf_s": text(found.mtbf),
        "mtrs_s": text(found.mtrs),
        "mtbsi_s": text(found.mtbsi),
    }


KINDS: dict[str, Callable[[Inputs], dict[str, Any]]] = {
    "service_time": availability,
    "calendar_version": availability,
    "availability": availability,
    "availability_ms": availability_ms,
    "samples": samples,
    "ticket": ticket,
    "latency": latency_share,
    "counter": counter,
    "period_bounds": period_bounds,
    "budget": budget,
    "burn_rate": burn_rate,
    "late_data": late_data,
    "met": met_rows,
    "reliability": reliability,
}


def worked_out(case: Mapping[str, Any]) -> dict[str, Any]:
    """What the engines say to a case, as far as the case expects something."""
    return matching(case["expected"], KINDS[case["kind"]](case["inputs"]))


def matching(expected: Mapping[str, Any], found: Mapping[str, Any]) -> dict[str, Any]:
    """The figures that are expected; instants are compared as instants, in any offset."""
    return {key: _like(value, found[key]) for key, value in expected.items()}


def _like(expected: Any, found: Any) -> Any:
    if isinstance(expected, dict) and isinstance(found, dict):
        return {key: _like(value, found.get(key)) for key, value in expected.items()}
    if isinstance(expected, list) and expected and isinstance(expected[0], dict):
        return [_like(a, b) for a, b in zip(expected, found, strict=True)]
    if (
        isinstance(expected, str)
        and isinstance(found, str)
        and "T" in expected
        and expected != found
    ):
        return expected if instant(expected) == instant(found) else found
    return found
