"""What `make` calls: prepares `.venv` with the standard library alone, then hands over.

Runs on the system's Python before anything is installed, so it and what it imports (`console`,
`lock`, `venv`, `catalogues.stale`) use nothing else.
"""

import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT))

from config import venv  # noqa: E402
from config.catalogues import stale  # noqa: E402
from config.console import Step, say  # noqa: E402
from config.processes import tie  # noqa: E402

ARGUMENTS = shlex.split(os.environ.get("ARGS", ""))
APPS = ("config", "portfolio", "agreements", "brm", "slm", "notices", "accounts", "common")


def main(target: str) -> int:
    """Do what the make target of that name promises; returns the exit code."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    os.chdir(ROOT)
    try:
        return TARGETS[target]()
    except venv.CannotInstall as error:
        say(f"\n{error}")
    except PermissionError as error:
        say(f"\n{error.filename} may not be written by you. Is the checkout another user's?")
    except OSError as error:
        say(f"\n{error.strerror}: {error.filename or ROOT}")
    except KeyboardInterrupt:
        say("\nStopped.")
        return 130
    return 1


def run() -> int:
    """Everything of one installation, until Ctrl-C."""
    python = _ready("run")
    # When make itself is killed the supervisor must not stay behind.
    tied = tie(signal.SIGTERM) if os.environ.get("MAKELEVEL") else ()
    _become([*tied, python, "-m", "config.supervisor"])
    return 1


def test() -> int:
    """All tests that this machine can run; skipped ones are named with the reason."""
    python = _ready("develop")
    workers = str(min(4, max(2, os.cpu_count() or 2)))
    _become([python, "-m", "pytest", "-n", workers, "-rs", *ARGUMENTS])
    return 1


def check() -> int:
    """Format, lint, types, walls, migrations, templates."""
    python = _ready("develop")
    templates = [str(path) for path in sorted(ROOT.glob("templates/**/*.html"))]
    checks: dict[str, list[str]] = {
        "format": ["ruff", "format", "--check", "--quiet", "."],
        "lint": ["ruff", "check", "--quiet", "."],
        "types": ["mypy", *APPS],
        "walls": ["-c", "from importlinter.cli import lint_imports_command as c; c()"],
        "migrations": ["manage.py", "makemigrations", "--check", "--dry-run"],
        "deployment": ["manage.py", "check", "--fail-level", "WARNING"],
        "translations": ["config.translations", "check"],
        "templates": ["djade", "--check", "--target-version", "5.2", *templates],
    }
    failed = []
    for name, command in checks.items():
        with Step(name) as step:
            done = subprocess.run(
                _call(python, command),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            if done.returncode:
                step.result = "not well"
                failed.append(name)
        if done.returncode:
            say(done.stdout)
    say(f"\nNot well: {', '.join(failed)}." if failed else "\nAll well.")
    return bool(failed)


def format_() -> int:
    """Rewrite code and templates in the project's form."""
    python = _ready("develop")
    templates = [str(path) for path in sorted(ROOT.glob("templates/**/*.html"))]
    for command in (
        ["ruff", "format", "--quiet", "."],
        ["ruff", "check", "--quiet", "--fix", "--exit-zero", "."],
        *([["djade", "--target-version", "5.2", *templates]] if templates else []),
    ):
        subprocess.run(_call(python, command), check=False)
    return 0


def _call(python: str, command: list[str]) -> list[str]:
    """The command as this environment runs it: a script, a module, or a program beside Python."""
    if command[0] == "djade":  # compiled, no module
        return [str(Path(python).with_name("djade")), *command[1:]]
    is_module = command[0] != "-c" and not command[0].endswith(".py")
    return [python, *(["-m"] if is_module else []), *command]


def lock() -> int:
    """Make both locks from requirements.in and requirements-dev.in."""
    python = _ready("develop")
    for source in ("requirements", "requirements-dev"):
        command = [
            *(python, "-m", "uv", "pip", "compile", "--quiet", "--universal"),
            *("--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate"),
            *(f"{source}.in", "-o", f"{source}.txt", *ARGUMENTS),
        ]
        if source != "requirements":
            command += ["-c", "requirements.txt"]
        code = subprocess.run(command).returncode
        if code:
            return code
    return 0


def bench() -> int:
    """Measure against a database of its own; writes bench/results.json."""
    python = _ready("develop")
    _become([python, "-m", "config.embedded", "--", python, "-m", "bench", *ARGUMENTS])
    return 1


def shots() -> int:
    """Pictures of the pages in a real browser, light, dark and narrow, into var/shots."""
    python = _ready("develop")
    _become([python, "-m", "pytest", "-q", "-m", "shots", "tests/browser", *ARGUMENTS])
    return 1


def clean() -> int:
    """Remove what can be made again; data and secrets in var/ stay."""
    names = (".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", ".import_linter_cache")
    for path in (ROOT / ".venv", ROOT / "var" / "static", *(ROOT / name for name in names)):
        shutil.rmtree(path, ignore_errors=True)
    for pattern in ("config/locale/*/LC_MESSAGES/*.mo", ".coverage"):
        for path in ROOT.glob(pattern):
            path.unlink()
    for folder in (*APPS, "tests", "bench"):
        for path in list((ROOT / folder).glob("**/__pycache__")):
            shutil.rmtree(path, ignore_errors=True)
    say("Removed .venv and what was generated. Data and secrets are still in var/.")
    return 0


def _ready(purpose: str) -> str:
    python = str(venv.ensure(purpose))
    if any(stale()):
        with Step("compiling the translations"):
            done = subprocess.run(
                [python, "-m", "config.catalogues"], capture_output=True, text=True
            )
        if done.returncode:
            raise venv.CannotInstall(f"The translations are not well:\n{done.stderr.strip()}")
    return python


def _become(command: list[str]) -> None:
    """Go on as the command: the same process, so that signals reach it directly."""
    os.execvp(command[0], command)


TARGETS: dict[str, Callable[[], int]] = {
    "run": run,
    "test": test,
    "check": check,
    "format": format_,
    "lock": lock,
    "bench": bench,
    "shots": shots,
    "clean": clean,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
