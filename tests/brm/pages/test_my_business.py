"""What customers see of their outcomes and checks, on their own pages."""

import pytest
from django.urls import reverse

from brm.models import BusinessChange, BusinessOutcome, CheckAnswer, Demand
from brm.operations.save_outcome import record_measurement
from tests.brm.business import TODAY, business_change, check, demand, outcome
from tests.cast import NOW

pytestmark = pytest.mark.django_db
HOME = "/my/"
MARK = "INTERNAL-MARK"


@pytest.fixture
def scene(rangga, customer_a, customer_b):
    goal = outcome(rangga, customer_a, reference=MARK)
    record_measurement(
        outcome=goal, measured_on=TODAY, planned=9, realised=8, note=MARK, actor=rangga, at=NOW
    )
    demand(rangga, customer_a, title=MARK, outcome=goal)
    business_change(rangga, customer_a, title=MARK)
    outcome(rangga, customer_b, statement="Of another customer")
    return check(rangga, customer_a, customer_b)


def test_customer_reads_statement_target_and_actual_and_nothing_else(scene, alia, sign_in):
    shown = sign_in(alia).get(HOME).content.decode()
    assert "Nobody is turned away at the counter" in shown
    assert "A second route to the switch" in shown
    assert "40" in shown  # per cent of the way
    assert MARK not in shown
    assert "Of another customer" not in shown
    assert "Kantor Misal" not in shown
    assert "mportance" not in shown


def test_customer_accepts(scene, alia, customer_a, sign_in):
    answer = CheckAnswer.objects.get(customer=customer_a)
    url = reverse("brm:my-check-accept", args=[answer.pk])
    assert sign_in(alia).get(url).status_code == 200
    sign_in(alia).post(url)
    answer.refresh_from_db()
    assert (answer.state, answer.answered_by) == ("accepted", alia)
    assert sign_in(alia).get(url).status_code == 404


def test_customer_objects_with_a_reason(scene, alia, customer_a, sign_in):
    answer = CheckAnswer.objects.get(customer=customer_a)
    url = reverse("brm:my-check-object", args=[answer.pk])
    assert sign_in(alia).post(url, {"reason": ""}).status_code == 422
    sign_in(alia).post(url, {"reason": "Receipts are late"})
    answer.refresh_from_db()
    assert (answer.state, answer.reason) == ("objected", "Receipts are late")


@pytest.mark.parametrize(("name", "status"), [("bram", 404), ("zaki", 403), ("rangga", 403)])
def test_nobody_else_answers_for_them(name, status, request, scene, customer_a, sign_in):
    answer = CheckAnswer.objects.get(customer=customer_a)
    user = request.getfixturevalue(name)
    for page in ("my-check-accept", "my-check-object"):
        url = reverse(f"brm:{page}", args=[answer.pk])
        assert sign_in(user).post(url, {"reason": "x"}).status_code == status


def test_visibility_of_records(scene, alia, bram):
    assert [row.statement for row in BusinessOutcome.objects.visible_to(bram)] == [
        "Of another customer"
    ]
    for model in (Demand, BusinessChange):
        assert not model.objects.visible_to(alia).exists()
