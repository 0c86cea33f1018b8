"""A page that is a list: subclass it, name the columns, write one row of HTML."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views import View
from django_filters import FilterSet

from common.listing.columns import Chip, Column, Empty
from common.listing.export import TooManyRows, csv_response, xlsx_response

CONTROL = ("sort", "page", "per", "format")
DASHES = "---------"


class ListPage(LoginRequiredMixin, View):
    """A list with filter, order, pages and export, all of them in the address.

    A subclass gives `get_queryset()` (only what this reader may see), `columns`, `heading`, a
    `template_name` that extends `ui/list.html` and draws one `row` block, and, shared with the
    API, a `filterset_class` from its app's queries. The order always ends with the primary key,
    so that no row is on two pages.
    """

    template_name: ClassVar[str] = "ui/list.html"
    filterset_class: ClassVar[type[FilterSet] | None] = None
    columns: ClassVar[Sequence[Column]] = ()
    heading: ClassVar[Any] = ""
    default_sort: ClassVar[str] = ""
    page_size: ClassVar[int] = 50
    page_sizes: ClassVar[Sequence[int]] = (50, 200)
    chips: ClassVar[Sequence[Chip]] = ()
    empty: ClassVar[Empty] = Empty("")
    export_name: ClassVar[str] = ""

    def get_queryset(self) -> QuerySet:
        """Return every row this reader may see, with what a row's HTML needs selected."""
        raise NotImplementedError

    def get_columns(self) -> Sequence[Column]:
        """Return the columns for this reader: internal ones are left out here, for every door."""
        return self.columns

    def get_context(self) -> dict:
        """Return what the page's own blocks need beside the list."""
        return {}

    def get_empty(self) -> Empty:
        """Return the words of the empty list, with the link of the next step."""
        return self.empty

    # The request -----------------------------------------------------------------------------

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        tidy = self._tidy_address()
        if tidy is not None and not request.headers.get("HX-Request"):
            return redirect(tidy)
        if self.query.get("format") in ("csv", "xlsx"):
            return self._export(str(self.query["format"]))
        response = render(request, self.template_name, self._context())
        if tidy is not None:
            response["HX-Push-Url"] = tidy
        return response

    def _tidy_address(self) -> str | None:
        """Return the address without empty parameters, None when there are none."""
        if self.query == self.request.GET:
            return None
        return f"{self.request.path}?{self.query.urlencode()}" if self.query else self.request.path

    @cached_property
    def query(self) -> QueryDict:
        """What the address asks for; a form sends its empty inputs too, and these say nothing."""
        query = QueryDict(mutable=True)
        for key, values in self.request.GET.lists():
            if said := [value for value in values if value.strip()]:
                query.setlist(key, said)
        return query

    @cached_property
    def filterset(self) -> FilterSet | None:
        if self.filterset_class is None:
            return None
        filterset = self.filterset_class(
            self.query, queryset=self.get_queryset(), request=self.request
        )
        _prepare_toolbar(filterset.form)
        return filterset

    @cached_property
    def rows(self) -> QuerySet:
        """The filtered rows in the order asked for."""
        rows = self.filterset.qs if self.filterset else self.get_queryset()
        column, descending = self.sorting
        return rows.order_by(*(column.ordering(descending=descending) if column else []), "pk")

    @cached_property
    def sorting(self) -> tuple[Column | None, bool]:
        """The column and direction asked for, else the default; an unknown name is ignored."""
        for wish in (self.query.get("sort", ""), self.default_sort):
            for column in self.get_columns():
                if column.sort and column.key == wish.removeprefix("-"):
                    return column, wish.startswith("-")
        return None, False

    @cached_property
    def page(self) -> Page:
        """The page asked for; a number beyond the end answers the last one."""
        return Paginator(self.rows, self.per).get_page(self.query.get("page"))

    @property
    def per(self) -> int:
        wish = self.query.get("per", "")
        sizes = {str(size): size for size in (self.page_size, *self.page_sizes)}
        return sizes.get(wish, self.page_size)

    # Addresses -------------------------------------------------------------------------------

    def address(self, **changes) -> str:
        """Return this list's query string with some parameters changed; None removes one."""
        query = self.query.copy()
        for key, value in changes.items():
            query.pop(key, None)
            if value is not None:
                query[key] = value
        return f"?{query.urlencode()}" if query else self.request.path

    def _heads(self) -> list[dict]:
        current, descending = self.sorting
        heads = []
        for column in self.get_columns():
            if not column.shown:
                continue
            is_current = column is current
            wish = f"-{column.key}" if is_current and not descending else column.key
            heads.append(
                {
                    "column": column,
                    "url": self.address(sort=wish, page=None) if column.sort else "",
                    "sorted": ("descending" if descending else "ascending") if is_current else "",
                }
            )
        return heads

    def _active_filters(self) -> list[dict]:
        """Return the filters that are on: label, what they say, the address without them."""
        if self.filterset is None:
            return []
        form, active = self.filterset.form, []
        for bound in form:
            value = bound.data
            if value in (None, "", []):
                continue
            chosen = value if isinstance(value, list) else [value]
            words = dict(getattr(bound.field, "choices", ()) or ())
            text = ", ".join(str(words.get(item, item)) for item in chosen)
            gone = {bound.html_name: None, "page": None}
            active.append({"label": bound.label, "text": text, "url": self.address(**gone)})
        return active

    def _chips(self) -> list[dict]:
        asked = {key for key in self.query if key not in CONTROL}
        drawn = []
        for chip in self.chips:
            query = QueryDict(mutable=True)
            query.update(chip.query)
            same = asked == set(chip.query) and all(
                self.query.get(key) == str(value) for key, value in chip.query.items()
            )
            count = None
            if chip.counted and self.filterset_class:
                count = self.filterset_class(
                    query, queryset=self.get_queryset(), request=self.request
                ).qs.count()
            url = f"?{query.urlencode()}" if query else self.request.path
            drawn.append({"chip": chip, "url": url, "current": same, "count": count})
        return drawn

    # Answers ---------------------------------------------------------------------------------

    def _context(self) -> dict:
        active = self._active_filters()
        return {
            "heading": self.heading,
            "page": self.page,
            "heads": self._heads(),
            "filterset": self.filterset,
            "active_filters": active,
            "is_filtered": bool(active),
            "chips": self._chips(),
            "empty": self.get_empty(),
            "clear_url": self.request.path,
            "csv_url": self.address(format="csv", page=None),
            "xlsx_url": self.address(format="xlsx", page=None),
            "earlier_url": (
                self.address(page=self.page.previous_page_number())
                if self.page.has_previous()
                else ""
            ),
            "later_url": (
                self.address(page=self.page.next_page_number()) if self.page.has_next() else ""
            ),
            "per": self.per,
            "page_sizes": sorted({self.page_size, *self.page_sizes}),
            "kept_parameters": [
                (key, value)
                for key, values in self.query.lists()
                for value in values
                if key not in ("page", "per")
            ],
            "sort_wish": self.query.get("sort", ""),
            **self.get_context(),
        }

    def _export(self, form: str) -> HttpResponseBase:
        columns = [column for column in self.get_columns() if column.exported]
        name = self.export_name or slugify(str(self.heading)) or "list"
        rows = self.rows.iterator(chunk_size=1000)
        if form == "csv":
            return csv_response(name, columns, rows)
        try:
            return xlsx_response(name, columns, rows)
        except TooManyRows:
            messages.error(
                self.request,
                _("A sheet holds a million rows and this list is longer. Filter it, or take CSV."),
            )
            return HttpResponseRedirect(self.address(format=None))


