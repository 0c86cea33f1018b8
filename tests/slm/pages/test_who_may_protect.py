"""Every page of maintenance and exclusions, and who may open it."""

import pytest
from django.urls import reverse
from django.utils import timezone

from slm.models import Exclusion, Maintenance, MaintenanceSeries
from tests.slm.pages.test_maintenance import SERIES, series
from tests.slm.protections import HOUR, plan, propose

LOOKING = ["maintenance-list", "maintenance-days", "maintenance", "maintenance-series"]
LOOKING += ["exclusion-list", "exclusion"]
CHANGING = ["maintenance-plan", "maintenance-series-plan", "maintenance-change"]
CHANGING += ["maintenance-cancel", "maintenance-series-change", "maintenance-series-end"]
CHANGING += ["exclusion-propose", "exclusion-change", "exclusion-withdraw"]
DECIDING = ["maintenance-approve", "maintenance-refuse", "exclusion-approve", "exclusion-refuse"]
PEOPLE = ["sari", "oka", "ayu", "rangga", "tirta", "alia", "zaki"]


@pytest.fixture
def records(catalogue, sari, sign_in):
    sign_in(sari).post(SERIES, series(count="1") | {"save": "1"})
    now = timezone.now()
    plan(catalogue.indicator, now - HOUR, now + HOUR, announced_at=None)
    propose(catalogue.indicator, now - HOUR, now)


def address(name):
    if name.endswith(("-list", "-days", "-plan", "-propose")):
        return reverse(f"slm:{name}")
    if "series" in name:
        record = MaintenanceSeries.objects.get()
    elif "exclusion" in name:
        record = Exclusion.objects.get()
    else:
        record = Maintenance.objects.get(series=None)
    return reverse(f"slm:{name}", args=[record.source.code, record.external_id])


def answers(request, sign_in, url, method):
    return {
        person: getattr(sign_in(request.getfixturevalue(person)), method)(url).status_code
        for person in PEOPLE
    }


@pytest.mark.parametrize("name", LOOKING)
def test_page_shows_itself_to_provider_roles_alone(name, records, request, sign_in, client):
    url = address(name)
    assert answers(request, sign_in, url, "get") == {
        **dict.fromkeys(["sari", "oka", "ayu", "rangga", "tirta"], 200),
        **dict.fromkeys(["alia", "zaki"], 403),
    }
    assert client.get(url).status_code == 302


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", CHANGING)
def test_form_opens_to_those_who_manage_levels(name, method, records, request, sign_in, client):
    url = address(name)
    assert answers(request, sign_in, url, method) == {
        **dict.fromkeys(["sari", "oka", "ayu"], 200),
        **dict.fromkeys(["rangga", "tirta", "alia", "zaki"], 403),
    }
    assert getattr(client, method)(url).status_code == 302


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", DECIDING)
def test_decision_is_a_service_level_managers(name, method, records, request, sign_in, client):
    url = address(name)
    assert answers(request, sign_in, url, method) == {
        **dict.fromkeys(["sari", "ayu"], 200),
        **dict.fromkeys(["oka", "rangga", "tirta", "alia", "zaki"], 403),
    }
    assert getattr(client, method)(url).status_code == 302


@pytest.mark.parametrize(
    "path",
    [
        "/maintenance/of/PROBE/M-9/",
        "/maintenance/of/PROBE/a%00b/",
        "/maintenance/series/of/MANUAL/S-9/",
        "/exclusions/of/MANUAL/X-9/",
    ],
)
def test_what_is_not_there_is_not_found(path, catalogue, sari, sign_in):
    assert sign_in(sari).get(path).status_code == 404


@pytest.mark.parametrize(
    "query", ["q=%00", "service=%00", "since=0001-01-01", "until=9999-12-31", "state=x&sort=-no"]
)
@pytest.mark.parametrize("path", ["/maintenance/", "/exclusions/"])
def test_lists_survive_whatever_the_address_says(path, query, records, sari, sign_in):
    assert sign_in(sari).get(f"{path}?{query}").status_code == 200


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("path", ["/maintenance/", "/exclusions/"])
def test_lists_are_exported(path, form, records, sari, sign_in):
    answer = sign_in(sari).get(f"{path}?format={form}")
    assert answer.status_code == 200
    assert len(b"".join(answer.streaming_content)) > 50
