"""Two kinds to tell in tests: a breach for the provider's people, and an outage for everybody."""

from pathlib import Path

import pytest

from brm.models import Customer
from notices.models import Channel, Notice, Severity
from notices.operations.write_notice import write_notice
from notices.queries import audience, kinds
from notices.queries.kinds import Audience, Section, register_kind
from tests.cast import NOW

WHY = "you answer for this agreement"


@pytest.fixture(autouse=True)
def tested_kinds(monkeypatch, settings):
    """Only these kinds and the jobs' exist; their templates lie beside the tests."""
    own = {code: kind for code, kind in kinds._KINDS.items() if code.startswith("common.")}
    monkeypatch.setattr(kinds, "_KINDS", own)
    engine = settings.TEMPLATES[0]
    folder = Path(__file__).parent / "templates"
    settings.TEMPLATES = [{**engine, "DIRS": [*engine["DIRS"], folder]}]
    register_kind(
        "tests.breach",
        label="Breaches",
        severity=Severity.ALARM,
        section=Section.ANSWER,
        fixed=[Channel.BELL],
        order=10,
    )
    register_kind(
        "tests.outage",
        label="Outages",
        hint="of services you use",
        severity=Severity.WARNING,
        audience=Audience.EVERYONE,
        order=20,
    )


@pytest.fixture(autouse=True)
def scope(monkeypatch):
    """Customers are seen as brm sees them."""
    monkeypatch.setattr(
        audience,
        "_customers_seen",
        lambda user, roles: Customer.objects.visible_to(user, roles=tuple(roles)),
    )


@pytest.fixture
def tell():
    """Tell some people of a breach: `tell(sari, subject="B-0124")`."""

    def _tell(*users, kind="tests.breach", subject="B-0124", at=NOW, **fields) -> Notice | None:
        return write_notice(
            kind=kind,
            subject=subject,
            facts={"service": "Payment gateway", "breach_at": at},
            recipients=[(user, WHY) for user in users],
            at=at,
            **{"url": "/jobs/", **fields},
        )

    return _tell
