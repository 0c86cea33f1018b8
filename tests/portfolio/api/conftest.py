"""Every door here is opened at the same instant."""

import pytest
import time_machine

from tests.cast import NOW


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield
