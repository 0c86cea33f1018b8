"""Scores: the page of their indicator, the list, and what is entered, corrected, withdrawn."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from slm.models import Indicator, Score
from slm.operations.record_score import Said, record_score, withdraw_score


@pytest.fixture
def survey(catalogue) -> Indicator:
    return Indicator.objects.create(
        service=catalogue.service, kind="satisfaction", scale_from=1, scale_to=5
    )


@pytest.fixture
def backlog(catalogue) -> Indicator:
    return Indicator.objects.create(
        service=catalogue.service, kind="entered", name="Backlog", unit="items"
    )


def today() -> dt.date:
    return timezone.localtime().date()


def enter(indicator, days_ago: int, value: int, respondents=None, actor=None, **more) -> Score:
    said = Said(
        today() - dt.timedelta(days=days_ago), value, respondents, **{"note": "Survey", **more}
    )
    return record_score(indicator=indicator, said=said, actor=actor, at=timezone.now())


def address(name, indicator) -> str:
    return reverse(f"slm:score-{name}", args=[indicator.public_id])


def text(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def test_indicator_shows_the_mean_and_the_latest(survey, sign_in, sari):
    enter(survey, 10, 4_000, 30, actor=sari)
    enter(survey, 5, 3_000, 10, actor=sari)
    page = text(sign_in(sari).get(survey.get_absolute_url()))
    assert "3.75" in page  # (4 × 30 + 3 × 10) / 40
    assert "on a scale from 1 to 5, each answer once" in page
    assert "Sari Tingkat" in page


def test_indicator_without_scores_teaches(survey, backlog, sign_in, sari, tirta):
    assert "the mean of the answers" in text(sign_in(sari).get(survey.get_absolute_url()))
    assert "the mean of the figures dated in it" in text(
        sign_in(sari).get(backlog.get_absolute_url())
    )
    assert "curl" not in text(sign_in(tirta).get(backlog.get_absolute_url()))


def test_withdrawn_scores_are_shown_and_do_not_count(backlog, sign_in, sari):
    score = enter(backlog, 5, 12_000)
    withdraw_score(score=score, change_reason="Other desk", actor=sari, at=timezone.now())
    page = text(sign_in(sari).get(backlog.get_absolute_url()))
    assert "all are withdrawn" in page
    assert "12 items" not in page


def test_score_shows_its_versions_and_evidence(backlog, sign_in, sari):
    client = sign_in(sari)
    wish = {
        "dated_on": f"{today():%Y-%m-%d}",
        "value": "12.5",
        "note": "",
        "file": SimpleUploadedFile("november.txt", b"twelve and a half"),
    }
    answer = client.post(address("create", backlog), wish)
    score = Score.objects.get()
    assert (answer.status_code, answer.url) == (302, score.get_absolute_url())
    assert (score.value_thousandths, score.respondents) == (12_500, None)
    again = {**wish, "value": "12", "change_reason": "Recount", "note": "Half was done"}
    del again["file"]
    client.post(reverse("slm:score-correct", args=[score.public_id]), again)
    page = text(client.get(score.get_absolute_url()))
    assert "12 items" in page
    assert page.count("november.txt") == 3  # what it says, and both versions
    assert "Recount" in page
    evidence = score.versions.get(number=2).evidence
    assert b"".join(client.get(evidence.get_absolute_url()).streaming_content) == (
        b"twelve and a half"
    )


def test_evidence_opens_to_provider_roles_alone(backlog, sign_in, sari, tirta, alia, zaki):
    file = SimpleUploadedFile("november.txt", b"twelve")
    score = enter(backlog, 1, 12_000, actor=sari, file=file)
    url = score.versions.get().evidence.get_absolute_url()
    answers = [sign_in(who).get(url) for who in (sari, tirta, alia, zaki)]
    assert [answer.status_code for answer in answers] == [200, 200, 404, 404]
    for answer in answers:
        answer.close()


def test_form_fits_the_kind(survey, backlog, sign_in, sari):
    client = sign_in(sari)
    asked = text(client.get(address("create", survey)))
    assert "From 1 to 5." in asked
    assert 'name="respondents"' in asked
    assert 'name="respondents"' not in text(client.get(address("create", backlog)))


def test_refusal_stands_at_its_field_with_what_was_typed(survey, backlog, sign_in, sari):
    client = sign_in(sari)
    day = f"{today():%Y-%m-%d}"
    too_good = client.post(
        address("create", survey), {"dated_on": day, "value": "7", "respondents": 3}
    )
    assert "An answer lies between 1 and 5." in text(too_good)
    assert 'value="7"' in text(too_good)
    bare = client.post(address("create", backlog), {"dated_on": day, "value": "7"})
    assert "Say what shows this figure" in text(bare)
    assert Score.objects.count() == 0


def test_score_is_withdrawn_with_a_reason(backlog, sign_in, sari):
    client = sign_in(sari)
    score = enter(backlog, 1, 12_000)
    url = reverse("slm:score-withdraw", args=[score.public_id])
    assert "counts no more" in text(client.get(url))
    assert "required" in text(client.post(url, {}))
    assert client.post(url, {"change_reason": "Other desk"}).status_code == 302
    score.refresh_from_db()
    assert score.is_void
    assert client.get(url).url == score.get_absolute_url()


def test_list_filters_sorts_and_exports(survey, sign_in, sari):
    enter(survey, 10, 4_000, 30, note="Spring")
    gone = enter(survey, 5, 3_000, 10, note="Autumn")
    withdraw_score(score=gone, change_reason="Twice", actor=sari, at=timezone.now())
    client, url = sign_in(sari), address("list", survey)
    assert "Spring" in text(client.get(url))
    assert "Autumn" not in text(client.get(url + "?withdrawn=false"))
    assert "Spring" not in text(client.get(url + "?q=autumn"))
    exported = b"".join(client.get(url + "?format=csv").streaming_content).decode()
    assert len(exported.splitlines()) == 3


def test_list_costs_the_same_for_one_and_for_three(survey, sign_in, sari):
    client, url = sign_in(sari), address("list", survey)
    enter(survey, 9, 4_000, 30, actor=sari)
    client.get(url)
    with CaptureQueriesContext(connection) as first:
        client.get(url)
    enter(survey, 8, 4_000, 30, actor=sari)
    enter(survey, 7, 4_000, 30, actor=sari)
    with CaptureQueriesContext(connection) as second:
        client.get(url)
    assert len(second) == len(first)


def test_pages_are_for_provider_roles_and_forms_for_those_who_manage(
    backlog, request, sign_in, client
):
    score = enter(backlog, 1, 12_000)
    looking = [address("list", backlog), score.get_absolute_url()]
    changing = [
        address("create", backlog),
        *(reverse(f"slm:score-{verb}", args=[score.public_id]) for verb in ("correct", "withdraw")),
    ]
    for person, may_look, may_change in [
        ("sari", 200, 200),
        ("ayu", 200, 200),
        ("oka", 200, 200),
        ("rangga", 200, 403),
        ("tirta", 200, 403),
        ("alia", 403, 403),
        ("zaki", 403, 403),
    ]:
        signed_in = sign_in(request.getfixturevalue(person))
        assert [signed_in.get(url).status_code for url in looking] == [may_look] * 2, person
        assert [signed_in.get(url).status_code for url in changing] == [may_change] * 3, person
    assert {client.get(url).status_code for url in looking + changing} == {302}


def test_only_scored_kinds_have_scores(catalogue, sign_in, sari):
    client = sign_in(sari)
    for name in ("list", "create"):
        assert client.get(address(name, catalogue.indicator)).status_code == 404
