"""What a test needs of the machine: skipped by name without it, failed where it must be there."""

import os

import pytest


def require(what: str, present: object, cure: str) -> None:
    """Go on when `present`; else skip, or fail when JEMBATAN_REQUIRE names `what`.

    `cure` says what to install, for the list of skipped tests.
    """
    if present:
        return
    if what in os.environ.get("JEMBATAN_REQUIRE", "").split(","):
        pytest.fail(f"{what} is required here and missing: {cure}")
    pytest.skip(f"no {what}: {cure}")
