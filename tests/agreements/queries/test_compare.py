"""What one version says otherwise than another."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from agreements.models import SectionSet, Version
from agreements.operations.add_targets import add_targets
from agreements.operations.copy_version import copy_version
from agreements.operations.save_sections import choose_section_set, save_sections
from agreements.queries.compare import Change, Piece, compare, word_pieces
from tests.agreements.scenes import draft, indicator, round_the_clock, write


def test_words_are_marked_on_both_sides():
    before, after = word_pieces("at least 99.90 % of a month", "at least 99.95 % of a month")
    assert [piece for piece in before if piece.kind != "same"] == [Piece("deleted", "90")]
    assert [piece for piece in after if piece.kind != "same"] == [Piece("inserted", "95")]


@given(st.text(max_size=60), st.text(max_size=60))
def test_pieces_joined_are_the_texts(before, after):
    left, right = word_pieces(before, after)
    assert "".join(piece.text for piece in left) == before
    assert "".join(piece.text for piece in right) == after
    assert [p.text for p in left if p.kind == "same"] == [p.text for p in right if p.kind == "same"]


@pytest.fixture
def versions(db, sari, customer_a):
    agreement = draft(sari, customer_a)
    first = write(agreement, [indicator("PAY"), indicator("CORE", "Core")], sari)
    first = choose_section_set(
        version=first,
        section_set=SectionSet.objects.get(code="SLA-AREA"),
        governing_language="en",
        actor=sari,
    )
    texts = {"scope": "Payments within the country.", "support": "By telephone."}
    first = save_sections(version=first, language="en", texts=texts, none=set(), actor=sari)
    second = copy_version(first, actor=sari)
    return first, second


def test_copy_is_the_same(versions):
    found = compare(*versions)
    assert (found.changed_clauses, found.changed_targets, found.cover) == ([], [], ())


def test_clauses_that_changed_came_and_went(versions, sari):
    first, second = versions
    texts = {"scope": "Payments within Asia.", "support": "", "hours": "Always."}
    second = save_sections(
        version=second, language="en", texts=texts, none={"workload"}, actor=sari
    )
    found = {row.key: row.state for row in compare(first, second).changed_clauses}
    assert found == {
        "scope": "changed",
        "hours": "added",
        "workload": "added",
        "support": "removed",
    }


def test_targets_with_their_old_and_new_values(versions, sari):
    first, second = versions
    second.targets.filter(indicator__service__code="PAY").update(threshold_ppm=999_500)
    second.targets.filter(indicator__service__code="CORE").delete()
    add_targets(
        version=second,
        indicators=[indicator("WEB", "Web")],
        hours=round_the_clock(),
        threshold_ppm=990_000,
        actor=sari,
    )
    found = {row.name.split(",")[0]: row for row in compare(first, second).changed_targets}

    assert {name: row.state for name, row in found.items()} == {
        "Payment gateway": "changed",
        "Web": "added",
        "Core": "removed",
    }
    assert found["Payment gateway"].changes == (
        Change(
            "Promised",
            "≥\N{NO-BREAK SPACE}99.90\N{NO-BREAK SPACE}%",
            "≥\N{NO-BREAK SPACE}99.95\N{NO-BREAK SPACE}%",
        ),
    )


def test_many_targets_take_the_same_queries(versions, sari):
    pks = [row.pk for row in versions]

    def count():
        rows = [
            Version.objects.select_related("agreement", "section_set", "tariff").get(pk=pk)
            for pk in pks
        ]
        with CaptureQueriesContext(connection) as seen:
            compare(*rows)
        return len(seen)

    few = count()
    for number in range(3):
        add_targets(
            version=versions[1],
            indicators=[indicator(f"S-{number}", f"S {number}")],
            hours=round_the_clock(),
            threshold_ppm=990_000,
            actor=sari,
        )
    assert count() == few
