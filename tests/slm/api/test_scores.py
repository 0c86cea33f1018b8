"""Scores through the API: one, many, again, corrected, withdrawn."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.models import Scope
from slm.models import Indicator, Score


@pytest.fixture
def survey(catalogue) -> Indicator:
    return Indicator.objects.create(
        service=catalogue.service, kind="satisfaction", scale_from=1, scale_to=5
    )


@pytest.fixture
def url(survey) -> str:
    return f"/api/v1/indicators/{survey.public_id}/scores/"


def wish(**changes):
    day = timezone.now().date() - dt.timedelta(days=2)
    return {"dated_on": f"{day}", "value": "4.25", "respondents": 180} | changes


def test_score_is_entered_once_and_read(api, url, survey):
    first = api.put(url + "2026-Q4/", wish())
    assert first.status_code == 201
    assert api.put(url + "2026-Q4/", wish()).status_code == 200
    assert first.json() == {
        "id": str(Score.objects.get().public_id),
        "indicator": str(survey.public_id),
        "external_id": "2026-Q4",
        "dated_on": wish()["dated_on"],
        "value": "4.250",
        "respondents": 180,
        "note": "",
        "version": 1,
        "is_withdrawn": False,
    }
    assert api.get(url + "2026-Q4/").json() == first.json()
    assert api.get(url).json()["results"] == [first.json()]


def test_correction_needs_its_reason(api, url):
    api.put(url + "Q/", wish())
    refused = api.put(url + "Q/", wish(value="4.3"))
    assert refused.status_code == 422
    assert [error["field"] for error in refused.json()["errors"]] == ["change_reason"]
    changed = api.put(url + "Q/", wish(value="4.3", change_reason="Late answers"))
    assert (changed.status_code, changed.json()["version"]) == (200, 2)


def test_withdrawal_needs_its_reason(api, url):
    api.put(url + "Q/", wish())
    assert api.delete(url + "Q/").status_code == 422
    assert api.delete(url + "Q/?change_reason=Twice").json()["is_withdrawn"] is True
    assert api.delete(url + "NONE/?change_reason=Twice").status_code == 404


def test_batch_is_all_or_nothing_and_again_nothing(api, url):
    rows = [wish(external_id="A"), wish(external_id="B", value="9")]
    refused = api.post(url + "batch/", rows, format="json")
    assert refused.status_code == 422
    assert [(error["row"], error["field"]) for error in refused.json()["errors"]] == [(1, "value")]
    assert Score.objects.count() == 0
    rows[1]["value"] = "4"
    for _again in range(2):
        answer = api.post(url + "batch/", rows, format="json")
        assert [row["external_id"] for row in answer.json()] == ["A", "B"]
    assert Score.objects.count() == 2


@pytest.mark.parametrize(
    "changes", [{"value": "4.2501"}, {"value": "x"}, {"dated_on": "soon"}, {"respondents": 0}]
)
def test_malformed_score_is_answered_with_its_field(api, url, changes):
    answer = api.put(url + "Q/", wish(**changes))
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == list(changes)


def test_measured_indicators_have_no_scores(api, catalogue):
    url = f"/api/v1/indicators/{catalogue.indicator.public_id}/scores/"
    assert (api.get(url).status_code, api.put(url + "Q/", wish()).status_code) == (404, 404)


def test_scores_are_read_by_provider_roles_and_written_with_a_token_for_facts(
    url, token, sari, tirta, alia
):
    answers = [
        (client.get(url).status_code, client.put(url + "Q/", wish()).status_code)
        for client in (
            token(sari, Scope.FACTS_WRITE, Scope.RECORDS_READ),
            token(sari, Scope.RECORDS_READ),
            token(tirta, Scope.FACTS_WRITE, Scope.RECORDS_READ),
            token(alia, Scope.FACTS_WRITE, Scope.RECORDS_READ),
        )
    ]
    assert answers == [(200, 201), (200, 403), (200, 403), (403, 403)]
