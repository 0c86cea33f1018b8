"""As whom the server runs: PostgreSQL refuses root.

An ordinary user needs nothing. Root runs it in a user namespace in which it is called nobody;
outside, its files are still root's, which works below a 0700 home too. Where namespaces are
forbidden the server runs as the real nobody; and where nobody cannot reach the checkout, programs
and data are put outside of it.
"""

import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path

from config.embedded import address
from config.embedded.binaries import Binaries, wheel_folder
from config.embedded.errors import CannotStart

OUTSIDE = Path("/var/lib/jembatan")
MODES = ("namespace", "nobody", "outside")


@dataclass(frozen=True)
class Identity:
    """A command prefix that changes the user, and the owner its files then have."""

    mode: str
    prefix: tuple[str, ...]
    uid: int
    gid: int


def settle(
    *, var: Path, binaries: Binaries, modes: tuple[str, ...] = MODES
) -> tuple[Identity, Binaries]:
    """Who runs the server, with which programs; its home exists afterwards and belongs to him.

    `modes` are the ways in which root may do it, in order of preference. Raises `CannotStart`.
    """
    if os.geteuid() != 0 and _has_a_name():
        himself = Identity("plain", (), os.geteuid(), os.getegid())
        _take(address.home(var), himself)
        return himself, binaries
    for mode in modes:
        settled = _WAYS[mode](var, binaries)
        if settled:
            return settled
    raise CannotStart(
        "PostgreSQL refuses to run as root, and this machine allows no way around it.\n"
        "Start as an ordinary user, or set DATABASE_URL to a server of your own."
    )


def _namespace(var: Path, binaries: Binaries) -> tuple[Identity, Binaries] | None:
    if not shutil.which("unshare"):
        return None
    nobody = _nobody()
    prefix = ("unshare", "-U", f"--map-user={nobody.pw_uid}", f"--map-group={nobody.pw_gid}")
    identity = Identity("namespace", prefix, os.geteuid(), os.getegid())
    return _tried(identity, var, binaries)


def _as_nobody(var: Path, binaries: Binaries) -> tuple[Identity, Binaries] | None:
    if os.geteuid() != 0 or not shutil.which("setpriv"):
        return None
    nobody = _nobody()
    prefix = (
        "setpriv",
        f"--reuid={nobody.pw_uid}",
        f"--regid={nobody.pw_gid}",
        "--clear-groups",
    )
    identity = Identity("nobody", prefix, nobody.pw_uid, nobody.pw_gid)
    return _tried(identity, var, binaries)


def _outside(var: Path, binaries: Binaries) -> tuple[Identity, Binaries] | None:
    if os.geteuid() != 0:
        return None
    inside = address.home(var)
    home = OUTSIDE / address.fingerprint(var)
    if inside != home and (inside / "data").exists():
        raise CannotStart(
            f"The data in {inside} cannot be reached by the user nobody, as whom the database\n"
            "must run when root starts it here. Make the folders above it passable\n"
            "(`chmod o+x`), or start as their owner."
        )
    OUTSIDE.mkdir(mode=0o755, parents=True, exist_ok=True)
    if binaries.from_wheel:
        binaries = _copied(binaries)
    address.point(var, home)
    settled = _as_nobody(var, binaries)
    if settled is None:
        (var / address.POINTER).unlink()
        return None
    identity, binaries = settled
    return replace(identity, mode="outside"), binaries


_WAYS = {"namespace": _namespace, "nobody": _as_nobody, "outside": _outside}


def _copied(binaries: Binaries) -> Binaries:
    """The wheel's programs with the libraries beside them, where everybody can read them."""
    package = wheel_folder()
    assert package is not None
    target = OUTSIDE / f"postgresql-{binaries.version}"
    folder = target / package.name / "pginstall18" / "bin"
    if not target.exists():
        unfinished = OUTSIDE / f".{target.name}-{os.getpid()}"
        shutil.copytree(
            package / "pginstall18", unfinished / package.name / "pginstall18", symlinks=True
        )
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, unfinished / libraries.name, symlinks=True)
        for path in [unfinished, *unfinished.rglob("*")]:
            if not path.is_symlink():
                path.chmod(stat.S_IMODE(path.stat().st_mode) | (0o055 if path.is_dir() else 0o044))
        try:
            unfinished.rename(target)
        except OSError:  # another start was quicker; its copy is as good
            shutil.rmtree(unfinished)
    return replace(binaries, folder=folder)


def _tried(identity: Identity, var: Path, binaries: Binaries) -> tuple[Identity, Binaries] | None:
    """The identity, when it can really write its home and run the programs."""
    home = address.home(var)
    _take(home, identity)
    script = 'cd "$1" && test -w . && exec "$2" --version'
    tried = subprocess.run(
        [*identity.prefix, "sh", "-c", script, "sh", str(home), binaries["postgres"]],
        cwd="/",
        capture_output=True,
    )
    return (identity, binaries) if tried.returncode == 0 else None


def _take(home: Path, identity: Identity) -> None:
    """Make `home` a 0700 folder of the identity's, with all it holds."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    if home.stat().st_uid != identity.uid:
        if os.geteuid() != 0:
            owner = _name(home.stat().st_uid)
            raise CannotStart(
                f"{home} belongs to {owner}, not to you. Start as {owner}, or hand it over:\n"
                f"    sudo chown -R {os.geteuid()}:{os.getegid()} {home.parent}"
            )
        for folder, _, files in os.walk(home):
            for path in (folder, *(os.path.join(folder, name) for name in files)):
                os.lchown(path, identity.uid, identity.gid)
    home.chmod(0o700)


def _nobody() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam("nobody")
    except KeyError:
        return pwd.getpwuid(65534)


def _has_a_name() -> bool:
    try:
        pwd.getpwuid(os.geteuid())
    except KeyError:
        return False
    return True


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"the user with the number {uid}"
