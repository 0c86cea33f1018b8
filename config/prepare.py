"""Bring an installation up to date before it serves: tables, static files, demo or administrator.

Run by the supervisor as a process of its own, and by compose's one-shot service. With the argument
`static` it only collects the static files, for the image, where there is no database.
"""

import hashlib
import os
import sys
import traceback
from pathlib import Path
from typing import TextIO

import django
from django.conf import settings
from django.core.management import call_command, get_commands
from django.db.utils import OperationalError
from django.utils import timezone

from config.console import Step, say
from config.generated import SIGN_INS


def main() -> int:
    """Do all of it, with a line for each step; returns the exit code."""
    log = settings.VAR / "log" / "prepare.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w", encoding="utf-8") as output:
        try:
            prepare(output)
        except OperationalError as error:
            traceback.print_exc(file=output)
            say(f"\nThe database does not answer: {str(error).strip()}")
            if not settings.EMBEDDED:
                say("Is DATABASE_URL right, and does that server run?")
            return 1
        except Exception as error:
            traceback.print_exc(file=output)
            say(f"\nThat went wrong: {type(error).__name__}: {error}\nDetails are in {log}.")
            return 1
    return 0


def prepare(output: TextIO) -> None:
    """Every step that is due; what the commands say goes to `output`."""
    django.setup()
    with Step("bringing the tables up to date"):
        call_command("migrate", interactive=False, stdout=output, stderr=output)
    if not collected():
        with Step("collecting static files"):
            collect(output)
    commands = get_commands()
    if settings.DEMO and "seed_demo" in commands and not (settings.VAR / SIGN_INS).exists():
        with Step("telling the demo's story"):
            call_command("seed_demo", stdout=output, stderr=output)
    if not settings.DEMO:
        first_administrator()


def first_administrator() -> None:
    """On an empty installation make an administrator and print his password, once."""
    # Models can be imported only after Django is set up.
    from accounts.operations.create_first_admin import FILE_NAME, create_first_admin

    email = "administrator@localhost"
    password = create_first_admin(
        email=email, name="Administrator", folder=settings.VAR, at=timezone.now()
    )
    if password:
        say(f"\n  First administrator: {email}  password: {password}")
        say(f"  Change it after the first sign-in; it also stands in {settings.VAR / FILE_NAME}.\n")


def collected() -> bool:
    """True when the collected static files are those of this checkout."""
    try:
        return _stamp().read_text(encoding="ascii") == _fingerprint()
    except FileNotFoundError:
        return False


def collect(output: TextIO) -> None:
    """Collect the static files under their hashed names, compressed."""
    call_command("collectstatic", interactive=False, verbosity=1, stdout=output, stderr=output)
    _stamp().write_text(_fingerprint(), encoding="ascii")


def _stamp() -> Path:
    return Path(settings.STATIC_ROOT) / ".collected"


def _fingerprint() -> str:
    """What the collected files depend on: ours, and the versions of everybody else's."""
    digest = hashlib.sha256((settings.BASE_DIR / "requirements.txt").read_bytes())
    for folder in sorted(map(Path, settings.STATICFILES_DIRS)):
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                digest.update(str(path.relative_to(folder)).encode() + path.read_bytes())
    return digest.hexdigest()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if sys.argv[1:] == ["static"]:
        django.setup()
        collect(sys.stdout)
    else:
        sys.exit(main())
