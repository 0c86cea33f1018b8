"""Where a demand arose, found by the code that was written down."""

import pytest

from brm.queries.demand_sources import SourceLink, source_of
from tests.brm.business import demand
from tests.brm.feedback import tell
from tests.brm.meetings import limited_manager, planned

pytestmark = pytest.mark.django_db


def test_meeting_and_complaint_are_found_by_their_code(rangga, customer_a, customer_b):
    meeting, complaint = planned(rangga, customer_a), tell(customer_a, rangga)
    nadia = limited_manager(customer_b)
    for source, record in (("meeting", meeting), ("complaint", complaint)):
        note = f"{record.code.lower()}, at the end"
        row = demand(rangga, customer_a, source=source, source_note=note)

        assert source_of(row, rangga) == SourceLink(note, record.get_absolute_url())
        assert source_of(row, nadia) == SourceLink(note)


@pytest.mark.parametrize("note", ["", "Over lunch", "CM-9999"])
def test_words_without_a_code_stay_words(rangga, customer_a, note):
    row = demand(rangga, customer_a, source="complaint", source_note=note)
    assert source_of(row, rangga) == SourceLink(note)
