"""Every page of service levels, and who may open it."""

import pytest
from django.urls import reverse

KEY = ["PROBE", 0, "INC/1"]
LOOKING = [
    ("service-list", []),
    ("service", ["PAY-GW"]),
    ("indicator", ["indicator"]),
    ("outage-list", []),
    ("outage", KEY),
    ("hours-list", []),
    ("hours", ["OFFICE"]),
    ("hours-year", ["OFFICE", 2026]),
    ("source-list", []),
    ("source", ["PROBE"]),
    ("provider-list", []),
    ("provider", ["TEAM"]),
]
CHANGING = [
    ("service-create", []),
    ("service-edit", ["PAY-GW"]),
    ("slice-create", ["PAY-GW"]),
    ("slice-edit", ["PAY-GW", "SBY"]),
    ("dependency-list", ["PAY-GW"]),
    ("indicator-create", ["PAY-GW"]),
    ("indicator-edit", ["indicator"]),
    ("outage-declare", []),
    ("outage-file", []),
    ("outage-correct", KEY),
    ("outage-withdraw", KEY),
    ("hours-create", []),
    ("hours-edit", ["OFFICE"]),
    ("hours-version", ["OFFICE"]),
    ("source-create", []),
    ("source-edit", ["PROBE"]),
    ("state-log", []),
    ("provider-create", []),
    ("provider-edit", ["TEAM"]),
]


def address(catalogue, name, arguments):
    known = {"indicator": catalogue.indicator.public_id}
    return reverse(f"slm:{name}", args=[known.get(one, one) for one in arguments])


@pytest.mark.parametrize(("name", "arguments"), LOOKING)
def test_page_shows_itself_to_provider_roles_alone(
    name, arguments, catalogue, request, sign_in, client
):
    url = address(catalogue, name, arguments)
    people = ["sari", "oka", "rangga", "tirta", "ayu", "alia", "zaki"]
    answers = {
        person: sign_in(request.getfixturevalue(person)).get(url).status_code for person in people
    }
    assert answers == {
        "sari": 200,
        "oka": 200,
        "rangga": 200,
        "tirta": 200,
        "ayu": 200,
        "alia": 403,
        "zaki": 403,
    }
    assert client.get(url).status_code == 302


@pytest.mark.parametrize(("name", "arguments"), CHANGING)
def test_form_opens_to_those_who_manage_levels_alone(
    name, arguments, catalogue, request, sign_in, client
):
    url = address(catalogue, name, arguments)
    people = ["sari", "oka", "ayu", "rangga", "tirta", "alia", "zaki"]
    answers = {
        person: (
            sign_in(request.getfixturevalue(person)).get(url).status_code,
            sign_in(request.getfixturevalue(person)).post(url, {}).status_code,
        )
        for person in people
    }
    assert answers == {
        "sari": (200, 200),
        "oka": (200, 200),
        "ayu": (200, 200),
        "rangga": (403, 403),
        "tirta": (403, 403),
        "alia": (403, 403),
        "zaki": (403, 403),
    }
    assert client.post(url, {}).status_code == 302


@pytest.mark.parametrize(
    "path",
    [
        "/services/NOWHERE/",
        "/sources/NOWHERE/",
        "/hours/NOWHERE/",
        "/providers/NOWHERE/",
        "/outages/of/PROBE/0/INC-9/",
        "/outages/of/PROBE/77/INC/1/",
        "/outages/of/PROBE/99999999999999999999/INC/1/",
        "/outages/of/PROBE/0/a%00b/",
        "/services/PAY-GW/slices/NONE/",
        "/services/a%00b/",
    ],
)
def test_what_is_not_there_is_not_found(path, catalogue, sari, sign_in):
    assert sign_in(sari).get(path).status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "q=%00",
        "q=" + "x" * 3000,
        "kind=nonsense",
        "owner=nonsense",
        "provider=%00",
        "service=%00",
        "since=0001-01-01",
        "until=9999-12-31",
        "layer=99",
        "state=x&sort=-nothing&page=99999999999",
    ],
)
@pytest.mark.parametrize(
    "name", ["service-list", "outage-list", "source-list", "hours-list", "provider-list"]
)
def test_lists_survive_whatever_the_address_says(name, query, catalogue, sari, sign_in):
    assert sign_in(sari).get(f"{reverse('slm:' + name)}?{query}").status_code == 200


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize(
    "name", ["service-list", "outage-list", "source-list", "hours-list", "provider-list"]
)
def test_lists_are_exported(name, form, catalogue, sari, sign_in):
    answer = sign_in(sari).get(f"{reverse('slm:' + name)}?format={form}")
    assert answer.status_code == 200
    assert len(b"".join(answer.streaming_content)) > 50
