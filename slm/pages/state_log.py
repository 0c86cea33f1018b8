"""Upload a state log: rows of instant, service and status."""

from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from common.forms import UploadField
from common.operations.start_job import start_job
from common.operations.store_file import store_file
from common.problems import Refusal
from slm.models import Source
from slm.operations.read_state_log import COLUMNS, MAX_ROWS
from slm.operations.save_record import save_record
from slm.pages.doors import may_change, refuse
from slm.pages.sources import source_crumbs

MAX_MEGABYTES = 20
EXAMPLE = [
    ("2026-11-25T02:29:00Z", "PAY-GW", "down"),
    ("2026-11-25T09:41:00+07:00", "PAY-GW", "up"),
    ("2026-11-25T03:00:00Z", "Mobile banking API", "degraded"),
]


class StateLogForm(forms.Form):
    refused = _("The file was not taken")

    source = forms.ModelChoiceField(
        Source.objects.exclude(kind=Source.Kind.MANUAL),
        to_field_name="code",
        required=False,
        empty_label=_("a new source"),
        label=_("Source"),
        help_text=_("Who says what stands in the file. The same file again changes nothing."),
    )
    new_name = forms.CharField(
        label=_("Name of the new source"),
        max_length=120,
        required=False,
        help_text=_("Needed only for a new one, such as: Status page."),
    )
    file = UploadField(
        endings=("csv", "xlsx"),
        max_bytes=MAX_MEGABYTES * 1024 * 1024,
        label=_("File"),
        help_text=_("CSV or XLSX."),
    )
    create_missing = forms.BooleanField(
        label=_("Create services that are missing"),
        required=False,
        help_text=_("With an availability indicator each, fed by this source."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("source") and "source" not in self.errors:
            if not cleaned.get("new_name", "").strip():
                self.add_error("new_name", _("Choose a source, or name a new one."))
            elif not _free_code(cleaned["new_name"]):
                self.add_error("new_name", _("Use a name with letters or digits."))
        return cleaned


def _free_code(name: str) -> str:
    """A code made of the name, numbered where it is taken; empty where nothing is left of it."""
    base = slugify(name).upper().replace("_", "-")[:28].strip("-")
    if not base:
        return ""
    taken = set(Source.objects.filter(code__startswith=base).values_list("code", flat=True))
    if base not in taken:
        return base
    return next(code for n in range(2, 1_000) if (code := f"{base}-{n}") not in taken)


@may_change
def state_log(request: HttpRequest) -> HttpResponse:
    """Take the file and let a worker import it; the job's page shows how it went."""
    now = timezone.now()
    form = StateLogForm(
        request.POST or None,
        request.FILES or None,
        initial={"source": request.GET.get("source", "").upper()},
    )
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                job = _start(form, request.user, now)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            return redirect(job)
    context = {
        "form": form,
        "heading": _("Upload a state log"),
        "submit": _("Import the file"),
        "cancel_url": reverse("slm:source-list"),
        "crumbs": source_crumbs(_("State log")),
        "columns": COLUMNS,
        "example": EXAMPLE,
        "max_rows": MAX_ROWS,
        "max_megabytes": MAX_MEGABYTES,
    }
    return render(request, "slm/state_log.html", context)


def _start(form: StateLogForm, user: Any, now: Any) -> Any:
    wish = form.cleaned_data
    source = wish["source"] or save_record(
        record=Source(
            code=_free_code(wish["new_name"]),
            name=wish["new_name"].strip(),
            kind=Source.Kind.FILE,
        ),
        field="new_name",
    )
    stored = store_file(
        content=wish["file"],
        name=wish["file"].name,
        content_type=wish["file"].content_type,
        parent=source,
        actor=user,
        at=now,
    )
    return start_job(
        kind="slm.state_log",
        title=_t("State log of %(source)s: %(file)s")
        % {"source": source.name, "file": stored.name},
        arguments={"source": source.pk, "create_missing": wish["create_missing"]},
        actor=user,
        at=now,
        input_file=stored,
        back_url=reverse("slm:state-log") + f"?source={source.code}",
    )
