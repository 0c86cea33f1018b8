"""What the property tests draw: zones with odd clocks, hours and facts around their changes."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from slm.engine.layers import CLAIMED
from slm.engine.spans import spans
from tests.slm.engine.counting import load_zone

# A date on or beside which the clock of the zone does something unusual.
ODD_DATES = {
    "Australia/Lord_Howe": (date(2026, 4, 5), date(2026, 10, 4)),
    "Antarctica/Troll": (date(2026, 3, 29), date(2026, 10, 25)),
    "Pacific/Apia": (date(2011, 12, 30),),
    "Pacific/Chatham": (date(2026, 4, 5), date(2026, 9, 27)),
    "Africa/Casablanca": (date(2025, 2, 23), date(2025, 4, 6)),
    "America/Asuncion": (date(2023, 10, 1), date(2024, 3, 24)),
    "America/Havana": (date(2026, 3, 8), date(2026, 11, 1)),
    "America/St_Johns": (date(2010, 3, 14), date(2010, 11, 7)),
}
# Counted in steps of five minutes; Newfoundland changed its clock one minute past midnight.
STEP = 300
STEPPING_ZONES = sorted(set(ODD_DATES) - {"America/St_Johns"})

clock_times = st.integers(0, 287).map(lambda n: f"{n // 12:02}:{n % 12 * 5:02}")
closing_times = st.one_of(clock_times, st.just("24:00"))


@st.composite
def calendars(draw, zone, around):
    """A calendar of the case format with nights, holidays and special days around a date."""
    near = [(around + timedelta(days=n)).isoformat() for n in range(-2, 3)]
    weekly = draw(
        st.lists(st.tuples(st.integers(0, 6), clock_times, closing_times), min_size=3, max_size=12)
    )
    return {
        "tz": zone,
        "weekly": [list(window) for window in weekly],
        "holidays": draw(st.lists(st.sampled_from(near), max_size=2)),
        "special": draw(
            st.dictionaries(
                st.sampled_from(near),
                st.lists(st.tuples(clock_times, closing_times), max_size=2),
                max_size=2,
            )
        ),
    }


@st.composite
def odd_cases(draw):
    """Inputs of an availability case of three days around an odd change of the clock."""
    zone = draw(st.sampled_from(STEPPING_ZONES))
    around = draw(st.sampled_from(ODD_DATES[zone]))
    calendar = draw(calendars(zone, around))
    noon = datetime(around.year, around.month, around.day, 12, tzinfo=load_zone(zone))
    start = int(noon.timestamp()) // STEP * STEP - draw(st.integers(288, 576)) * STEP
    end = start + draw(st.integers(1, 900)) * STEP

    def pairs(count):
        bounds = st.integers(-60, 960)
        drawn = draw(st.lists(st.tuples(bounds, bounds), max_size=count))
        return [[iso(start + a * STEP), iso(start + b * STEP)] for a, b in drawn]

    facts = {layer.name.lower(): pairs(3) for layer in CLAIMED}
    minimum = draw(st.sampled_from([0, 0, STEP * 12]))
    return {
        "calendar": calendar,
        "period": [iso(start), iso(end)],
        "minimum_break_s": minimum,
        **facts,
    }


def iso(at):
    return datetime.fromtimestamp(at, UTC).isoformat()


def span_arrays(low, high, max_size=6):
    """Spans between two instants, in any order, some of them empty or inverted."""
    bound = st.integers(low, high)
    return st.lists(st.tuples(bound, bound), max_size=max_size).map(spans)


def layer_maps(low, high):
    """Facts by layer between two instants."""
    return st.fixed_dictionaries({layer: span_arrays(low, high, 4) for layer in CLAIMED})
