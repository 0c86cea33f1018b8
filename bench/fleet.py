"""Measure an installation that `manage.py seed_demo --size N` filled: `python -m bench.fleet`.

Run it on the machine of the database while nothing else does; it writes a few facts and changes
nothing that is there. A tick must stay below a second, the overview below 150 ms and 25 queries.
"""

import argparse
import datetime as dt
import logging
import os
import sys
from functools import partial
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from bench.results import Results


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench.fleet", description=__doc__)
    parser.add_argument("--times", type=int, default=9, help="how often each is repeated")
    options = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    django.setup()
    logging.disable(logging.WARNING)
    from bench.pages import measure_page
    from bench.results import Results
    from config.demo.fleet import is_a_fleet

    if not is_a_fleet():
        print("Nothing to measure: `python manage.py seed_demo --size 10000` comes first.")
        return 1
    results = Results()
    measure_ticks(results, times=options.times)
    measure_page(results, "page.overview_of_all", "/levels/", times=options.times)
    measure_page(results, "page.overview_turned_over", "/levels/?page=9", times=options.times)
    return 1 if any(row.met is False for row in results.rows) else 0


def measure_ticks(results: "Results", *, times: int) -> None:
    """A tick each minute with what a minute brings, and one in which one of a hundred changed."""
    import numpy as np
    from django.utils import timezone

    from agreements.operations.tick import tick
    from bench.results import once_ms
    from config.demo.fleet import go_on_with_fleet, happen, sudden_outages
    from slm.models import Indicator

    at = timezone.now().replace(microsecond=0)
    go_on_with_fleet(at=at)
    tick(at=at)
    usual, busy = [], []
    changed = max(1, Indicator.objects.count() // 100)
    for _minute in range(times):
        at += dt.timedelta(minutes=1)
        go_on_with_fleet(at=at)
        usual.append(once_ms(partial(tick, at=at)))
        at += dt.timedelta(minutes=1)
        happen(sudden_outages(changed, since_at=at - dt.timedelta(minutes=1), at=at))
        busy.append(once_ms(partial(tick, at=at)))
    results.at_most("tick.of_a_minute", float(np.median(usual)), "ms", 1_000)
    results.at_most("tick.1_percent_changed", float(np.median(busy)), "ms", 1_000)
    results.add("tick.1_percent_changed_slowest", max(busy), "ms")


if __name__ == "__main__":
    sys.exit(main())
