"""Rules as others write them, and what is wrong with those that cannot be read."""

import datetime as dt

import pytest

from slm.engine.recurrence import write_rule
from slm.engine.rule_text import Misread, understand_rule


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("FREQ=WEEKLY;BYDAY=SU", "FREQ=WEEKLY;BYDAY=SU"),
        ("rrule:byday=su,mo;interval=1;freq=weekly", "FREQ=WEEKLY;BYDAY=MO,SU"),
        ("FREQ=MONTHLY;BYDAY=+1SU", "FREQ=MONTHLY;BYDAY=1SU"),
        ("FREQ=MONTHLY;BYDAY=-1FR;INTERVAL=3", "FREQ=MONTHLY;INTERVAL=3;BYDAY=-1FR"),
        ("FREQ=WEEKLY;BYDAY=SU;COUNT=6", "FREQ=WEEKLY;BYDAY=SU;COUNT=6"),
        ("FREQ=WEEKLY;BYDAY=SU;UNTIL=20271231", "FREQ=WEEKLY;BYDAY=SU;UNTIL=20271231T235959"),
        (
            "FREQ=WEEKLY;BYDAY=SU;UNTIL=20271231T170000Z",
            "FREQ=WEEKLY;BYDAY=SU;UNTIL=20271231T235959",
        ),
    ],
)
def test_rule_is_kept_in_one_way_of_writing(text, rule):
    assert write_rule(understand_rule(text)) == rule
    assert write_rule(understand_rule(rule)) == rule


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", ""),
        ("every sunday", ""),
        ("FREQ=DAILY;BYDAY=SU", "FREQ"),
        ("BYDAY=SU", "FREQ"),
        ("FREQ=WEEKLY", "BYDAY"),
        ("FREQ=WEEKLY;BYDAY=1SU", "BYDAY"),
        ("FREQ=MONTHLY;BYDAY=SU", "BYDAY"),
        ("FREQ=MONTHLY;BYDAY=1SU,2MO", "BYDAY"),
        ("FREQ=MONTHLY;BYDAY=5SU", "BYDAY"),
        ("FREQ=WEEKLY;BYDAY=XX", "BYDAY"),
        ("FREQ=WEEKLY;BYDAY=SU;INTERVAL=0", "INTERVAL"),
        ("FREQ=WEEKLY;BYDAY=SU;INTERVAL=53", "INTERVAL"),
        ("FREQ=WEEKLY;BYDAY=SU;COUNT=-1", "COUNT"),
        ("FREQ=WEEKLY;BYDAY=SU;COUNT=1001", "COUNT"),
        ("FREQ=WEEKLY;BYDAY=SU;COUNT=2;UNTIL=20271231", "COUNT"),
        ("FREQ=WEEKLY;BYDAY=SU;UNTIL=20271331", "UNTIL"),
        ("FREQ=WEEKLY;BYDAY=SU;UNTIL=2027", "UNTIL"),
        ("FREQ=WEEKLY;BYDAY=SU;UNTIL=20271231Tx", "UNTIL"),
        ("FREQ=WEEKLY;BYDAY=SU;BYHOUR=2", "BYHOUR"),
        ("FREQ=WEEKLY;BYDAY=SU;BYDAY=MO", "BYDAY"),
    ],
)
def test_misread_rule_names_its_part(text, part):
    with pytest.raises(Misread) as caught:
        understand_rule(text)
    assert caught.value.part == part


def test_until_is_a_day():
    assert understand_rule("FREQ=WEEKLY;BYDAY=SU;UNTIL=20271231").until == dt.date(2027, 12, 31)
