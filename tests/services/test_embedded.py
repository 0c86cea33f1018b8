"""The embedded PostgreSQL starts, comes back, and says what to do when it cannot."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from config.embedded import CannotStart, Server, binaries, cluster, database_url, identity
from config.embedded import address as addresses
from config.embedded.errors import explain
from config.embedded.leftovers import postmaster, processes
from tests.services.conftest import ROOT, ask, connect, environment, wait_for

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has to change the user")


def quick(var: Path, **options) -> Server:
    return Server(var, durable=False, **options)


@pytest.fixture
def passable():
    """A `var` that every user may reach, unlike pytest's own folders."""
    with tempfile.TemporaryDirectory(prefix="jembatan-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def test_start_answers_where_database_url_says(tmp_path):
    server = quick(tmp_path)
    with server as url:
        assert url == database_url(tmp_path)
        assert ask(url, "SELECT current_database()") == [("jembatan",)]


def test_start_is_on_no_network(tmp_path):
    with quick(tmp_path) as url:
        assert ask(url, "SHOW listen_addresses") == [("",)]


def test_letters_have_two_cases_beyond_ascii(tmp_path):
    with quick(tmp_path) as url:
        assert ask(url, "SELECT 'É' ILIKE 'é', upper('ñ')") == [(True, "Ñ")]


def test_stop_leaves_no_process_and_no_socket(tmp_path):
    server = quick(tmp_path)
    with server:
        assert len(processes(server.data)) > 1
    assert processes(server.data) == []
    assert [path.name for path in server.home.iterdir()] == ["data"]


def test_second_start_keeps_the_data(tmp_path):
    with quick(tmp_path) as url:
        ask(url, "CREATE TABLE kept AS SELECT 42 AS value")
    with quick(tmp_path) as url:
        assert ask(url, "SELECT value FROM kept") == [(42,)]


def test_killed_server_comes_back_with_every_committed_row(tmp_path):
    killed = Server(tmp_path)
    ask(killed.start(), "CREATE TABLE kept AS SELECT 42 AS value")
    killed.process.kill()
    killed.process.wait()
    again = Server(tmp_path)
    with again as url:
        assert ask(url, "SELECT value FROM kept") == [(42,)]
    assert again.recovered


def test_pid_file_of_a_reused_pid_does_not_refuse_for_ever(tmp_path):
    server = quick(tmp_path)
    with server:
        told = (server.data / "postmaster.pid").read_text().splitlines()
    told[0] = str(os.getpid())  # lives, and is no postgres
    (server.data / "postmaster.pid").write_text("\n".join(told))
    (server.home / ".s.PGSQL.5432.lock").write_text("\n".join(told))
    with quick(tmp_path) as url:
        assert ask(url, "SELECT 1") == [(1,)]


def test_server_ends_when_its_starter_is_killed(tmp_path):
    script = (
        "import sys, time; from pathlib import Path; from config.embedded import Server\n"
        "Server(Path(sys.argv[1])).start(); print('up', flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)],
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        text=True,
    ) as starter:
        assert starter.stdout.readline() == "up\n"
        starter.kill()
    wait_for(lambda: not processes(tmp_path / "postgres" / "data"), seconds=10)


def test_server_that_lost_its_starter_is_replaced(tmp_path, monkeypatch):
    monkeypatch.setattr("config.processes.tie", lambda ends_with: ())
    orphan = quick(tmp_path)
    ask(orphan.start(), "CREATE TABLE kept AS SELECT 42 AS value")
    with quick(tmp_path) as url:
        assert ask(url, "SELECT value FROM kept") == [(42,)]
        assert postmaster(orphan.data)[0] != orphan.process.pid
    assert orphan.process.wait(timeout=5) == 0


def test_interrupted_initialisation_is_begun_anew(tmp_path):
    unfinished = tmp_path / "postgres" / "data-unfinished"
    unfinished.mkdir(parents=True, mode=0o700)
    (unfinished / "PG_VERSION").write_text("18\n")
    with quick(tmp_path) as url:
        assert ask(url, "SELECT 1") == [(1,)]
    assert not unfinished.exists()


def test_what_is_no_database_is_moved_aside_not_deleted(tmp_path):
    data = tmp_path / "postgres" / "data"
    data.mkdir(parents=True, mode=0o700)
    (data / "somebody's").write_text("work")
    server = quick(tmp_path)
    with server:
        assert (server.moved_aside / "somebody's").read_text() == "work"


def test_two_checkouts_run_side_by_side(tmp_path):
    with quick(tmp_path / "one") as one, quick(tmp_path / "two") as two:
        ask(one, "CREATE TABLE only_here ()")
        assert ask(two, "SELECT to_regclass('only_here')") == [(None,)]


def test_long_path_puts_the_socket_into_a_short_folder_of_ours(tmp_path):
    var = tmp_path / ("long" * 25)
    with quick(var) as url:
        assert ask(url, "SELECT 1") == [(1,)]
        sockets = Path(unquote(urlsplit(url).hostname))
        assert sockets == Path("/tmp") / f"jembatan-{addresses.fingerprint(var)}"
        assert sockets.stat().st_mode & 0o777 == 0o700
    assert not sockets.exists()


def test_a_stranger_in_the_short_folder_is_refused(tmp_path):
    var = tmp_path / ("long" * 25)
    sockets = addresses.socket_folder(var)
    sockets.symlink_to(tmp_path)
    try:
        with pytest.raises(CannotStart, match="somebody else"):
            quick(var).start()
    finally:
        sockets.unlink()


def test_without_binaries_the_message_says_how_to_get_them(tmp_path, monkeypatch):
    monkeypatch.setattr(binaries, "candidates", lambda: iter(()))
    with pytest.raises(CannotStart, match="apt-get install postgresql"):
        quick(tmp_path).start()


def test_data_of_another_version_are_left_alone(tmp_path):
    data = tmp_path / "postgres" / "data"
    (data / "global").mkdir(parents=True, mode=0o700)
    (data / "global" / "pg_control").touch()
    (data / "PG_VERSION").write_text("12\n")
    with pytest.raises(CannotStart, match="written by PostgreSQL 12"):
        quick(tmp_path).start()
    assert (data / "PG_VERSION").read_text() == "12\n"


def test_full_disk_is_said_before_anything_is_written(tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "NEEDED_BYTES", 2**60)
    with pytest.raises(CannotStart, match="full"):
        quick(tmp_path).start()
    assert list((tmp_path / "postgres").iterdir()) == []


@pytest.mark.parametrize(
    ("output", "cure"),
    [
        ("FATAL: could not write: No space left on device", "Free some space"),
        ("initdb: could not look up effective user ID 1234", "ordinary user"),
        ("mkdir: Read-only file system", "where it may be written"),
        ("FATAL: something new\n", "FATAL: something new"),
    ],
)
def test_complaints_of_postgres_become_cures(output, cure):
    assert cure in explain(output)


def test_server_that_stops_while_starting_shows_its_last_words(tmp_path, monkeypatch):
    monkeypatch.setitem(Server.start.__globals__["SETTINGS"], "shared_buffers", "1kB")
    began = time.monotonic()
    with pytest.raises(CannotStart, match="shared_buffers"):
        quick(tmp_path).start()
    assert time.monotonic() - began < 20


def test_system_binaries_serve_when_the_wheel_is_missing(tmp_path, monkeypatch):
    monkeypatch.setattr(binaries, "wheel_folder", lambda: None)
    if not list(binaries.candidates()):
        pytest.skip("no system PostgreSQL: apt-get install postgresql")
    server = quick(tmp_path)
    with server as url:
        assert ask(url, "SELECT 'É' ILIKE 'é'") == [(True,)]
    assert not server.version.startswith("18.4")


@as_root
@pytest.mark.parametrize("mode", ["namespace", "nobody"])
def test_root_starts_it_as_somebody_else(passable, mode):
    server = quick(passable, modes=(mode,))
    try:
        server.start()
    except CannotStart as refusal:
        pytest.skip(f"this machine does not allow {mode}: {refusal}")
    server.stop()
    assert server.mode == mode


@as_root
def test_root_changes_its_mode_and_keeps_the_data(passable):
    with quick(passable, modes=("nobody",)) as url:
        ask(url, "CREATE TABLE kept AS SELECT 42 AS value")
    with quick(passable) as url:
        assert ask(url, "SELECT value FROM kept") == [(42,)]


@as_root
def test_root_below_a_closed_folder_puts_the_data_outside(tmp_path, passable, monkeypatch):
    monkeypatch.setattr(identity, "OUTSIDE", passable / "lib")
    server = quick(tmp_path, modes=("nobody", "outside"))
    with server as url:
        assert ask(url, "SELECT 1") == [(1,)]
        assert server.home == passable / "lib" / addresses.fingerprint(tmp_path)
    assert database_url(tmp_path) == url


def test_copy_of_a_checkout_does_not_share_data_outside(tmp_path):
    original, copy = tmp_path / "original", tmp_path / "copy"
    for var in (original, copy):
        var.mkdir()
        addresses.point(original, tmp_path / "outside")
    (copy / addresses.POINTER).write_bytes((original / addresses.POINTER).read_bytes())
    assert addresses.home(original) == tmp_path / "outside"
    assert addresses.home(copy) == copy / "postgres"


def test_command_line_runs_a_command_with_a_server_of_its_own():
    script = (
        "import os, sys; from pathlib import Path\n"
        "print((Path(os.environ['VAR']) / 'postgres' / '.s.PGSQL.5432').is_socket())"
    )
    done = subprocess.run(
        [sys.executable, "-m", "config.embedded", "--", sys.executable, "-c", script],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "True\n", "")


def test_shutdown_waits_for_no_client(tmp_path):
    server = quick(tmp_path)
    client = connect(server.start())
    began = time.monotonic()
    server.process.send_signal(signal.SIGINT)
    assert server.process.wait(timeout=10) == 0
    assert time.monotonic() - began < 10
    client.close()
    server.stop()
