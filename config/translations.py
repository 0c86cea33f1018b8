"""Finds every string that a reader sees and holds the catalogues complete, without GNU gettext.

`python -m config.translations update` adds new strings to each `config/locale/*/…/django.po` and
retires those that are gone; `check` says what is untranslated, retired or broken and exits 1 then;
`compile` writes the `.mo` files that Django reads.
"""

import sys
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation import templatize

from config.catalogues import LOCALE, compile_all

ROOT = Path(__file__).resolve().parent.parent
APPS = ("config", "portfolio", "agreements", "brm", "slm", "notices", "accounts", "common")
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "_t": None,  # gettext beside gettext_lazy in one file
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# Babel knows no rule for Indonesian and would take the English one; it has one form for all counts.
PLURALS = {"id": "nplurals=1; plural=0;"}

# Strings of libraries that a reader of our pages can meet and that they do not translate, or not
# with our words.
BORROWED = (
    "All",
    "Email",
    "Email address",
    "Enter a valid email address.",
    "Multiple values may be separated by commas.",
    "Ordering",
    "Range query expects two values.",
    "Select a lookup.",
    "The email address and/or password you specified are not correct.",
    "Your password can’t be a commonly used password.",
    "Your password can’t be entirely numeric.",
    "Your password can’t be too similar to your other personal information.",
    "%s (descending)",
)


def sources(root: Path = ROOT) -> Iterator[Path]:
    """Yield the files that may hold strings: our modules and templates, in a stable order."""
    for app in APPS:
        for path in sorted((root / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path
    for path in sorted((root / "templates").rglob("*")):
        if path.suffix in {".html", ".txt"}:
            yield path


def strings_of(path: Path, root: Path = ROOT) -> Iterator[tuple]:
    """Yield (message, context) of one file; a message is a string or a (singular, plural) pair."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        blanked = templatize(text, origin=str(path.relative_to(root)))
        # What is left of the markup's indentation is no Python.
        text = "\n".join(line.lstrip() for line in blanked.splitlines())
    code = BytesIO(text.encode())
    code.name = str(path)
    for _line, message, _comments, context in extract("python", code, keywords=KEYWORDS):
        yield message, context


def collect(root: Path = ROOT) -> Catalog:
    """Return a catalogue of everything that has to be translated, with the files it stands in."""
    found = Catalog(charset="utf-8")
    for path in sources(root):
        where = (path.relative_to(root).as_posix(), 0)
        for message, context in strings_of(path, root):
            if message:
                found.add(message, locations=[where], context=context)
    for message in BORROWED:
        found.add(message, locations=[("config/translations.py", 0)])
    return found


def catalogues(locale: Path = LOCALE) -> Iterator[Path]:
    yield from sorted(locale.glob("*/LC_MESSAGES/django.po"))


def read(path: Path) -> Catalog:
    """Return a catalogue as it lies on disk; its language is the folder's."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name, charset="utf-8")


def update(path: Path, found: Catalog) -> None:
    """Bring one catalogue up to date: words stay, new strings are empty, gone ones retire."""
    if not path.exists() or not path.stat().st_size:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_header(language := path.parent.parent.name, PLURALS[language]))
    ours = read(path)
    ours.update(found, no_fuzzy_matching=True)
    content = BytesIO()
    write_po(content, ours, width=100, sort_output=True, include_lineno=False, omit_header=True)
    header = _header(str(ours.locale), ours.plural_forms)
    path.write_text(header + content.getvalue().decode().lstrip("\n"), encoding="utf-8")


def _header(language: str, plurals: str) -> str:
    return (
        "# Words of Jembatan. Kept by `python -m config.translations update`.\n"
        f'msgid ""\nmsgstr ""\n"Language: {language}\\n"\n'
        '"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        f'"Content-Transfer-Encoding: 8bit\\n"\n"Plural-Forms: {plurals}\\n"\n\n'
    )


def faults(path: Path, found: Catalog) -> Iterator[str]:
    """Yield what is wrong with one catalogue: strings that lack words, retired or broken ones."""
    ours = read(path)
    known = {(message.id, message.context) for message in ours if message.id}
    for message in found:
        if message.id and (message.id, message.context) not in known:
            yield f"missing: {message.id!r}"
    wanted = {(message.id, message.context) for message in found if message.id}
    for message in ours:
        if not message.id:
            continue
        if (message.id, message.context) not in wanted:
            yield f"no longer used: {message.id!r}"
        elif not _words(message.string or ""):
            yield f"untranslated: {message.id!r}"
        elif message.fuzzy:
            yield f"uncertain: {message.id!r}"
        for error in message.check(ours):
            yield f"broken: {message.id!r}: {error}"
    for message in ours.obsolete.values():
        yield f"retired, delete it: {message.id!r}"


def _words(string: str | Iterable[str]) -> bool:
    return bool(string) if isinstance(string, str) else all(string)


def main(arguments: list[str]) -> int:
    """Do what the command line asks for; return the exit code."""
    command = arguments[0] if arguments else ""
    if command == "compile":
        wrong = compile_all()
    elif command == "update":
        found = collect()
        for path in catalogues():
            update(path, found)
        wrong = []
    elif command == "check":
        found = collect()
        wrong = [
            f"{path.parent.parent.name}: {fault}"
            for path in catalogues()
            for fault in faults(path, found)
        ]
    else:
        wrong = ["usage: python -m config.translations update | check | compile"]
    for line in wrong:
        print(line, file=sys.stderr)
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
