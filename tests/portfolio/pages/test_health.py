"""The page of a customer's health: inputs, explanation, a band set by hand, and who may."""

import datetime as dt

import pytest
import time_machine

from accounts.models import ApiToken, Role, Scope
from brm.models import Grant
from portfolio.models import HealthOverride, HealthSnapshot
from portfolio.operations.plan_effort import plan_effort
from portfolio.operations.take_health import take_health
from tests.brm.feedback import tell
from tests.cast import NOW, make_user
from tests.portfolio.health import asked, valued
from tests.portfolio.money import make_service

pytestmark = pytest.mark.django_db
URL = "/customers/DINAS/health/"
MARKER = "Whispered-Reason-4711"


@pytest.fixture
def limited(customer_a):
    user = make_user("Lintang Terbatas")
    Grant.objects.create(user=user, role=Role.RELATIONSHIP_MANAGER, customer=customer_a)
    return user


def set_by_hand(client, **fields):
    wish = {"band": "poor", "reason": MARKER, "expires_on": "2026-12-24"} | fields
    return client.post(f"{URL}set/", wish)


def test_page_prints_every_component_with_its_inputs(rangga, sign_in, customer_a):
    asked(rangga, customer_a, 4)
    text = sign_in(rangga).get(URL).content.decode()
    for said in (
        "40.0 in SRV-0001, from 1 answer",
        "No promise to this customer has a closed period with data.",
        "1 of 3 roles in 1 unit; 2 filled by nobody",
        "0 open, of them 0 escalated and 0 overdue",
        "No month of use has a forecast made before it.",
        "no agreement in force",
    ):
        assert said in text


def test_score_and_deductions_follow_the_formula(rangga, sign_in, customer_a):
    asked(rangga, customer_a, 4)
    # 0.25 × 40 + 0.15 × 100 ÷ 3 + 0.15 × 100 + 0.10 × 60, over 0.65
    text = sign_in(rangga).get(URL).content.decode()
    assert "55.38" in text
    assert "−23.08" in text  # 0.25 × 60 ÷ 0.65
    assert "65" in text


def test_a_changed_input_changes_the_figure_and_its_explanation(rangga, sign_in, customer_a):
    asked(rangga, customer_a, 4)
    client = sign_in(rangga)
    client.get(URL)
    tell(customer_a, rangga)
    text = client.get(URL).content.decode()
    assert "1 open, of them 0 escalated and 0 overdue" in text
    assert "53.08" in text  # ten points of 100, weighed 0.15 ÷ 0.65


def test_no_score_without_inputs(rangga, sign_in, customer_a):
    text = sign_in(rangga).get(URL).content.decode()
    assert "Insufficient data" in text
    assert "insufficient data: no figure below 60 % confidence" in text


def test_answers_older_than_a_hundred_days_are_left_out(rangga, sign_in, customer_a):
    asked(rangga, customer_a, 4)
    with time_machine.travel(NOW + dt.timedelta(days=101), tick=False):
        text = sign_in(rangga).get(URL).content.decode()
    assert "older than 100 days: left out" in text
    assert "Insufficient data" in text


def test_a_critical_component_holds_the_band_down(rangga, sign_in, customer_a):
    asked(rangga, customer_a, 3)
    text = sign_in(rangga).get(URL).content.decode()
    assert "Held down by what is critical and below 40: Satisfaction with outcomes." in text


def test_band_set_by_hand_shows_who_why_until_and_falls_away(rangga, sign_in, customer_a):
    client = sign_in(rangga)
    assert set_by_hand(client).status_code == 302
    text = client.get(URL).content.decode()
    assert "Set by hand: Poor." in text
    assert MARKER in text
    day = "24\N{NO-BREAK SPACE}Dec\N{NO-BREAK SPACE}2026"
    assert f"Rangga Hubungan, until {day}; worked out: Insufficient data." in text
    with time_machine.travel(dt.datetime(2026, 12, 24, 20, tzinfo=dt.UTC), tick=False):
        assert MARKER in sign_in(rangga).get(URL).content.decode()
    with time_machine.travel(dt.datetime(2026, 12, 25, 20, tzinfo=dt.UTC), tick=False):
        assert MARKER not in sign_in(rangga).get(URL).content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [("reason", ""), ("expires_on", "2026-11-24"), ("expires_on", "2027-11-24"), ("band", "well")],
)
def test_refused_band_keeps_what_was_typed(rangga, sign_in, customer_a, field, value):
    answer = set_by_hand(sign_in(rangga), **{field: value})
    assert answer.status_code == 422
    assert [*answer.context["form"].errors] == [field]
    assert HealthOverride.objects.count() == 0


