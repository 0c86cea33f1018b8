import pytest
from django.template import Context, Template
from django.utils.translation import override

from common.ui.states import state_of


@pytest.mark.parametrize("key", ["at_risk", "at-risk", "At risk", "risk"])
def test_a_state_is_known_by_its_spellings(key):
    assert state_of(key).tone == "risk"


def test_an_unknown_state_is_refused():
    with pytest.raises(KeyError):
        state_of("splendid")


def draw(source: str) -> str:
    return Template(source).render(Context())


def test_a_state_has_icon_word_and_colour():
    assert draw('{% state "missed" %}') == (
        '<span class="state" data-state="missed">'
        '<svg class="icon" aria-hidden="true"><use href="#i-missed"/></svg>Missed</span>'
    )


def test_a_state_may_say_more():
    assert "1 of 4 at risk</span>" in draw('{% state "at_risk" "1 of 4 at risk" %}')


def test_what_goes_on_has_a_pulsing_dot():
    assert draw('{% state "open" %}') == (
        '<span class="state" data-state="missed"><span class="live"></span>Open now</span>'
    )


def test_the_words_are_translated():
    with override("id"):
        assert [str(state_of(key).word) for key in ("met", "at_risk", "missed", "no_data")] == [
            "Tercapai",
            "Terancam",
            "Tidak tercapai",
            "Tanpa data",
        ]
