"""The list pattern over real rows: address, order, pages, export, empty states."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.template import engines
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django_filters import BooleanFilter, CharFilter, ChoiceFilter, FilterSet

from accounts.models import User
from common.listing import Chip, Column, Empty, ListPage
from common.models import Job

AT = dt.datetime(2026, 11, 25, 2, 41, tzinfo=dt.UTC)


class JobFilter(FilterSet):
    q = CharFilter(field_name="title", lookup_expr="icontains", label="Title")
    state = ChoiceFilter(label="State", choices=Job.State.choices)

    class Meta:
        model = Job
        fields = ["q", "state"]


class JobList(ListPage):
    filterset_class = JobFilter
    heading = "Jobs"
    columns = (
        Column("title", "Title", sort="title"),
        Column("started", "Started", "started_at", sort="started_at"),
        Column("secret", "Secret", "kind", shown=False, exported=False),
        Column("kind", "Kind", shown=False),
    )
    default_sort = "title"
    page_size = 2
    page_sizes = (2, 200)
    chips = (Chip("All"), Chip("Failed", {"state": "failed"}, icon="missed"))
    empty = Empty("No job yet", "They stand here.", "Start one", "/start/")

    def get_queryset(self):
        return Job.objects.visible_to(self.request.user)


@pytest.fixture
def jobs(sari) -> list[Job]:
    return [
        Job.objects.create(
            title=title, state=state, kind="test", created_by=sari, created_at=AT, due_at=AT, **more
        )
        for title, state, more in (
            ("Report March", "done", {"started_at": AT}),
            ("Import =sites", "failed", {}),
            ("Report April", "done", {"started_at": AT - dt.timedelta(days=1)}),
        )
    ]


def open_list(user, address: str = "/jobs/", **headers):
    request = RequestFactory().get(address, **headers)
    request.user = user
    request.session = {}
    request.resolver_match = SimpleNamespace(view_name="common:jobs")
    request._messages = []
    return request, JobList.as_view()(request)


def page_of(user, address: str) -> JobList:
    request = RequestFactory().get(address)
    request.user = user
    view = JobList()
    view.setup(request)
    return view


def titles(user, address: str) -> list[str]:
    return [job.title for job in page_of(user, address).page]


def test_a_guest_is_sent_to_sign_in(db):
    _request, response = open_list(AnonymousUser())
    assert response.status_code == 302
    assert response["Location"] == "/accounts/login/?next=/jobs/"


def test_the_list_shows_what_the_reader_may_see(jobs, sari, rangga):
    assert titles(sari, "/jobs/?per=200") == ["Import =sites", "Report April", "Report March"]
    assert titles(rangga, "/jobs/?per=200") == []


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("title", ["Import =sites", "Report April", "Report March"]),
        ("-title", ["Report March", "Report April", "Import =sites"]),
        ("started", ["Report April", "Report March", "Import =sites"]),
        ("-started", ["Report March", "Report April", "Import =sites"]),
        ("created_by__password", ["Import =sites", "Report April", "Report March"]),
        ("kind", ["Import =sites", "Report April", "Report March"]),
    ],
)
def test_only_named_columns_order_and_missing_values_come_last(jobs, sari, sort, expected):
    assert titles(sari, f"/jobs/?per=200&sort={sort}") == expected


def test_the_order_ends_with_the_key(jobs, sari):
    assert page_of(sari, "/jobs/").rows.query.order_by[-1] == "pk"


def test_pages_cover_all_rows_once(jobs, sari):
    first, second = titles(sari, "/jobs/?page=1"), titles(sari, "/jobs/?page=2")
    assert first + second == ["Import =sites", "Report April", "Report March"]


@pytest.mark.parametrize("number", ["99", "x", "-1"])
def test_a_page_that_is_not_there_answers_another(jobs, sari, number):
    _request, response = open_list(sari, f"/jobs/?page={number}")
    assert response.status_code == 200


def test_the_filter_filters(jobs, sari):
    assert titles(sari, "/jobs/?state=failed") == ["Import =sites"]
    assert titles(sari, "/jobs/?q=report") == ["Report April", "Report March"]


def test_empty_parameters_leave_the_address(jobs, sari):
    _request, response = open_list(sari, "/jobs/?q=&state=failed&page=")
    assert (response.status_code, response["Location"]) == (302, "/jobs/?state=failed")


def test_a_fragment_gets_the_tidy_address_in_a_header(jobs, sari):
    _request, response = open_list(sari, "/jobs/?q=&state=failed", HTTP_HX_REQUEST="true")
    assert response.status_code == 200
    assert response["HX-Push-Url"] == "/jobs/?state=failed"


def test_the_page_says_how_many_and_marks_the_order(jobs, sari):
    _request, response = open_list(sari, "/jobs/?state=done")
    text = response.content.decode()
    assert "2 shown by the filter" in text
    assert 'aria-sort="ascending"><a href="?state=done&amp;sort=-title">Title ↑</a>' in text


def test_a_filter_that_is_on_can_be_taken_off(jobs, sari):
    view = page_of(sari, "/jobs/?state=failed&q=import&page=2")
    assert view._active_filters() == [
        {"label": "Title", "text": "import", "url": "?state=failed"},
        {"label": "State", "text": "Failed", "url": "?q=import"},
    ]


def test_chips_count_and_know_which_is_on(jobs, sari):
    drawn = page_of(sari, "/jobs/?state=failed&sort=-title")._chips()
    assert [(chip["count"], chip["current"], chip["url"]) for chip in drawn] == [
        (3, False, "/jobs/"),
        (1, True, "?state=failed"),
    ]


def test_nothing_at_all_teaches_the_next_step(sari):
    _request, response = open_list(sari)
    text = response.content.decode()
    assert "<h3>No job yet</h3>" in text
    assert '<a class="button button--primary" href="/start/">Start one</a>' in text


def test_nothing_found_offers_to_clear_the_filter(jobs, sari):
    _request, response = open_list(sari, "/jobs/?q=nowhere")
    text = response.content.decode()
    assert "Nothing matches" in text
    assert 'href="/jobs/">Clear filters</a>' in text


def test_the_export_is_the_whole_filtered_list_in_its_order(jobs, sari):
    _request, response = open_list(sari, "/jobs/?sort=-title&format=csv&page=2")
    assert response["Content-Disposition"] == 'attachment; filename="jobs.csv"'
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    assert [line.split(",")[0] for line in text.splitlines()] == [
        "Title",
        "Report March",
        "Report April",
        "Import =sites",
    ]
    assert text.splitlines()[0] == "Title,Started,Kind"


def test_the_export_shows_only_what_the_reader_may_see(jobs, rangga):
    _request, response = open_list(rangga, "/jobs/?format=csv")
    assert len(b"".join(response.streaming_content).splitlines()) == 1


def test_a_list_too_long_for_a_sheet_says_so(jobs, sari, monkeypatch):
    monkeypatch.setattr("common.listing.export.XLSX_ROWS", 1)
    told = []
    monkeypatch.setattr(
        "common.listing.page.messages.error", lambda request, text: told.append(text)
    )
    _request, response = open_list(sari, "/jobs/?sort=title&format=xlsx")
    assert (response.status_code, response["Location"]) == (302, "?sort=title")
    assert told == ["A sheet holds a million rows and this list is longer. Filter it, or take CSV."]


def test_three_rows_cost_as_many_queries_as_one(jobs, sari):
    counts = []
    for address in ("/jobs/?state=failed", "/jobs/?per=200"):
        reader = User.objects.get(pk=sari.pk)
        with CaptureQueriesContext(connection) as queries:
            open_list(reader, address)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_row_template_is_all_a_page_has_to_write(jobs, sari):
    source = (
        '{% extends "ui/list.html" %}{% block row %}<tr><th>{{ row.title }}</th></tr>{% endblock %}'
    )
    template = engines["django"].from_string(source)
    view = page_of(sari, "/jobs/?per=200")
    view.request.resolver_match = SimpleNamespace(view_name="common:jobs")
    view.request.session = {}
    view.request._messages = []
    text = template.render(view._context(), view.request)
    assert text.count("<tr><th>") == 3


def test_an_empty_choice_names_its_filter(jobs, sari):
    _request, response = open_list(sari)
    assert '<option value="" selected>State: any</option>' in response.content.decode()


class PlainFilter(FilterSet):
    kind = CharFilter(label="Kind")
    started = BooleanFilter(label="Started", field_name="started_at", lookup_expr="isnull")

    class Meta:
        model = Job
        fields: list[str] = []


class PlainList(JobList):
    filterset_class = PlainFilter


def test_plain_filters_name_themselves_inside(sari):
    request = RequestFactory().get("/jobs/?started=false")
    request.user = sari
    view = PlainList()
    view.setup(request)
    form = view.filterset.form
    assert 'placeholder="Kind"' in str(form["kind"])
    assert list(form["started"].field.widget.choices) == [
        ("", "Started: any"),
        ("true", "Started: yes"),
        ("false", "Started: no"),
    ]
    assert 'value="false" selected' in str(form["started"])
    assert [row["text"] for row in view._active_filters()] == ["no"]
