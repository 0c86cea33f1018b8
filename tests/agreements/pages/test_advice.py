"""Advice on a draft: counted, with the page that follows it, and in nobody's way (R80, R81)."""

import pytest

from agreements.models import SectionSet, Target
from agreements.operations.activate import activate
from agreements.operations.save_sections import choose_section_set, save_sections
from slm.models import Service
from tests.agreements.scenes import draft, indicator, token_of, write
from tests.cast import NOW

pytestmark = pytest.mark.django_db
PAGE = "/agreements/SLA-0042/v1/"
API = "/api/v1/agreements/SLA-0042/versions/1/lifecycle/"
LONG = "The service " + "and its friends " * 13 + "work."


@pytest.fixture
def version(sari, customer_a):
    version = write(draft(sari, customer_a), [indicator()], sari)
    version = choose_section_set(
        version=version,
        section_set=SectionSet.objects.get(code="SLA-AREA"),
        governing_language="en",
        actor=sari,
    )
    key = version.section_set.items.first().key
    return save_sections(version=version, language="en", texts={key: LONG}, none=set(), actor=sari)


def words(response) -> str:
    return " ".join(response.content.decode().replace("\xa0", " ").split())


def test_draft_is_advised_with_figures_and_links(sign_in, sari, version):
    said = words(sign_in(sari).get(PAGE))
    assert "No target says which business outcome it protects." in said
    assert "The catalogue does not say what Payment gateway is for." in said
    assert "42.0 words a sentence, the longest has 42" in said
    assert f'href="{PAGE}text/"' in said.partition("Could be written better")[2]


def test_well_written_draft_gets_no_advice(sign_in, sari, version):
    Target.objects.update(protects="Salaries on time")
    Service.objects.update(description="Takes payments.")
    version.sections = {}
    version.save()
    assert "Could be written better" not in words(sign_in(sari).get(PAGE))


@pytest.mark.parametrize("name", ["tirta", "oka"])
def test_advice_is_for_whoever_writes(name, request, sign_in, version):
    page = sign_in(request.getfixturevalue(name)).get(PAGE)
    assert page.status_code == 200
    assert "Could be written better" not in words(page)


def test_machines_read_the_same_advice_and_nothing_of_what_binds(sari, version, client):
    def codes() -> list[str]:
        found = client.get(API, headers=token_of(sari, "records:read")).json()
        return [row["code"] for row in found["advice"]]

    assert codes() == ["service_unsaid", "no_outcome", "long_sentences"]
    version.section_set, version.sections = None, {}
    version.save()
    activate(version=version, actor=sari, at=NOW)  # advice keeps nothing from coming in force
    assert codes() == []
