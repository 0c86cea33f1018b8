"""Advice is counted: which sentence is how long, and what a good agreement says (R80, R81)."""

from fractions import Fraction

import pytest

from agreements.engine.well_written import Advice, Promise, advise, sentences_of

GOOD = Promise("Mail", "Letters", "Invoices leave the same day.")
LONG = "Many " + "words " * 34 + "end."


@pytest.mark.parametrize(
    ("text", "lengths"),
    [
        ("", (0, 0, 0)),
        ("One two three. Four five.", (2, 5, 3)),
        ("Open from 08.00 to 17.30, at No. 5 on all days.", (1, 11, 11)),
        ("One line\ngoes on. Another.", (2, 5, 4)),
        ("- Names a contact.\n- Tells peaks a week before.", (2, 8, 5)),
        ("1. first\n2) second thing", (2, 3, 2)),
        ("| Priority | Answer |\n|---|---|\n| 1 | 15 minutes |", (4, 5, 2)),
        ("# Heading\n\n**Bold** words [here](https://example.org/x).", (2, 4, 3)),
        ("Up to **1 200 payments a minute**!", (1, 7, 7)),
        ("Paling banyak 6.000 pendaftaran sehari; data pulih.", (1, 7, 7)),
    ],
)
def test_sentences_are_counted(text, lengths):
    found = sentences_of(text)
    assert (found.count, found.words, found.longest) == lengths


def test_average_is_exact():
    assert sentences_of("One two. Three four five.").average == Fraction(5, 2)


@pytest.mark.parametrize(
    ("text", "is_long"),
    [
        ("word " * 19 + "end.", False),
        ("word " * 20 + "end.", True),
        ("Short one. " * 5 + "Many " + "words " * 33 + "end.", False),
        ("Short one. " * 5 + LONG, True),
    ],
)
def test_long_is_an_average_or_a_single_sentence(text, is_long):
    assert sentences_of(text).is_long is is_long


def test_good_agreement_gets_no_advice():
    assert advise(promises=[GOOD], sections={"Scope": "All of it."}, is_agreed=True) == ()


@pytest.mark.parametrize(
    ("given", "advice"),
    [
        ({"promises": []}, [Advice.NO_SERVICE]),
        ({"promises": [Promise("Mail", " ", "x")]}, [Advice.SERVICE_UNSAID]),
        ({"promises": [Promise("Mail", "x", "")]}, [Advice.NO_OUTCOME]),
        ({"promises": [GOOD, Promise("Mail", "x", " ")]}, [Advice.OUTCOME_UNSAID]),
        ({"is_agreed": False}, [Advice.NOT_AGREED]),
        ({"sections": {"Scope": LONG, "Hours": "Always."}}, [Advice.LONG_SENTENCES]),
    ],
)
def test_each_lack_is_named(given, advice):
    usual = {"promises": [GOOD], "sections": {}, "is_agreed": True}
    assert [hint.advice for hint in advise(**(usual | given))] == advice
