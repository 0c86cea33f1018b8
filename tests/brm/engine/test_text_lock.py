"""Two people write one text: when one would undo the other."""

import pytest

from brm.engine.text_lock import collides, tidy, token


@pytest.mark.parametrize(
    ("stored", "read", "typed", "expected"),
    [
        ("a", "a", "b", False),  # nobody wrote meanwhile
        ("c", "a", "b", True),  # both wrote
        ("c", "a", "a", False),  # only the other wrote
        ("b", "a", "b", False),  # both wrote the same
        ("a", "a", "a", False),
    ],
)
def test_only_two_different_changes_collide(stored, read, typed, expected):
    assert collides(stored=stored, read=read, typed=typed) is expected


def test_line_ends_of_a_browser_are_no_change():
    assert token("one\r\ntwo\r\n") == token("one\ntwo")
    assert tidy(" one\r\ntwo ") == "one\ntwo"


def test_a_text_is_not_mistaken_for_another_one():
    assert token("ab", "c") != token("a", "bc")
