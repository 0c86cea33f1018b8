"""Indicators are added and changed by machines, once however often they are sent."""

import pytest

from accounts.models import Scope
from slm.models import Dirty, Indicator, Slice
from slm.operations.save_indicator import THE_BEGINNING
from tests.slm.catalogue import make_service

URL = "/api/v1/indicators/"
WISH = {"service": "MAIL", "kind": "availability", "source": "PROBE", "max_gap_seconds": 300}


@pytest.fixture
def mail(catalogue):
    return make_service("MAIL", provider=catalogue.provider)


def test_an_indicator_is_added_once_however_often_it_is_sent(mail, api):
    made, again = api.post(URL, WISH), api.post(URL, WISH)
    assert (made.status_code, again.status_code) == (201, 200)
    assert made.json() == again.json()
    indicator = Indicator.objects.get(service=mail)
    assert made.json() == {
        "id": str(indicator.public_id),
        "service": "MAIL",
        "kind": "availability",
        "slice": None,
        "name": "",
        "source": "PROBE",
        "is_fed": True,
        "max_gap_seconds": 300,
        "unit": "",
        "scale_from": None,
        "scale_to": None,
        "feed": None,
    }


def test_one_that_is_read_by_other_rules_is_not_changed_in_passing(mail, api):
    api.post(URL, WISH)
    answer = api.post(URL, WISH | {"max_gap_seconds": 600})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "max_gap_seconds")
    assert Indicator.objects.get(service=mail).max_gap_seconds == 300


def test_slices_kinds_and_names_make_other_indicators(mail, api):
    cut = Slice.objects.create(service=mail, code="JKT", name="Jakarta")
    wishes = [
        WISH,
        WISH | {"slice": "jkt"},
        WISH | {"name": "From outside"},
        {"service": "mail", "kind": "counter"},
        {"service": "MAIL", "kind": "satisfaction", "scale_from": 1, "scale_to": 5},
        {"service": "MAIL", "kind": "entered", "unit": "days"},
    ]
    assert {api.post(URL, wish).status_code for wish in wishes} == {201}
    assert {api.post(URL, wish).status_code for wish in wishes} == {200}
    rows = Indicator.objects.filter(service=mail).order_by("pk")
    assert [(row.kind, row.slice, row.name, row.is_fed) for row in rows] == [
        ("availability", None, "", True),
        ("availability", cut, "", True),
        ("availability", None, "From outside", True),
        ("counter", None, "", False),
        ("satisfaction", None, "", False),
        ("entered", None, "", False),
    ]


@pytest.mark.parametrize(
    ("change", "status", "field"),
    [
        ({"service": "NONE"}, 400, "service"),
        ({"slice": "NONE"}, 400, "slice"),
        ({"kind": "other"}, 400, "kind"),
        ({"source": "NONE"}, 400, "source"),
        ({"max_gap_seconds": 0}, 400, "max_gap_seconds"),
        ({"unit": "days"}, 400, "unit"),
        ({"kind": "counter"}, 400, "max_gap_seconds"),
        ({"kind": "satisfaction", "source": None, "max_gap_seconds": None}, 422, "scale_from"),
    ],
)
def test_unfit_indicator_is_refused_at_its_field(mail, api, change, status, field):
    answer = api.post(URL, WISH | change)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (status, field)
    assert not Indicator.objects.filter(service=mail).exists()


def test_a_rule_that_moves_the_past_needs_a_word(catalogue, api, sari):
    indicator = catalogue.indicator
    url = f"{URL}{indicator.public_id}/"
    change = {"is_fed": not indicator.is_fed}
    refused = api.patch(url, change)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "accepts_recompute")
    dirty = Dirty.objects.filter(indicator=indicator, from_at=THE_BEGINNING)
    assert not dirty.exists()
    changed = api.patch(url, change | {"accepts_recompute": True})
    assert (changed.status_code, changed.json()["is_fed"]) == (200, change["is_fed"])
    assert dirty.count() == 1


def test_what_is_measured_never_changes(catalogue, api):
    url = f"{URL}{catalogue.indicator.public_id}/"
    before = api.get(url).json()
    assert api.patch(url, {"kind": "counter", "name": "Other", "service": "X"}).json() == before


def test_only_who_may_write_records_adds_one(mail, token, sari, oka, tirta, ayu, alia, client):
    people = {"sari": sari, "oka": oka, "tirta": tirta, "ayu": ayu, "alia": alia}
    answers = {
        name: token(person, Scope.RECORDS_WRITE).post(URL, WISH | {"name": name}).status_code
        for name, person in people.items()
    }
    assert answers == {"sari": 201, "oka": 201, "tirta": 403, "ayu": 201, "alia": 403}
    assert token(sari, Scope.RECORDS_READ).post(URL, WISH).status_code == 403
    assert client.post(URL, WISH).status_code == 401
