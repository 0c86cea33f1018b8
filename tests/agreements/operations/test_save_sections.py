"""The text of a draft: its set, its sections in each language, and what it is charged by."""

import pytest

from agreements.models import SectionSet
from agreements.operations.save_sections import (
    choose_section_set,
    save_charging,
    save_sections,
)
from agreements.operations.save_tariff import create_tariff
from agreements.operations.save_version import VersionRefused, start_version
from agreements.queries.guards import missing_by_name
from agreements.queries.section_texts import missing_sections, version_texts
from agreements.queries.signed_text import hash_of
from tests.agreements.scenes import draft, in_force, indicator, write
from tests.cast import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(sari, customer_a):
    made = write(draft(sari, customer_a), [indicator()], sari)
    return choose(made, sari)


def choose(version, actor, code="SLA-AREA", language="en"):
    return choose_section_set(
        version=version,
        section_set=SectionSet.objects.get(code=code),
        governing_language=language,
        actor=actor,
    )


def say(version, actor, language="en", none=(), **texts):
    return save_sections(
        version=version, language=language, texts=texts, none=set(none), actor=actor
    )


def fill(version, actor):
    items = version.section_set.items.all()
    return save_sections(
        version=version,
        language="en",
        texts={item.key: "Written." for item in items if not item.may_be_none},
        none={item.key for item in items if item.may_be_none},
        actor=actor,
    )


def test_each_language_is_written_by_itself(version, sari):
    version = say(version, sari, scope="Payments.")
    version = say(version, sari, "id", scope="Pembayaran.")

    assert version.sections == {"scope": {"en": "Payments.", "id": "Pembayaran."}}
    version = say(version, sari, scope="  ")
    assert version.sections == {"scope": {"id": "Pembayaran."}}


def test_none_is_stored_and_shown_and_taken_back_by_a_text(version, sari):
    version = say(version, sari, none=["workload"], workload="")
    assert version.sections == {"workload": {"none": True}}
    shown = next(text for text in version_texts(version) if text.key == "workload")
    assert (shown.is_none, shown.text, shown.is_missing) == (True, "", False)

    version = say(version, sari, workload="At most 100 payments a second.")
    assert version.sections == {"workload": {"en": "At most 100 payments a second."}}


def test_text_and_none_together_are_refused(version, sari):
    with pytest.raises(VersionRefused) as refused:
        say(version, sari, none=["workload"], workload="Many.")
    assert refused.value.field == "section-workload"


def test_none_of_what_has_to_be_said_is_refused(version, sari):
    with pytest.raises(VersionRefused):
        say(version, sari, none=["scope"], scope="")


def test_key_that_the_set_lacks_is_refused(version, sari):
    with pytest.raises(VersionRefused):
        say(version, sari, invented="x")


def test_set_of_another_document_is_refused(version, sari):
    with pytest.raises(VersionRefused) as refused:
        choose(version, sari, "OLA-STANDARD")
    assert refused.value.field == "section_set"


def test_frozen_text_is_refused(sari, customer_a):
    version = in_force(sari, customer_a).target.version
    with pytest.raises(VersionRefused):
        choose(version, sari)


def test_missing_sections_ask_for_the_governing_language(version, sari):
    version = fill(version, sari)
    assert missing_sections(version) == []

    version = choose(version, sari, language="id")
    keys = {row["key"] for row in missing_sections(version)}
    assert "scope" in keys
    assert not {"workload", "targets"} & keys


def test_what_is_missing_stands_before_signing(version, sari):
    codes = {row["code"] for row in missing_by_name("open_signing", version, at=NOW)}
    assert "no_section" in codes
    version = fill(version, sari)
    codes = {row["code"] for row in missing_by_name("open_signing", version, at=NOW)}
    assert "no_section" not in codes


def test_text_in_the_other_language_says_so(version, sari):
    version = say(version, sari, "id", scope="Pembayaran.")
    shown = next(text for text in version_texts(version, language="en") if text.key == "scope")
    assert (shown.text, shown.language, shown.is_other_language) == ("Pembayaran.", "id", True)


def test_charging_is_part_of_the_text_and_goes_on_in_the_next_version(version, sari, customer_a):
    before = hash_of(version)
    tariff = create_tariff(
        code="TRF-1",
        title="Prices",
        customer=customer_a,
        currency="IDR",
        zone="Asia/Jakarta",
        actor=sari,
    )
    version = save_charging(
        version=version, tariff=tariff, invoiced="monthly", due_days=30, actor=sari
    )
    assert hash_of(version) != before
    version.state = "withdrawn"
    version.save()
    after = start_version(agreement=version.agreement, actor=sari, at=NOW)
    assert (after.tariff, after.invoiced, after.due_days) == (tariff, "monthly", 30)


def test_tariff_of_another_customer_is_refused(version, sari, customer_b):
    tariff = create_tariff(
        code="TRF-1", title="B", customer=customer_b, currency="IDR", zone="UTC", actor=sari
    )
    with pytest.raises(VersionRefused) as refused:
        save_charging(version=version, tariff=tariff, invoiced="", due_days=None, actor=sari)
    assert refused.value.field == "tariff"
