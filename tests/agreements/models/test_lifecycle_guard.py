"""The database itself refuses what the table of the lifecycle does not lead to."""

import itertools

import pytest
from django.db import IntegrityError, connection, transaction

from agreements.engine.lifecycle import FROZEN, State, pairs
from agreements.models import Signature, Step, Target, Version
from agreements.operations.activate import activate
from agreements.operations.sign import sign
from tests.agreements.scenes import draft, indicator, write
from tests.agreements.signing import sent_out
from tests.cast import NOW

pytestmark = pytest.mark.django_db
WAYS = {
    "intent": [],
    "draft": ["draft"],
    "negotiation": ["draft", "negotiation"],
    "agreed": ["draft", "agreed"],
    "signing": ["draft", "agreed", "signing"],
    "signed": ["draft", "agreed", "signing", "signed"],
    "superseded": ["draft", "agreed", "signing", "signed", "superseded"],
    "withdrawn": ["withdrawn"],
}


def run(sql: str, *arguments) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, arguments)


def at_state(agreement, state: str) -> Version:
    version = Version.objects.create(agreement=agreement, number=7, state="intent")
    for step in WAYS[state]:
        run("UPDATE agreements_version SET state = %s WHERE id = %s", step, version.pk)
    return version


@pytest.mark.parametrize("before", list(State))
def test_raw_sql_changes_state_only_as_the_table_says(sari, customer_a, before):
    agreement = draft(sari, customer_a)
    version = at_state(agreement, before)
    refused = []
    for after in State:
        if after == before:
            continue
        try:
            with transaction.atomic():
                run("UPDATE agreements_version SET state = %s WHERE id = %s", after, version.pk)
                allowed = True
                raise LookupError
        except LookupError:
            pass
        except IntegrityError:
            allowed = False
        if allowed != ((before, after) in pairs()):
            refused.append((before, after))
    assert refused == []


@pytest.mark.parametrize("state", sorted(set(State) - {"intent", "draft"}))
def test_nothing_begins_in_the_middle(sari, customer_a, state):
    agreement = draft(sari, customer_a)
    with pytest.raises(IntegrityError, match="nothing begins as"):
        Version.objects.create(agreement=agreement, number=9, state=state)


@pytest.mark.parametrize("state", FROZEN)
@pytest.mark.parametrize(
    "change",
    [
        """sections = '{"scope": {"en": "other"}}'""",
        "governing_language = 'id'",
        "number = 8",
        "evidence = 'other'",
        "effective_from = '2026-03-01'",
        "value_amount = 5",
        "text_hash = 'ab'",
    ],
)
def test_frozen_text_is_not_changed_by_raw_sql(sari, customer_a, state, change):
    version = at_state(draft(sari, customer_a), state)
    with pytest.raises(IntegrityError, match="version_frozen"):
        run(f"UPDATE agreements_version SET {change} WHERE id = %s", version.pk)


@pytest.mark.parametrize("state", FROZEN)
def test_frozen_version_is_not_deleted_by_raw_sql(sari, customer_a, state):
    version = at_state(draft(sari, customer_a), state)
    with pytest.raises(IntegrityError, match="version_frozen"):
        run("DELETE FROM agreements_version WHERE id = %s", version.pk)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE agreements_target SET threshold_ppm = 1 WHERE version_id = %s",
        "UPDATE agreements_target SET protects = 'x' WHERE version_id = %s",
        "DELETE FROM agreements_target WHERE version_id = %s",
    ],
)
def test_targets_in_force_are_not_changed_by_raw_sql(sari, customer_a, change):
    version = write(draft(sari, customer_a), [indicator()], sari)
    activate(version=version, actor=sari, at=NOW)
    with pytest.raises(IntegrityError, match="version_frozen"):
        run(change, version.pk)


def test_no_target_is_added_to_or_moved_out_of_a_frozen_version(sari, customer_a):
    agreement = draft(sari, customer_a)
    version = write(agreement, [indicator()], sari)
    activate(version=version, actor=sari, at=NOW)
    other = Version.objects.create(agreement=agreement, number=2)
    target = version.targets.get()
    with pytest.raises(IntegrityError, match="version_frozen"), transaction.atomic():
        Target.objects.filter(pk=target.pk).update(version=other)
    with pytest.raises(IntegrityError, match="version_frozen"):
        Target.objects.create(
            version=version,
            indicator=indicator("B", "Two"),
            hours=target.hours,
            threshold_ppm=1,
        )


def test_end_of_a_version_in_force_may_be_cut(sari, customer_a):
    version = write(draft(sari, customer_a), [indicator()], sari)
    activate(version=version, actor=sari, at=NOW)
    run("UPDATE agreements_version SET effective_to = '2026-12-15' WHERE id = %s", version.pk)
    version.refresh_from_db()
    assert version.effective_to.day == 15


@pytest.mark.parametrize(
    ("table", "verb"), list(itertools.product(["step", "signature"], ["UPDATE", "DELETE"]))
)
def test_steps_and_signatures_are_append_only(sari, alia, customer_a, table, verb):
    version = sent_out(sari, alia, customer_a)
    sign(signatory=version.signatories.get(person=sari.person), actor=sari, at=NOW)
    model = {"step": Step, "signature": Signature}[table]
    change = "SET reason = 'other'" if verb == "UPDATE" else ""
    sql = f"{verb} {'FROM' if verb == 'DELETE' else ''} {model._meta.db_table} {change}"
    with pytest.raises(Exception, match="append_only"):
        run(sql)
