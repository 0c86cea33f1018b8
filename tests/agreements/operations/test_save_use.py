"""How a unit's business rests on a service, and what that comes to."""

import datetime as dt
from decimal import Decimal

import pytest

from agreements.models import OutcomeDependency, ServiceUse
from agreements.operations.save_use import UseRefused, save_use
from agreements.queries.unused_services import use_gaps
from agreements.queries.what_rests_on import what_a_customer_uses, what_rests_on
from slm.models import Service
from tests.agreements.uses import use
from tests.brm.business import TODAY, outcome, service
from tests.brm.factories import grant, make_customer

pytestmark = pytest.mark.django_db


def test_use_is_one_for_a_unit_and_a_service(rangga, customer_a):
    use(rangga, customer_a)
    save_use(customer=customer_a, service=service(), users=130, actor=rangga)
    record = ServiceUse.objects.get()
    assert (record.users, record.criticality, record.hour_cost) == (
        130,
        "4_vital",
        Decimal(7_500_000),
    )


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"users_on": None}, "users_on"),
        ({"criticality_basis": " "}, "criticality_basis"),
        ({"hour_cost_basis": ""}, "hour_cost_basis"),
        ({"hour_cost_on": None}, "hour_cost_on"),
        ({"month_value": Decimal(1)}, "month_value_by"),
        ({"currency": "Rp"}, "currency"),
        ({"hour_cost": Decimal(-1)}, "hour_cost"),
        ({"since_on": TODAY, "ends_before": TODAY}, "ends_before"),
    ],
)
def test_figure_without_ground_is_refused(rangga, customer_a, fields, field):
    with pytest.raises(UseRefused) as refusal:
        use(rangga, customer_a, **fields)
    assert refusal.value.field == field


def test_use_is_refused_to_whom_may_not_write(tirta, alia, customer_a):
    for actor in (tirta, alia):
        with pytest.raises(UseRefused) as refusal:
            use(actor, customer_a)
        assert refusal.value.field == "customer"


def test_weights_are_replaced_and_stay_when_left_out(rangga, customer_a):
    first, second = outcome(rangga, customer_a), outcome(rangga, customer_a, statement="Other")
    use(rangga, customer_a, weights={first: 9, second: 2})
    use(rangga, customer_a, weights={first: 7})
    use(rangga, customer_a)
    assert list(OutcomeDependency.objects.values_list("outcome", "weight")) == [(first.pk, 7)]


def test_outcome_of_another_organisation_is_refused(rangga, customer_a, customer_b):
    with pytest.raises(UseRefused) as refusal:
        use(rangga, customer_a, weights={outcome(rangga, customer_b): 5})
    assert refusal.value.field == "outcomes"
    assert ServiceUse.objects.count() == 0


def test_what_rests_on_a_service_says_what_is_not_known(rangga, customer_a, customer_b):
    unit = make_customer("LOKET", customer_a)
    goal = outcome(rangga, customer_a)
    use(rangga, customer_a, weights={goal: 4})
    use(rangga, unit, users=None, users_on=None, weights={goal: 9})
    use(rangga, customer_b, currency="EUR", hour_cost=Decimal(90), users=30)
    use(rangga, make_customer("GONE"), ends_before=TODAY)

    rests = what_rests_on(service(), user=rangga, as_of=TODAY)

    assert {row.code for row in rests.units} == {"DINAS", "LOKET", "KANTOR"}
    assert (rests.users, rests.users_unknown, rests.costs_unknown) == (150, 1, 0)
    assert rests.hour_costs == {"EUR": Decimal(90), "IDR": Decimal(15_000_000)}
    assert [(row.outcome, row.weight) for row in rests.outcomes] == [(goal, 9)]


def test_nothing_known_is_no_nought(rangga, customer_a):
    rests = what_rests_on(service(), user=rangga, as_of=TODAY)
    assert (rests.uses, rests.users, rests.hour_costs) == ([], None, {})


def test_who_sees_one_subtree_learns_of_no_other(rangga, zaki, customer_a, customer_b):
    grant(zaki, customer_b, "relationship_manager")
    use(rangga, customer_a)
    use(rangga, customer_b, users=30)
    rests = what_rests_on(service(), user=zaki, as_of=TODAY)
    assert ([row.code for row in rests.units], rests.users) == (["KANTOR"], 30)


def test_customers_own_people_see_no_use(rangga, alia, customer_a):
    use(rangga, customer_a)
    assert list(ServiceUse.objects.visible_to(alia)) == []


def test_a_customer_uses_what_its_units_use(rangga, customer_a, django_assert_num_queries):
    for number in range(3):
        use(rangga, make_customer(f"U-{number}", customer_a))
    with django_assert_num_queries(2):
        rests = what_a_customer_uses(customer_a, user=rangga, as_of=TODAY)
    assert (len(rests.uses), rests.users) == (3, 360)


def test_gaps_name_services_without_customers_or_users(rangga, customer_a):
    use(rangga, customer_a, service=service("ALPHA", "Alpha"))
    use(rangga, customer_a, service=service("BETA", "Beta"), users=None)
    use(rangga, customer_a, service=service("GAMMA", "Gamma"), ends_before=TODAY)
    service("DELTA", "Delta")
    service("BASE", "Base")
    Service.objects.filter(code="BASE").update(kind=Service.Kind.SUPPORTING)

    gaps = use_gaps(as_of=TODAY)

    assert [row.code for row in gaps.without_customer] == ["DELTA", "GAMMA"]
    assert [row.code for row in gaps.without_users] == ["BETA"]


def test_use_holds_from_its_first_to_its_last_day(rangga, customer_a):
    use(rangga, customer_a, since_on=TODAY, ends_before=TODAY + dt.timedelta(days=1))
    days = [TODAY + dt.timedelta(days=step) for step in (-1, 0, 1)]
    assert [ServiceUse.objects.on(day).count() for day in days] == [0, 1, 0]
