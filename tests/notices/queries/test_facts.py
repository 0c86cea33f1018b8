import datetime as dt
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from notices.models.facts import pack, unpack

FACTS = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.decimals(allow_nan=False)
    | st.fractions()
    | st.dates()
    | st.datetimes(timezones=st.just(dt.UTC)),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(alphabet="abc_", min_size=1), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(FACTS)
def test_facts_come_back_as_they_were(facts):
    assert unpack(pack(facts)) == facts


def test_pack_writes_plain_json():
    jakarta = dt.datetime(2026, 11, 25, 9, 41, tzinfo=ZoneInfo("Asia/Jakarta"))

    assert pack(
        {"at": jakarta, "on": dt.date(2026, 11, 25), "n": 3, "credit": Decimal("1.50")}
    ) == {
        "at": {"$at": "2026-11-25T02:41:00+00:00"},
        "on": {"$on": "2026-11-25"},
        "n": 3,
        "credit": {"$number": "1.50"},
    }
    assert pack(Fraction(1, 3)) == {"$ratio": "1/3"}
