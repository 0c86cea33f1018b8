"""Why a closed period was restated, in words."""

import pytest
from django.utils.translation import override

from agreements.queries.causes import KINDS, write_cause


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
            "M-1 was entered late",
            "a maintenance was entered late",
        ),
        (
            {"kind": "approved", "fact": "M-1", "of": "maintenance"},
            "M-1 was approved",
            "a maintenance was approved",
        ),
        (
            {"kind": "corrected", "fact": "M-1", "of": "maintenance"},
            "M-1 was corrected",
            "a maintenance was corrected",
        ),
        (
            {"kind": "lapsed", "fact": "M-1", "of": "maintenance"},
            "M-1 no longer counts",
            "a maintenance no longer counts",
        ),
        (
            {"kind": "withdrawn", "fact": "M-1", "of": "maintenance"},
            "M-1 was cancelled",
            "a maintenance was cancelled",
        ),
        (
            {"kind": "late", "fact": "X-1", "of": "exclusion"},
            "X-1 was entered late",
            "an exclusion was entered late",
        ),
        (
            {"kind": "approved", "fact": "X-1", "of": "exclusion"},
            "X-1 was approved",
            "an exclusion was approved",
        ),
        (
            {"kind": "corrected", "fact": "X-1", "of": "exclusion"},
            "X-1 was corrected",
            "an exclusion was corrected",
        ),
        (
            {"kind": "lapsed", "fact": "X-1", "of": "exclusion"},
            "X-1 no longer counts",
            "an exclusion no longer counts",
        ),
        (
            {"kind": "withdrawn", "fact": "X-1", "of": "exclusion"},
            "X-1 was withdrawn",
            "an exclusion was withdrawn",
        ),
        ({"kind": "samples"}, "samples came late", "samples came late"),
        ({"kind": "readings"}, "readings of counters came late", "readings of counters came late"),
        ({"kind": "work_items"}, "work items changed", "work items changed"),
        (
            {"kind": "answers"},
            "answers about satisfaction changed",
            "answers about satisfaction changed",
        ),
        ({"kind": "figures"}, "an entered figure changed", "an entered figure changed"),
    ],
)
def test_cause_names_the_fact_only_where_it_may(cause, named, unnamed):
    assert (write_cause(cause), write_cause(cause, named=False)) == (named, unnamed)


def test_every_kind_has_its_words():
    assert [kind for kind in KINDS if not write_cause({"kind": kind, "fact": "O-1"})] == []


def test_cause_is_told_in_the_readers_language():
    with override("id"):
        assert write_cause({"kind": "corrected"}, named=False) == "suatu gangguan dikoreksi"
