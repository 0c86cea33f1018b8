"""Sources: the list, one source, add, change."""

import datetime as dt
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.queries.history import Source as HistorySource
from accounts.queries.history import history
from accounts.queries.roles import may_manage_levels, may_read_levels
from common.access import Allowed
from common.listing import Chip, Column, Empty, ListPage
from common.models import File
from slm.models import FactVersion, Indicator, Source
from slm.operations.save_record import save_record
from slm.pages.doors import Crumbs, form_page, may_change, may_look
from slm.pages.service_forms import CodedForm
from slm.queries.filters import SourceFilter
from slm.queries.states import indicator_states

CLAIM_DAYS = 90
CLAIMS_SHOWN = 10
FILES_SHOWN = 5
LONGEST_INTERVAL_SECONDS = 366 * 86_400


class SourceForm(CodedForm):
    refused = _("The source was not saved")

    class Meta:
        model = Source
        fields = ["code", "name", "kind", "expected_interval_seconds"]
        help_texts = {
            "expected_interval_seconds": _(
                "Not heard for longer, it counts as silent and those who answer are told. "
                "Empty: nobody waits for it."
            )
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["expected_interval_seconds"].widget.attrs["data-unit"] = _("s")

    def clean_expected_interval_seconds(self) -> int | None:
        seconds = self.cleaned_data["expected_interval_seconds"]
        if seconds is not None and not 1 <= seconds <= LONGEST_INTERVAL_SECONDS:
            self.add_error(
                "expected_interval_seconds", _("Between one second and a year, in seconds.")
            )
        return seconds


class SourceList(Allowed, ListPage):
    """Where facts come from, and whether it is heard."""

    may = staticmethod(may_read_levels)
    template_name = "slm/source_list.html"
    filterset_class = SourceFilter
    heading = _("Sources")
    default_sort = "name"
    export_name = "sources"
    columns = [
        Column("name", _("Source"), sort="name"),
        Column("code", _("Code"), sort="code", shown=False),
        Column("kind", _("Way in"), "get_kind_display", sort="kind"),
        Column("feeds", _("Feeds"), "indicator_count", sort="indicator_count", num=True),
        Column("expected", _("Expected, s"), "expected_interval_seconds", shown=False),
        Column("contact", _("Last contact"), "last_contact_at", sort="last_contact_at", num=True),
        Column("silent", _("Contact"), "silent_since_at", sort="silent_since_at"),
    ]
    chips = [
        Chip(_("All")),
        Chip(_("Silent"), {"silent": "yes"}, icon="silent"),
    ]

    def get_queryset(self) -> QuerySet[Source]:
        rows = Source.objects.visible_to(self.request.user)
        return rows.annotate(indicator_count=Count("indicators"))

    def get_context(self) -> dict[str, Any]:
        return {"may_manage": may_manage_levels(self.request.user)}

    def get_empty(self) -> Empty:
        text = _("A source is a tool, a file or a person that facts arrive from.")
        if not may_manage_levels(self.request.user):
            return Empty(_("No source yet"), text)
        return Empty(_("No source yet"), text, _("New source"), reverse_lazy("slm:source-create"))


def source_crumbs(last: Any, source: Source | None = None) -> Crumbs:
    crumbs: Crumbs = [(_("Sources"), reverse("slm:source-list"))]
    if source is not None:
        crumbs.append((source.code, source.get_absolute_url()))
    return [*crumbs, (last, None)]


@require_safe
@may_look
def source(request: HttpRequest, code: str) -> HttpResponse:
    """One source: what it feeds and how far, what it last claimed, the files it sent."""
    record = get_object_or_404(Source, code=code.upper())
    now = timezone.now()
    indicators = list(
        record.indicators.select_related("service", "slice", "source", "feed").order_by(
            "service__name", "pk"
        )
    )
    timed = [row for row in indicators if row.kind == Indicator.Kind.AVAILABILITY]
    keys = indicator_states(timed, now)
    for indicator in indicators:
        indicator.state_key = keys.get(indicator.pk)
        indicator.last_feed = getattr(indicator, "feed", None)
    claims = (
        FactVersion.objects.filter(
            fact__source=record, start_at__gte=now - dt.timedelta(days=CLAIM_DAYS)
        )
        .select_related("fact__service", "fact__source")
        .order_by("-received_at", "-number")[:CLAIMS_SHOWN]
    )
    files = File.objects.filter(
        parent_type=ContentType.objects.get_for_model(Source), parent_id=str(record.pk)
    )
    context = {
        "source": record,
        "indicators": indicators,
        "claims": claims,
        "claim_days": CLAIM_DAYS,
        "files": files[:FILES_SHOWN],
        "samples_url": request.build_absolute_uri(reverse("slm-api:samples")),
        "outages_url": request.build_absolute_uri(
            reverse("slm-api:source-outage", args=[record.code, "INC-1"])
        ),
        "changes": history(HistorySource(Source, {"pgh_obj_id": record.pk}), limit=12),
        "may_manage": may_manage_levels(request.user),
        "crumbs": source_crumbs(record.code),
    }
    return render(request, "slm/source.html", context)


@may_change
def source_create(request: HttpRequest) -> HttpResponse:
    """Add a source."""
    return form_page(
        request,
        SourceForm(request.POST or None),
        save=lambda form: save_record(record=form.save(commit=False)),
        done=lambda record: _t("%(name)s was added.") % {"name": record.name},
        heading=_("New source"),
        submit=_("Add the source"),
        crumbs=source_crumbs(_("New source")),
        cancel_url=reverse("slm:source-list"),
    )


@may_change
def source_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change a source. What it said last is not a field of the form and stays."""
    record = get_object_or_404(Source, code=code.upper())

    def save(form: SourceForm) -> Source:
        changed = form.save(commit=False)
        # Facts arrive while a form is open: only what the form shows is written.
        changed.save(update_fields=["name", "kind", "expected_interval_seconds"])
        return changed

    return form_page(
        request,
        SourceForm(request.POST or None, instance=record),
        save=save,
        done=lambda saved: _t("%(name)s was saved.") % {"name": saved.name},
        heading=_t("Edit %(name)s") % {"name": record.name},
        submit=_("Save the source"),
        crumbs=source_crumbs(_("Edit"), record),
        cancel_url=record.get_absolute_url(),
    )
