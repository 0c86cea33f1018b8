"""Measure and compare: `python -m bench [--quick] [--indicators N] [--output FILE]`.

A database of its own is made on the server that the settings name, filled, and dropped again.
Everything that is compared is measured in the same run. Goals in milliseconds are stretched by a
calibration: the same sort and loop took 28 ms where the goals were set.
"""

import argparse
import datetime as dt
import logging
import os
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from bench.results import Results


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is made and measured."""

    indicators: int = 10_000
    months: int = 12
    more_months: int = 24
    times: int = 9
    series: int = 200
    samples: int = 5_000
    rows: int = 20_000
    single: int = 40
    queries: int = 1_000_000
    by_library: int = 30


QUICK = Sizes(
    indicators=60,
    months=2,
    more_months=2,
    times=2,
    series=5,
    samples=200,
    rows=100,
    single=3,
    queries=10_000,
    by_library=2,
)
# A month in which the clocks change, looked at in the middle of a working day.
AT = dt.datetime(2026, 10, 30, 12, tzinfo=dt.UTC)


def measure(sizes: Sizes) -> "Results":
    """Fill the current database and measure; it is expected to be empty."""
    # Not before the settings are known.
    from bench.calendars import measure_calendars
    from bench.ingestion import measure_ingestion
    from bench.levels import measure_check, measure_cycles, measure_history, measure_month
    from bench.pages import measure_overview
    from bench.population import fill_facts, make_fleet, make_promises, watch_months
    from bench.results import Results
    from bench.sizes import measure_sizes
    from config.demo.bulk import settle

    results = Results()
    measure_calendars(results, queries=sizes.queries, by_library=sizes.by_library)
    measure_overview(results, at=AT)
    measure_ingestion(
        results,
        series=sizes.series,
        samples=sizes.samples,
        rows=sizes.rows,
        single=sizes.single,
    )
    fleet = make_fleet(indicators=sizes.indicators, months=sizes.months, at=AT)
    fill_facts(fleet, start_at=fleet.start_at, end_at=AT)
    settle()
    watch_months(fleet, start_at=fleet.start_at, end_at=AT)
    settle()
    measure_sizes(results)
    measure_month(results, fleet, times=sizes.times)
    running = AT.replace(day=1, hour=0) - dt.timedelta(hours=2)
    make_promises(fleet, from_at=running)
    measure_check(results, fleet, times=sizes.times)
    measure_cycles(results, fleet, times=sizes.times, name="_changed")
    measure_history(results, fleet, more_months=sizes.more_months, times=sizes.times)
    return results


def _set_up_planner() -> None:
    """Set the database as the servers that the product brings along are set (config.embedded)."""
    from django.db import connection

    from config.embedded.server import SETTINGS

    name = connection.ops.quote_name(connection.settings_dict["NAME"])
    with connection.cursor() as cursor:
        for setting in ("jit", "random_page_cost"):
            cursor.execute(f"ALTER DATABASE {name} SET {setting} = {SETTINGS[setting]}")
    connection.close()


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="tiny sizes: does it run at all")
    parser.add_argument("--output", type=Path, default=Path(__file__).with_name("results.json"))
    parser.add_argument("--indicators", type=int, help="size of the fleet (10 000)")
    options = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    django.setup()
    logging.disable(logging.WARNING)
    from django.db import connection

    connection.settings_dict["TEST"]["NAME"] = f"bench_{os.getpid()}"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        _set_up_planner()
        sizes = QUICK if options.quick else Sizes()
        if options.indicators:
            sizes = replace(sizes, indicators=options.indicators)
        results = measure(sizes)
    finally:
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)
    results.write(options.output)
    missed = [row.name for row in results.rows if row.met is False]
    print(f"{len(missed)} goals missed: {', '.join(missed)}" if missed else "Every goal is met.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
