"""Strings are found, kept and missed without GNU gettext."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from django.utils.translation import ngettext, override

from config.translations import collect, faults, read, strings_of, update


@pytest.fixture
def root(tmp_path) -> Path:
    return tmp_path


def found(root: Path, name: str, text: str) -> list:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return list(strings_of(path, root))


def test_strings_of_a_template(root):
    text = """
      {% translate "Sign in" %}
        {% translate "Up" context "service" %}
    {% blocktranslate count n=rows %}{{ n }} row{% plural %}{{ n }} rows{% endblocktranslate %}
    """
    assert found(root, "templates/a.html", text) == [
        ("Sign in", None),
        ("Up", "service"),
        (("%(n)s row", "%(n)s rows"), None),
    ]


def test_strings_of_a_module(root):
    text = '_("Met")\npgettext_lazy("service", "Down")\nngettext_lazy("a day", "days")\n'
    assert found(root, "common/a.py", text) == [
        ("Met", None),
        ("Down", "service"),
        (("a day", "days"), None),
    ]


def catalogue(root: Path, *messages) -> tuple[Path, Catalog]:
    wanted = Catalog()
    for message in messages:
        wanted.add(message)
    return root / "id" / "LC_MESSAGES" / "django.po", wanted


def translate(path: Path, message: str, words: str) -> None:
    text = path.read_text()
    path.write_text(
        text.replace(f'msgid "{message}"\nmsgstr ""', f'msgid "{message}"\nmsgstr "{words}"')
    )


def test_update_keeps_words_and_retires_what_is_gone(root):
    path, wanted = catalogue(root, "Met", "Missed")
    update(path, wanted)
    translate(path, "Met", "Tercapai")
    update(path, catalogue(root, "Met", "New")[1])
    assert {message.id: message.string for message in read(path) if message.id} == {
        "Met": "Tercapai",
        "New": "",
    }
    assert "Plural-Forms: nplurals=1; plural=0;" in path.read_text()


def test_faults_name_what_is_missing_unused_and_broken(root):
    path, wanted = catalogue(root, "Met", "%(count)d rows")
    update(path, wanted)
    translate(path, "%(count)d rows", "%(jumlah)d baris")
    lines = list(faults(path, catalogue(root, "%(count)d rows", "New")[1]))
    assert [line.split(":")[0] for line in lines] == ["missing", "broken", "no longer used"]


def test_a_full_catalogue_has_no_faults(root):
    path, wanted = catalogue(root, "Met")
    update(path, wanted)
    translate(path, "Met", "Tercapai")
    assert list(faults(path, wanted)) == []


def test_our_own_strings_are_found():
    ids = {message.id for message in collect()}
    assert {"Skip to content", "At risk"} <= ids


def test_a_plural_in_indonesian():
    with override("id"):
        text = ngettext("%(count)d field needs a change", "%(count)d fields need a change", 3)
    assert text % {"count": 3} == "3 isian perlu diubah"
