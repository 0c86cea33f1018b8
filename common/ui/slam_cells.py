"""Draws the cells of a SLAM chart.

In Python, because a page has hundreds of them: as templates they took most of the page's time.
"""

from functools import lru_cache

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common.ui.charts import SlamCell
from common.ui.icons import draw_icon
from common.ui.states import state_of


def draw_cell(cell: SlamCell, *, now: bool = False) -> SafeString:
    """One cell of the table: figure, icon and word; `now` sets the running period apart."""
    title = format_html(' title="{}"', cell.title) if cell.title else ""
    if not cell.state:
        return format_html("<td><span{}>{}</span></td>", title, _hidden(cell.title))
    state = state_of(cell.state)
    if state.tone == "none":
        inside = draw_icon("none") + _hidden(state.word)
    else:
        inside = format_html(
            "{}<i>{}</i>",
            cell.text,
            _marks(cell.state, cell.restated, cell.coverage, get_language()),
        )
    begin, end = format_html("<span{}>", title), "</span>"
    if cell.url:
        begin, end = format_html('<a href="{}"{}>', cell.url, title), "</a>"
    running = " data-now" if now else ""
    return mark_safe(
        f'<td class="slam__cell" data-state="{state.tone}"{running}>{begin}{inside}{end}</td>'
    )


@lru_cache(maxsize=1_024)
def _marks(state_key: str, restated: bool, coverage: str, _language: str) -> SafeString:
    """What stands beside a figure; most cells of a chart have the same."""
    state = state_of(state_key)
    marks = draw_icon(state.icon or "open") + _hidden(state.word)
    if restated:
        marks += draw_icon("restated") + _hidden(", " + _("restated"))
    if coverage:
        marks += conditional_escape(coverage) + _hidden(" " + _("coverage"))
    return marks


def _hidden(text: object) -> SafeString:
    """Words for who hears the page."""
    return format_html('<span class="vh">{}</span>', text)
