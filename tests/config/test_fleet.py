"""A demo of size is what its verbs would have made, written faster."""

import datetime as dt
from io import StringIO
from uuid import UUID

import numpy as np
import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import models, transaction

from accounts.models import User
from agreements.models import Commitment, Result, Verdict
from agreements.operations.tick import tick
from common.db.instants import from_seconds, to_seconds
from config.demo import fleet, story
from config.demo.fleet import Happenings, happen, invent
from config.demo.seed import seed_fleet
from slm.models import Dirty, Fact, Maintenance, PeriodState, Service, Source
from slm.operations.plan_maintenance import plan_maintenance
from slm.operations.record_outage import record_outage
from slm.operations.write_protections import Part
from tests.cast import NOW

pytestmark = pytest.mark.django_db

# What facts wrote, what was computed of them, and what was told.
TABLES = (
    "slm.Source",
    "slm.Fact",
    "slm.FactVersion",
    "slm.Maintenance",
    "slm.MaintenanceEvent",
    "slm.MaintenanceFact",
    "slm.BucketDay",
    "slm.PeriodState",
    "agreements.Verdict",
    "agreements.Breach",
    "notices.Notice",
)
# Ids that the database gives anew, when a row of history was written, and how often a verdict was
# made due: once for a month in bulk, and once for each fact by the verbs.
UNSTABLE = {"id", "pgh_id", "pgh_obj_id", "pgh_created_at", "revision"}


def silent(_step: str) -> None:
    pass


def test_bulk_writes_what_the_verbs_write(settings, tmp_path):
    settings.VAR = tmp_path
    seed_fleet(size=21, at=NOW - dt.timedelta(days=62), report=silent)
    services = Service.objects.filter(code__startswith="FLEET-").order_by("pk")
    happened = invent(
        np.array(services.values_list("pk", flat=True)),
        start=to_seconds(NOW - dt.timedelta(days=60)),
        end=to_seconds(NOW - dt.timedelta(days=20)),
        now=to_seconds(NOW),
    )
    in_bulk = told_by(happen, happened)
    by_verbs = told_by(say_by_verbs, happened)
    assert len(happened) == 21 * 12
    assert in_bulk["agreements.Breach"]
    for table in TABLES:
        assert in_bulk[table] == by_verbs[table], table


def told_by(way, happened: Happenings) -> dict[str, list]:
    """The contents of the tables after the same was told in one way, which is then taken back."""
    with transaction.atomic():
        way(happened)
        tick(at=NOW)
        found = contents()
        transaction.set_rollback(True)
    return found


def say_by_verbs(rows: Happenings) -> None:
    """One request after the other."""
    source = Source.objects.get(code=fleet.TOOL)
    services = Service.objects.in_bulk()
    for place in range(len(rows)):
        number, service = rows.number[place], services[int(rows.service[place])]
        start_at, end_at, told_at = (
            from_seconds(int(column[place])) for column in (rows.start, rows.end, rows.told)
        )
        if rows.is_planned[place]:
            plan_maintenance(
                parts=[Part(service)],
                title=fleet.TITLE,
                start_at=start_at,
                end_at=end_at,
                announced_at=told_at,
                source=source,
                external_id=f"CHG-{number}",
                actor=None,
                at=told_at,
            )
        else:
            record_outage(
                source=source,
                external_id=f"INC-{number}",
                service=service,
                start_at=start_at,
                end_at=end_at,
                reason=fleet.REASON,
                at=told_at,
            )


def contents() -> dict[str, list]:
    """All rows, with facts and records named by their references and not by ids."""
    names = {
        Fact: dict(Fact.objects.values_list("pk", "external_id")),
        Maintenance: dict(Maintenance.objects.values_list("pk", "external_id")),
        PeriodState: dict(PeriodState.objects.values_list("pk", "start_at")),
        Verdict: dict(Verdict.objects.values_list("pk", "period_label")),
    }
    return {
        table: sorted(str(_row(row, names)) for row in apps.get_model(table).objects.all())
        for table in TABLES
    }


def _row(row: models.Model, names: dict) -> dict:
    said = {}
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if field.name in UNSTABLE or (field.primary_key and isinstance(value, UUID)):
            continue
        known = names.get(field.related_model)
        said[field.attname] = value if known is None else known[value]
    return said


def test_fleet_is_lived_a_month_at_a_time(settings, tmp_path):
    settings.VAR = tmp_path
    steps = []
    seed_fleet(size=5, at=NOW, report=steps.append)
    assert Commitment.objects.count() == 5
    assert Verdict.objects.count() == 5 * 13
    assert Result.objects.count() == 5 * 12
    issued = Result.objects.order_by("issued_at").values_list("issued_at", flat=True)
    # The first month ended with October 2025 in Jakarta, and its three days of grace went by.
    assert issued[0] == dt.datetime(2025, 12, 3, 18, tzinfo=dt.UTC)
    assert not Dirty.objects.exists()
    assert steps[-1].startswith("November 2026: ")


def test_command_makes_a_fleet_once_and_then_goes_on(settings, tmp_path):
    settings.VAR = tmp_path
    said = StringIO()
    call_command("seed_demo", size=2, stdout=said)
    facts = Fact.objects.count()
    assert "2 services" in said.getvalue()
    Source.objects.filter(code=fleet.TOOL).update(last_contact_at=NOW - dt.timedelta(days=30))
    call_command("seed_demo", size=2, stdout=said)
    assert Fact.objects.count() > facts
    assert "since the demo was last told" in said.getvalue()


def test_command_refuses_an_installation_in_use(sari):
    with pytest.raises(CommandError, match="in use"):
        call_command("seed_demo", size=2)
    assert not Service.objects.exists()
    assert User.objects.exclude(pk=sari.pk).count() == 0


def test_command_refuses_a_fleet_of_nothing():
    with pytest.raises(CommandError, match="at least one"):
        call_command("seed_demo", size=0)


def test_people_of_the_story_run_the_fleet(settings, tmp_path):
    settings.VAR = tmp_path
    seed_fleet(size=1, at=NOW, report=silent)
    assert {user.email for user in User.objects.all()} == {one.email for one in story.PEOPLE}
    assert (tmp_path / "demo-sign-ins.txt").exists()
