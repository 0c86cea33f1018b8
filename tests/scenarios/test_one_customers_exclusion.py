"""What one customer alone causes is left out of its own slice, and of nobody else's promise."""

import pytest

from agreements.operations.tick import tick
from slm.models import Exclusion, Indicator, Slice
from slm.operations.decide_exclusion import approve_exclusion
from slm.operations.propose_exclusion import propose_exclusion
from slm.operations.write_protections import Part
from tests.agreements.scenes import by_hand, in_force, indicator, november, outage
from tests.cast import NOW

pytestmark = pytest.mark.django_db
STATUS = "/api/v1/sla-status/"


def test_an_exclusion_of_one_customers_slice_touches_no_other(
    sari, oka, customer_a, customer_b, sign_in
):
    """An hour of outage for both, the first half of it because of the second customer."""
    whole = indicator()
    share = Slice.objects.create(service=whole.service, code="KANTOR", name="Kantor Misal")
    own = Indicator.objects.create(
        service=whole.service, slice=share, source=by_hand(), is_fed=False
    )
    in_force(sari, customer_a, of=[whole], code="SLA-0042")
    in_force(sari, customer_b, of=[own], code="SLA-0043")
    outage(whole, "O-1", november(11, 13), 3_600)
    proposed = propose_exclusion(
        part=Part(whole.service, share),
        cause=Exclusion.Cause.CUSTOMER,
        start_at=november(11, 13),
        end_at=november(11, 13, 30),
        evidence="Its own firewall",
        actor=oka,
        at=NOW,
    )
    approve_exclusion(exclusion=proposed, decision_reason="Seen", actor=sari, at=NOW)
    tick(at=NOW)

    rows = sign_in(sari).get(STATUS).json()["results"]

    told = ("customer", "state", "bad_seconds", "excluded_seconds", "measured_seconds")
    assert [(row["customer"]["code"], *(row[name] for name in told[1:])) for row in rows] == [
        ("DINAS", "missed", 3_600, 0, 2_108_460),
        ("KANTOR", "met", 1_800, 1_800, 2_106_660),
    ]