def _prepare_toolbar(form: forms.Form) -> None:
    """Give the filter's inputs the narrow look and a name for screen readers."""
    for name, field in form.fields.items():
        if isinstance(field, forms.NullBooleanField):
            _choose_yes_or_no(field)
        attrs = field.widget.attrs
        if isinstance(field.widget, forms.CheckboxInput):
            continue
        if getattr(field.widget, "input_type", "") == "text":
            attrs.setdefault("placeholder", field.label)
        if name == "q":
            attrs["class"] = "bare"  # the search box around it has the border
            field.widget.input_type = "search"
        if isinstance(field, forms.ChoiceField) and not isinstance(
            field.widget, forms.SelectMultiple | forms.CheckboxSelectMultiple
        ):
            _name_empty_choice(field)
        attrs.setdefault("aria-label", str(field.label))
        attrs.setdefault("class", "input input--auto")


def _name_empty_choice(field: Any) -> None:
    """Say `Kind: any` where a filter would offer a row of dashes."""
    if getattr(field, "empty_label", None) == DASHES:
        field.empty_label = _("%(label)s: any") % {"label": field.label}
        # The widget was copied with an iterator over another field's choices.
        field.widget.choices = field.choices


def _choose_yes_or_no(field: Any) -> None:
    """Offer `Open: any`, `Open: yes` and `Open: no` where a filter would offer an unknown."""
    label = {"label": field.label}
    field.choices = [("true", _("yes")), ("false", _("no"))]
    field.widget = forms.Select(
        choices=[
            ("", _("%(label)s: any") % label),
            ("true", _("%(label)s: yes") % label),
            ("false", _("%(label)s: no") % label),
        ]
    )
