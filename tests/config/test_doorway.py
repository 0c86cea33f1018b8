"""Where the pages are served is checked before anything starts."""

import socket

import pytest

from config.doorway import NotThere, doorway, refuse_if_taken, serves


def test_default_is_both_loopbacks_under_the_name_that_passkeys_know():
    door = doorway({})
    assert door.url == "http://localhost:8000"
    assert set(door.binds) <= {"127.0.0.1:8000", "[::1]:8000"}
    assert "127.0.0.1:8000" in door.binds


def test_numeric_loopback_is_that_one_alone():
    assert doorway({"HOST": "127.0.0.1", "PORT": "8001"}).binds == ["127.0.0.1:8001"]


@pytest.mark.parametrize("port", ["http", "0", "65536", "-1"])
def test_port_that_is_none_is_refused(port):
    with pytest.raises(NotThere, match=f"PORT={port} is no port"):
        doorway({"PORT": port})


def test_network_asks_for_the_names():
    with pytest.raises(NotThere, match=r"ALLOWED_HOSTS=sla\.example\.com make run"):
        doorway({"HOST": "0.0.0.0"})


def test_network_is_told_under_its_first_name():
    environ = {"HOST": "0.0.0.0", "ALLOWED_HOSTS": "sla.example.com,other"}
    assert doorway(environ).url == "https://sla.example.com"
    assert doorway({**environ, "HTTPS": "0"}).url == "http://sla.example.com:8000"
    assert doorway(environ).binds == ["0.0.0.0:8000"]


def test_address_of_another_machine_is_refused():
    door = doorway({"HOST": "192.0.2.1", "ALLOWED_HOSTS": "sla.example.com"})
    with pytest.raises(NotThere, match=r"cannot be served at 192\.0\.2\.1:8000"):
        refuse_if_taken(door)


def test_taken_port_suggests_a_free_one():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen(1)
        port = taken.getsockname()[1]
        with pytest.raises(NotThere, match=rf"Port {port} is taken[^$]*PORT=\d+ make run"):
            refuse_if_taken(doorway({"PORT": str(port)}))


def test_port_that_becomes_free_in_time_is_taken_over():
    with socket.socket() as leaving:
        leaving.bind(("127.0.0.1", 0))
        door = doorway({"PORT": str(leaving.getsockname()[1])})
    refuse_if_taken(door, patience_seconds=1)


def test_nobody_there_is_neither_well_nor_ill():
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    assert serves(doorway({"PORT": str(port)})) is None
