"""The signed text has one form and one hash."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.engine.canonical import canonical_json, text_hash

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


def test_keys_are_sorted_without_blanks():
    assert (
        canonical_json({"b": 1, "a": [None, True, "é"]}) == '{"a":[null,true,"é"],"b":1}'.encode()
    )


def test_known_hash():
    assert text_hash({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


def test_composed_and_decomposed_letters_and_line_ends_are_the_same_text():
    assert text_hash({"a": "Caf\u00e9\n"}) == text_hash({"a": "Cafe\u0301\r\n"})


def test_one_letter_more_is_another_text():
    assert text_hash({"a": "99.90"}) != text_hash({"a": "99.900"})


@pytest.mark.parametrize("value", [0.5, {1: "a"}, b"x", {"\u00e9": 1, "e\u0301": 2}])
def test_what_has_no_single_form_is_refused(value):
    with pytest.raises(TypeError):
        canonical_json({"a": value} if not isinstance(value, dict) else value)


@given(st.dictionaries(st.text(alphabet="abc", max_size=3), values, max_size=4))
def test_order_of_writing_does_not_matter(document):
    try:
        first = text_hash(document)
    except TypeError:
        return
    assert text_hash(dict(reversed(document.items()))) == first
