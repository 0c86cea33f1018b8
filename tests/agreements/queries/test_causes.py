"""Why a closed period was restated, in words."""

import pytest
from django.utils.translation import override

from agreements.queries.causes import write_cause


@pytest.mark.parametrize(
    ("cause", "named", "unnamed"),
    [
        ({}, "", ""),
        ({"kind": "facts"}, "facts changed", "facts changed"),
        ({"kind": "facts", "count": 2}, "2 facts changed", "2 facts changed"),
        ({"kind": "hours"}, "the service hours changed", "the service hours changed"),
        (
            {"kind": "late", "fact": "O-1", "of": "outage"},
            "O-1 was reported late",
            "an outage was reported late",
        ),
        (
            {"kind": "corrected", "fact": "O-1", "of": "outage"},
            "O-1 was corrected",
            "an outage was corrected",
        ),
        (
            {"kind": "withdrawn", "fact": "O-1", "of": "outage"},
            "O-1 was withdrawn",
            "an outage was withdrawn",
        ),
        (
            {"kind": "late", "fact": "M-1", "of": "maintenance"},
            "M-1 was reported late",
            "a maintenance or an exclusion changed",
        ),
    ],
)
def test_cause_names_the_fact_only_where_it_may(cause, named, unnamed):
    assert (write_cause(cause), write_cause(cause, named=False)) == (named, unnamed)


def test_cause_is_told_in_the_readers_language():
    with override("id"):
        assert write_cause({"kind": "corrected"}, named=False) == "suatu gangguan dikoreksi"
