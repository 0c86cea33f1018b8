"""Where the pages are served: checked before anything is started, and whether they answer.

`python -m config.doorway` ends with 0 when they do: the health check of a container.
"""

import errno
import http.client
import json
import os
import socket
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass

LOOPBACK = ("localhost", "127.0.0.1", "::1")


class NotThere(Exception):
    """The pages cannot be served where the environment says; the message says what to do."""


@dataclass(frozen=True)
class Doorway:
    """The addresses to listen on, and the one to tell people."""

    host: str
    port: int
    addresses: tuple[tuple[str, int], ...]  # (address, socket family)
    name: str
    https: bool

    @property
    def url(self) -> str:
        """What people open in the browser."""
        if self.https:
            return f"https://{self.name}"
        return f"http://{self.name}:{self.port}"

    @property
    def binds(self) -> list[str]:
        """The addresses in gunicorn's notation."""
        return [
            f"[{address}]:{self.port}" if family == socket.AF_INET6 else f"{address}:{self.port}"
            for address, family in self.addresses
        ]


def doorway(environ: Mapping[str, str]) -> Doorway:
    """Read HOST, PORT, ALLOWED_HOSTS and HTTPS. Raises `NotThere` when they do not fit together."""
    port = _port(environ.get("PORT") or "8000")
    host = environ.get("HOST") or "localhost"
    names = [name for name in environ.get("ALLOWED_HOSTS", "").split(",") if name.strip()]
    if host in LOOPBACK:
        addresses = _loopback(host)
        name = "localhost"  # passkeys work under this name, not under 127.0.0.1
        return Doorway(host, port, addresses, name, environ.get("HTTPS") == "1")
    if not names:
        raise NotThere(
            f"HOST={host} opens the pages to the network. Say by which names they are reached,\n"
            f"and whether a proxy in front speaks HTTPS (HTTPS=0 when none does), for example:\n"
            f"    HOST={host} ALLOWED_HOSTS=sla.example.com make run"
        )
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise NotThere(f"HOST={host} is no address of this machine: {error.strerror}.") from error
    addresses = tuple({(str(entry[4][0]), int(entry[0])): None for entry in found})
    name = names[0].strip().lstrip(".")
    name = host if name == "*" else name
    return Doorway(host, port, addresses, name, environ.get("HTTPS", "1") != "0")


def refuse_if_taken(door: Doorway, *, patience_seconds: float = 0) -> None:
    """Raise `NotThere` when another program listens there; wait a little if it may be leaving."""
    ends = time.monotonic() + patience_seconds
    for address, family in door.addresses:
        while True:
            problem = _bind(address, family, door.port)
            if problem is None:
                break
            if time.monotonic() < ends:
                time.sleep(0.2)
                continue
            raise NotThere(_complaint(problem, door))


def serves(door: Doorway) -> bool | None:
    """True when the pages answer and reach their database; None while nobody answers at all.

    The health page is ill as well while no worker ticks, which does not keep pages from answering.
    """
    address, _ = door.addresses[0]
    anywhere = {"0.0.0.0": "127.0.0.1", "::": "::1"}
    connection = http.client.HTTPConnection(anywhere.get(address, address), door.port, timeout=10)
    try:
        connection.request("GET", "/health/", headers={"Host": door.name})
        body = connection.getresponse().read()
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
    try:
        return bool(json.loads(body)["checks"]["database"] == "ok")
    except (ValueError, KeyError, TypeError):
        return False


def _complaint(problem: OSError, door: Doorway) -> str:
    if problem.errno == errno.EADDRINUSE:
        free = next(
            (
                port
                for port in range(door.port + 1, min(door.port + 50, 65536))
                if not any(_bind(address, family, port) for address, family in door.addresses)
            ),
            door.port + 1,
        )
        return (
            f"Port {door.port} is taken by another program. Use another one:\n"
            f"    PORT={free} make run"
        )
    if problem.errno == errno.EACCES:
        return f"Port {door.port} is for root only. Use one above 1023:\n    PORT=8000 make run"
    return (
        f"The pages cannot be served at {door.host}:{door.port}: {os.strerror(problem.errno or 0)}."
    )


def _bind(address: str, family: int, port: int) -> OSError | None:
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            trial.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        try:
            trial.bind((address, port))
            trial.listen(1)
        except OSError as error:
            return error
    return None


def _loopback(host: str) -> tuple[tuple[str, int], ...]:
    """Both loopbacks for localhost: a browser may try either, and must not meet a stranger."""
    four, six = ("127.0.0.1", int(socket.AF_INET)), ("::1", int(socket.AF_INET6))
    if host == "127.0.0.1":
        return (four,)
    if host == "::1":
        return (six,)
    return (four, six) if socket.has_ipv6 and _bind("::1", socket.AF_INET6, 0) is None else (four,)


def _port(text: str) -> int:
    try:
        port = int(text)
    except ValueError:
        port = 0
    if not 0 < port < 65536:
        raise NotThere(f"PORT={text} is no port. It is a number from 1 to 65535, such as 8000.")
    return port


if __name__ == "__main__":
    sys.exit(not serves(doorway(os.environ)))
