"""Below the doors nobody reads the clock; the linter bites whoever tries."""

import subprocess
import sys

import pytest

from tests.architecture.house import ROOT

READS = [
    "from django.utils import timezone\n\nx = timezone.now()\n",
    "from django.utils import timezone\n\nx = timezone.localdate()\n",
    "import datetime as dt\n\nx = dt.datetime.now(dt.UTC)\n",
    "import datetime as dt\n\nx = dt.datetime.today()\n",
    "import datetime as dt\n\nx = dt.datetime.utcnow()\n",
    "import datetime as dt\n\nx = dt.date.today()\n",
    "from time import time\n\nx = time()\n",
]
BELOW = ["engine/x.py", "models/x.py", "queries/x.py", "operations/x.py", "exports/x.py"]
DOORS = ["pages/x.py", "api/x.py", "admin.py", "receivers.py", "tasks.py"]


def banned(path: str, text: str) -> bool:
    """Whether the linter refuses `text` at `path` for reading the clock."""
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--select=TID251", f"--stdin-filename={path}", "-"],
        cwd=ROOT,
        input=text,
        capture_output=True,
        text=True,
    )
    assert done.returncode in {0, 1}, done.stderr
    return "TID251" in done.stdout


@pytest.mark.parametrize("text", READS)
def test_a_reading_of_the_clock_is_refused(text):
    assert banned("slm/operations/x.py", text)


@pytest.mark.parametrize("place", BELOW)
def test_every_storey_below_the_doors_is_held(place):
    assert banned(f"agreements/{place}", READS[0])


@pytest.mark.parametrize("place", DOORS)
def test_doors_may_read_it(place):
    assert not banned(f"agreements/{place}", READS[0])


def test_nobody_below_reads_it():
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--select=TID251", "--output-format=concise", "."],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout
