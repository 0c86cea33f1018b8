"""The customer's own pages: we ask for a change of our agreement, and read what became of it.

Whatever a template of these pages shows is built here, field by field: an allow-list (decision 31).
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.models import Agreement
from agreements.operations.request_change import request_change
from agreements.pages.forms import form_page
from agreements.queries.access import is_customer
from agreements.queries.agreement_state import AgreementState, with_state
from agreements.queries.change_requests import visible_changes
from agreements.queries.text_bounds import LONGEST_REMARK
from common.access import allowed_if

MAY_ASK = (AgreementState.IN_FORCE, AgreementState.PENDING)


@dataclass(frozen=True, slots=True)
class MyChange:
    """A change that one of us asked for; `version` is the number of what answers it."""

    code: str
    reason: str
    asked_by: str
    asked_at: dt.datetime
    standing: str
    version: int | None
    refusal: str


class MyChangeForm(forms.Form):
    """What should change, and why."""

    refused = gettext_lazy("Nothing was asked for")
    reason = forms.CharField(
        label=gettext_lazy("What should change, and why"),
        max_length=LONGEST_REMARK,
        widget=forms.Textarea({"rows": "5"}),
        help_text=gettext_lazy("The other side answers with a new text, or says why not."),
    )


@allowed_if(is_customer)
def ask(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for a change of one of our agreements."""
    record = get_object_or_404(
        with_state(Agreement.objects.visible_to(request.user), at=timezone.now()).filter(
            state__in=MAY_ASK
        ),
        code=code.upper(),
    )
    url = reverse("agreements:my-agreement", args=[record.code])
    form = MyChangeForm(request.POST if request.method == "POST" else None)
    heading = _("Ask for a change of %(code)s") % {"code": record.code}
    return form_page(
        request,
        form,
        save=lambda form: request_change(
            agreement=record,
            reason=form.cleaned_data["reason"],
            actor=request.user,
            at=timezone.now(),
        ),
        done=lambda change: _("%(change)s was asked for.") % {"change": change},
        goes_to=url,
        template="agreements/my_form.html",
        heading=heading,
        submit=_("Ask for it"),
        cancel_url=url,
        crumbs=[
            (_("My services"), reverse("agreements:my-home")),
            (record.code, url),
            (heading, None),
        ],
    )


def changes_of(agreement: Agreement, user: Any) -> list[MyChange]:
    """What our people asked for, the newest first."""
    return [
        MyChange(
            code=str(row),
            reason=row.reason,
            asked_by=row.asked_by,
            asked_at=row.recorded_at,
            standing=row.standing,
            version=row.version.number if row.version else None,
            refusal=row.refusal,
        )
        for row in visible_changes(user).filter(agreement=agreement).order_by("-number")
    ]
