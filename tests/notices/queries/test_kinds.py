from django.apps import apps
from django.utils import translation

from notices.apps import NoticesConfig
from notices.models import Channel
from notices.queries.kinds import (
    Audience,
    Section,
    check_wording,
    codes,
    kind_of,
    kinds,
    register_kind,
)


def test_kinds_stand_in_the_order_of_what_there_is_to_do():
    assert [kind.code for kind in kinds()] == [
        "tests.breach",
        "common.job_done",
        "common.job_failed",
        "tests.outage",
    ]


def test_kind_is_for_the_provider_unless_it_says_otherwise():
    assert codes(audience=Audience.STAFF) == ["tests.breach"]
    assert codes(sections=[Section.ANSWER]) == ["tests.breach"]


def test_kind_tells_by_what_it_fixes():
    register_kind("tests.x", label="X", channels=[], fixed=[Channel.EMAIL])

    assert kind_of("tests.x").channels == frozenset({Channel.EMAIL})


def test_check_finds_kinds_without_words():
    register_kind("tests.wordless", label="X")

    assert [message.id for message in check_wording()] == ["notices.E001", "notices.E001"]


def test_check_passes_for_what_the_product_registers(monkeypatch):
    """The kinds of every app, as they are registered at the start, can be worded."""
    monkeypatch.setattr("notices.queries.kinds._KINDS", {})
    for config in apps.get_app_configs():
        if isinstance(config, NoticesConfig):
            config.ready()
    with translation.override("id"):
        assert check_wording() == []
