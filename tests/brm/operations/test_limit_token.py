import pytest

from accounts.models import ApiToken, Scope
from accounts.operations.revoke_token import revoke_token
from brm.models import TokenScope
from brm.operations.limit_token import CannotLimit, limit_token
from tests.accounts.factories import make_token
from tests.cast import NOW


def limit(user, token, *customers):
    return limit_token(token=token, customers=customers, actor=user, at=NOW)


def customers_of(token) -> set[str]:
    return set(TokenScope.objects.filter(token=token).values_list("customer__code", flat=True))


def test_limit_narrows_a_token(sari, customer_a, customer_b):
    token, _key = make_token(sari, Scope.RECORDS_READ)

    limit(sari, token, customer_a)

    assert ApiToken.objects.get().is_limited
    assert customers_of(token) == {"DINAS"}


def test_limit_is_changed_and_never_lifted(sari, customer_a, customer_b):
    token, _key = make_token(sari, Scope.RECORDS_READ)
    limit(sari, token, customer_a)

    limit(sari, token, customer_b)
    assert customers_of(token) == {"KANTOR"}

    limit(sari, token)
    assert customers_of(token) == set()
    assert ApiToken.objects.get().is_limited


def test_limit_refuses_customers_that_the_user_cannot_see(alia, customer_b):
    token, _key = make_token(alia, Scope.RECORDS_READ)

    with pytest.raises(CannotLimit) as refusal:
        limit(alia, token, customer_b)

    assert refusal.value.field == "customers"
    assert not ApiToken.objects.get().is_limited


def test_limit_refuses_a_revoked_token(sari, customer_a):
    token, _key = make_token(sari, Scope.RECORDS_READ)
    revoke_token(token=token, actor=sari, at=NOW)

    with pytest.raises(CannotLimit):
        limit(sari, token, customer_a)


def test_limit_leaves_history(sari, customer_a):
    token, _key = make_token(sari, Scope.RECORDS_READ)

    limit(sari, token, customer_a)

    events = ApiToken.pgh_event_model.objects.order_by("pgh_id")
    assert [event.is_limited for event in events] == [False, True]
    tied = TokenScope.pgh_event_model.objects.order_by("pgh_id")
    assert [(event.pgh_label, event.customer) for event in tied] == [("insert", customer_a)]
