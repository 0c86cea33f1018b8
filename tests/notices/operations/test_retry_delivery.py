import pytest

from notices.models import Delivery
from notices.operations.deliver import deliver_next
from notices.operations.retry_delivery import NothingToRetry, retry_delivery
from tests.cast import NOW


@pytest.fixture
def given_up(tell, sari) -> Delivery:
    tell(sari)
    Delivery.objects.filter(channel="email").update(state="failed", attempts=6, error="Refused")
    return Delivery.objects.get(channel="email")


def test_retry_sends_again_with_all_attempts_before_it(given_up):
    retry_delivery(delivery=given_up, at=NOW)

    delivery = deliver_next(at=NOW)
    assert (delivery.pk, delivery.state, delivery.attempts) == (given_up.pk, "sent", 1)


@pytest.mark.parametrize("state", ["waiting", "sent", "skipped"])
def test_retry_refuses_what_was_not_given_up(given_up, state):
    Delivery.objects.filter(pk=given_up.pk).update(state=state)

    with pytest.raises(NothingToRetry):
        retry_delivery(delivery=given_up, at=NOW)
    assert Delivery.objects.get(pk=given_up.pk).state == state
