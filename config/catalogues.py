"""Message catalogues: compiled without GNU gettext, and held complete."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

LOCALE = Path(__file__).resolve().parent / "locale"


def stale(locale: Path = LOCALE) -> Iterator[Path]:
    """The catalogues whose compiled form is missing or older than they are."""
    for source in sorted(locale.glob("*/LC_MESSAGES/*.po")):
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime <= source.stat().st_mtime:
            yield source


def compile_all(locale: Path = LOCALE) -> list[str]:
    """Compile what is stale; returns what is wrong with it, nothing when all is well."""
    # Here, so that `stale` can be asked before anything is installed.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import PoFileError, read_po

    wrong = []
    for source in stale(locale):
        try:
            with source.open("rb") as file:
                catalogue = read_po(file, abort_invalid=True)
        except (PoFileError, UnicodeDecodeError) as error:
            wrong.append(f"{source.relative_to(locale)}: {error}")
            continue
        if catalogue.locale is None:  # Babel would drop the plural rule without a word
            language = source.parent.parent.name
            wrong.append(f'{source.relative_to(locale)}: the header lacks "Language: {language}"')
            continue
        draft = source.with_suffix(f".mo-{os.getpid()}")
        with draft.open("wb") as file:
            write_mo(file, catalogue)
        draft.replace(source.with_suffix(".mo"))
    return wrong


if __name__ == "__main__":
    problems = compile_all()
    for problem in problems:
        print(problem, file=sys.stderr)
    sys.exit(bool(problems))
