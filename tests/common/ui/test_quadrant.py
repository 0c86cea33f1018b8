"""Bubbles stand where their figures say, and names only where there is room."""

from fractions import Fraction

from common.templatetags.ui import draw
from common.ui.charts import Bubble, Quadrant, quadrant


def bubble(name: str, x: Fraction, y: int, size: int | None = 100, **fields) -> Bubble:
    wish = {"ring": 67, "tone": "risk", "title": f"{name}: told", "note": "Rp 1"} | fields
    return Bubble(name=name, url=f"/{name}/", x=x, y=y, size=size, **wish)


def drawn(*bubbles: Bubble) -> Quadrant:
    return quadrant(
        bubbles,
        x_cut=Fraction(1, 2),
        y_cut=60,
        x_name="value",
        y_name="satisfaction",
        fields=["maintain", "grow", "fix", "rescue"],
    )


def test_corners_of_the_axes_are_the_corners_of_the_plot():
    chart = drawn(bubble("low", Fraction(0), 0), bubble("high", Fraction(1), 100))
    low, high = sorted(chart.bubbles, key=lambda one: one.x)
    assert (low.x, low.y, high.x, high.y) == (48.0, 408.0, 668.0, 36.0)
    assert (chart.cut_x, chart.cut_y) == (358.0, 184.8)


def test_area_follows_the_size_and_the_largest_is_behind():
    chart = drawn(bubble("small", Fraction(1, 4), 20, 25), bubble("large", Fraction(3, 4), 80))
    assert [(one.name, one.radius) for one in chart.bubbles] == [("large", 28.0), ("small", 18.0)]


def test_unknown_size_and_ring_are_drawn_as_unknown():
    (one,) = drawn(bubble("who", Fraction(1, 4), 20, None, ring=None)).bubbles
    assert (one.radius, one.ring, one.figure) == (8.0, "", "")
    assert 'stroke-dasharray="3 3"' in draw(drawn(bubble("who", Fraction(1, 4), 20, ring=None)))


def test_names_that_would_cover_each_other_are_left_out():
    same = [bubble(f"customer number {n}", Fraction(1, 2), 50) for n in range(9)]
    anchors = [one.anchor for one in drawn(*same).bubbles]
    assert anchors[0] is not None
    assert None in anchors


def test_every_bubble_is_a_link_that_says_everything():
    text = draw(drawn(bubble("bank", Fraction(3, 4), 40)), label="Customers")
    assert 'href="/bank/" aria-label="bank: told"><title>bank: told</title>' in text
    assert 'role="group" aria-label="Customers"' in text