def test_withdrawing_shows_what_was_worked_out(rangga, sign_in, customer_a):
    client = sign_in(rangga)
    set_by_hand(client)
    assert client.post(f"{URL}withdraw/").status_code == 302
    assert MARKER not in client.get(URL).content.decode()
    row = HealthOverride.objects.get()
    assert (row.withdrawn_at, row.withdrawn_by) == (NOW, rangga)


def test_by_hand_health_and_effort_are_kept_for_the_month(rangga, sign_in, customer_a):
    client = sign_in(rangga)
    assert client.get("/portfolio/compute/").status_code == 200
    assert client.post("/portfolio/compute/").status_code == 302
    row = HealthSnapshot.objects.get()
    assert (row.month, row.band, row.taken_by) == (dt.date(2026, 11, 1), "insufficient", rangga)
    assert "Rangga Hubungan" in client.get(URL).content.decode()


@pytest.mark.parametrize("who", ["alia", "bram", "zaki"])
def test_customers_and_strangers_open_no_door(request, sign_in, customer_a, who):
    client = sign_in(request.getfixturevalue(who))
    doors = [URL, f"{URL}set/", f"{URL}withdraw/", "/portfolio/compute/", "/portfolio/effort/"]
    assert [client.get(url).status_code for url in doors] == [403] * 5


def test_an_auditor_reads_and_changes_nothing(tirta, sign_in, customer_a):
    client = sign_in(tirta)
    assert client.get(URL).status_code == 200
    assert set_by_hand(client).status_code == 403
    assert client.post("/portfolio/compute/").status_code == 403
    assert HealthOverride.objects.count() == 0


def test_a_limited_manager_sets_its_own_alone(limited, sign_in, customer_a, customer_b):
    client = sign_in(limited)
    assert set_by_hand(client).status_code == 302
    assert client.get("/customers/KANTOR/health/").status_code == 404
    assert client.get("/customers/KANTOR/health/set/").status_code == 404
    assert client.post("/portfolio/compute/").status_code == 403


def test_no_door_of_a_customer_shows_health_or_effort(rangga, alia, sign_in, customer_a):
    asked(rangga, customer_a, 4)
    valued((customer_a, make_service(), "7771"))
    set_by_hand(sign_in(rangga))
    take_health(actor=None, at=NOW)
    plan_effort(actor=None, at=NOW)
    _row, key = ApiToken.objects.create_key(name="Own", user=alia, scopes=list(Scope))
    client, bearer = sign_in(alia), {"Authorization": f"Bearer {key}"}
    pages = ["/", "/my/", "/customers/DINAS/", "/search/?q=Whispered", "/portfolio/?format=csv"]
    shown = [client.get(url, follow=True).content.decode() for url in pages]
    for path in ("portfolio", "portfolio/health", "portfolio/effort", "customers/DINAS"):
        shown.append(client.get(f"/api/v1/{path}/", headers=bearer).content.decode())
    words = (MARKER, "55.38", "Health", "Tier", "Watermelon")
    assert [word for word in words for text in shown if word in text] == []


def test_the_customers_page_shows_the_band_kept_last(rangga, sign_in, customer_a):
    asked(rangga, customer_a, 4)
    take_health(actor=None, at=NOW)
    text = sign_in(rangga).get("/customers/DINAS/").content.decode()
    assert "55.38" in text
    assert "/customers/DINAS/health/" in text
