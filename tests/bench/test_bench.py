"""The bench runs, compares what it says, and writes results of one shape."""

import json
import os
import subprocess
import sys
from urllib.parse import quote

import pytest
from django.db import connection

from tests.architecture.house import ROOT

FIELDS = {"name", "value", "unit", "goal", "met"}


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.django_db  # names the server; the bench makes a database of its own on it
def test_bench_measures_everything_in_small(tmp_path):
    output = tmp_path / "results.json"
    done = subprocess.run(
        [sys.executable, "-m", "bench", "--quick", "--output", str(output)],
        cwd=ROOT,
        env=_environment(connection.settings_dict),
        capture_output=True,
        text=True,
        timeout=1100,
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    rows = json.loads(output.read_text(encoding="utf-8"))
    assert all(set(row) == FIELDS for row in rows)
    names = [row["name"] for row in rows]
    assert len(names) == len(set(names))
    assert {row["name"] for row in rows if row["goal"] is not None} == GOALS
    assert all((row["met"] is None) == (row["goal"] is None) for row in rows)
    assert all(row["value"] >= 0 for row in rows)
    assert all(name in done.stdout for name in names)


GOALS = {
    "bytes.month_of_an_indicator",
    "bytes.version_of_an_outage",
    "calendar.faster_than_businesstimedelta",
    "check.from_period_rows",
    "cycle.1_percent_changed",
    "cycle.1_percent_with_long_history",
    "history.cycle_with_three_years_to_one",
    "month.faster_than_sql_walk",
    "page.overview",
    "page.overview_queries",
    "samples.bytes_archived",
    "samples.columns",
    "samples.rows",
    "samples.rows_to_one_row_a_request",
}


def _environment(connected) -> dict[str, str]:
    user, host = connected["USER"], quote(connected["HOST"], safe="")
    port = f":{connected['PORT']}" if connected["PORT"] else ""
    url = f"postgres://{user}@{host}{port}/postgres"
    return {**os.environ, "DATABASE_URL": url}
