import pytest

from common.markdown import render_markdown


def test_markdown_becomes_paragraphs_lists_and_tables():
    html = render_markdown(
        "**Paid** by the 25th\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |"
    )

    assert "<p><strong>Paid</strong> by the 25th</p>" in html
    assert "<li>one</li>" in html
    assert "<td>2</td>" in html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[click](javascript:alert(1))",
        "![seen](https://example.org/pixel.png)",
        '<p style="position:fixed" onclick="x()">',
    ],
)
def test_markdown_carries_nothing_that_runs_or_calls_home(text):
    html = render_markdown(text)

    for bad in ("<script", "<img", 'href="javascript', "<p style", "<p onclick"):
        assert bad not in html


def test_markdown_links_do_not_tell_where_they_came_from():
    assert render_markdown("[us](https://example.org)") == (
        '<p><a href="https://example.org" rel="noopener noreferrer">us</a></p>\n'
    )
