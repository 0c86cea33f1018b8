"""Record a work item by hand, change it, withdraw it."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from common.db.instants import from_seconds
from common.problems import Refusal
from common.ui.forms import MomentInput
from slm.models import Indicator, WorkItem
from slm.operations.record_work_item import change_work_item, record_work_item, withdraw_work_item
from slm.operations.take_work_items import (
    MAX_PAUSES,
    MAX_PRIORITY,
    MAX_REFERENCE,
    MAX_TITLE,
    Pause,
    Ticket,
)
from slm.pages.doors import Crumbs, form_page, may_change, refuse
from slm.pages.part_fields import reason_field, zoned
from slm.pages.work_items import find_item, item_crumbs

BLANK_PAUSES = 2


class IndicatorField(forms.ModelChoiceField):
    """What an item is of, by the service's name."""

    def label_from_instance(self, indicator: Any) -> str:
        parts = [indicator.service.name, *([indicator.name] if indicator.name else [])]
        if indicator.slice:
            parts.insert(1, indicator.slice.name)
        return " · ".join(parts)


def indicator_field() -> IndicatorField:
    return IndicatorField(
        Indicator.objects.filter(kind=Indicator.Kind.WORK_ITEMS)
        .select_related("service", "slice")
        .order_by("service__name", "name", "pk"),
        to_field_name="public_id",
        label=_("Service"),
        empty_label=None,
    )


class ItemForm(forms.Form):
    """What an item is, and when which of its clocks stopped."""

    refused = _("The work item was not saved")

    indicator = indicator_field()
    priority = forms.CharField(
        label=_("Priority"),
        max_length=MAX_PRIORITY,
        required=False,
        help_text=_("As targets call it, such as P1."),
    )
    title = forms.CharField(label=_("Title"), max_length=MAX_TITLE, required=False)
    opened_at = forms.DateTimeField(widget=MomentInput)
    responded_at = forms.DateTimeField(
        widget=MomentInput, required=False, help_text=_("Empty: resolving it is the answer.")
    )
    resolved_at = forms.DateTimeField(
        widget=MomentInput, required=False, help_text=_("Empty while it is open.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["opened_at"].label = zoned(_t("Opened"))
        self.fields["responded_at"].label = zoned(_t("Answered"))
        self.fields["resolved_at"].label = zoned(_t("Resolved"))

    def ticket(self, pauses: tuple[Pause, ...], **more: Any) -> Ticket:
        """As the verbs take it."""
        wish = self.cleaned_data
        return Ticket(
            external_id=wish.get("external_id", ""),
            indicator=wish["indicator"],
            priority=wish["priority"],
            title=wish["title"],
            opened_at=wish["opened_at"],
            responded_at=wish["responded_at"],
            resolved_at=wish["resolved_at"],
            pauses=pauses,
            **more,
        )


class NewItemForm(ItemForm):
    external_id = forms.CharField(
        label=_("Reference"),
        max_length=MAX_REFERENCE,
        required=False,
        help_text=_("Empty: it gets the next number."),
    )

    field_order = ("indicator", "external_id")


class ChangeItemForm(ItemForm):
    refused = _("The work item was not changed")

    change_reason = reason_field(_("Why it is changed"))


class PauseForm(forms.Form):
    """A stretch in which the clock stands still."""

    start_at = forms.DateTimeField(widget=MomentInput, required=False)
    end_at = forms.DateTimeField(widget=MomentInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["start_at"].label = zoned(_t("Paused from"))
        self.fields["end_at"].label = zoned(_t("until"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("end_at") and not cleaned.get("start_at") and "start_at" not in self.errors:
            self.add_error("start_at", _("Say when the pause began."))
        return cleaned


PauseForms = forms.formset_factory(
    PauseForm, extra=BLANK_PAUSES, max_num=MAX_PAUSES, validate_max=True
)


def _pauses_of(rows: Any) -> tuple[Pause, ...]:
    """The pauses that were typed; an emptied row is a pause less."""
    typed = [row.cleaned_data for row in rows if row.cleaned_data.get("start_at")]
    return tuple((row["start_at"], row["end_at"]) for row in typed)


def _page(
    request: HttpRequest,
    form: ItemForm,
    pauses: Any,
    *,
    save: Callable[[tuple[Pause, ...]], WorkItem],
    done: Callable[[WorkItem], str],
    heading: Any,
    submit: Any,
    crumbs: Crumbs,
    cancel_url: str,
) -> HttpResponse:
    """A form of an item with its pauses below: shown, saved, or refused at the field."""
    if request.method == "POST":
        is_valid = form.is_valid()
        if pauses.is_valid() and is_valid:
            try:
                item = save(_pauses_of(pauses))
            except Refusal as refusal:
                refuse(form, refusal)
            else:
                messages.success(request, done(item))
                return redirect(item)
        elif is_valid:
            form.add_error(None, _("A pause needs a change."))
    context = {
        "form": form,
        "pauses": pauses,
        "heading": heading,
        "submit": submit,
        "crumbs": crumbs,
        "cancel_url": cancel_url,
    }
    return render(request, "slm/work_item_form.html", context)


@may_change
def item_create(request: HttpRequest) -> HttpResponse:
    """Record an item that no tool tells."""
    now = timezone.now()
    form = NewItemForm(
        request.POST or None,
        initial={
            "indicator": request.GET.get("indicator"),
            "opened_at": now.replace(microsecond=0),
        },
    )
    return _page(
        request,
        form,
        PauseForms(request.POST or None, prefix="pauses"),
        save=lambda pauses: record_work_item(
            ticket=form.ticket(pauses), actor=request.user, at=now
        ),
        done=lambda item: _t("%(reference)s was recorded.") % {"reference": item.external_id},
        heading=_("Record a work item"),
        submit=_("Record it"),
        crumbs=item_crumbs(None, _("New work item")),
        cancel_url=item_crumbs(None)[0][1] or "",
    )


@may_change
def item_change(request: HttpRequest, code: str, reference: str) -> HttpResponse:
    """Write the next version of an item: answered, paused, resolved, reopened, corrected."""
    item = find_item(code, reference)
    now = timezone.now()
    form = ChangeItemForm(
        request.POST or None,
        initial={
            "indicator": item.indicator.public_id,
            "priority": item.priority,
            "title": item.title,
            "opened_at": item.opened_at,
            "responded_at": item.responded_at,
            "resolved_at": item.resolved_at,
        },
    )
    known = [
        {"start_at": from_seconds(start), "end_at": None if end is None else from_seconds(end)}
        for start, end in item.pauses
    ]
    return _page(
        request,
        form,
        PauseForms(request.POST or None, prefix="pauses", initial=known),
        save=lambda pauses: change_work_item(
            item=item,
            ticket=form.ticket(pauses, paused_seconds=item.paused_seconds),
            change_reason=form.cleaned_data["change_reason"],
            actor=request.user,
            at=now,
        ),
        done=lambda item: _t("%(reference)s was changed.") % {"reference": item.external_id},
        heading=_t("Change %(reference)s") % {"reference": item.external_id},
        submit=_("Save the change"),
        crumbs=item_crumbs(item, _("Change")),
        cancel_url=item.get_absolute_url(),
    )


class WithdrawForm(forms.Form):
    refused = _("The work item was not withdrawn")

    change_reason = reason_field(_("Why it is withdrawn"))


@may_change
def item_withdraw(request: HttpRequest, code: str, reference: str) -> HttpResponse:
    """Ask why, then let it count no more."""
    item = find_item(code, reference)
    if item.is_void:
        messages.info(request, _t("It is withdrawn already."))
        return redirect(item)
    now: dt.datetime = timezone.now()
    return form_page(
        request,
        WithdrawForm(request.POST or None),
        save=lambda form: withdraw_work_item(
            item=item,
            change_reason=form.cleaned_data["change_reason"],
            actor=request.user,
            at=now,
        ),
        done=lambda row: _t("%(reference)s was withdrawn.") % {"reference": row.external_id},
        heading=_t("Withdraw %(reference)s") % {"reference": item.external_id},
        submit=_("Withdraw it"),
        crumbs=item_crumbs(item, _("Withdraw")),
        cancel_url=item.get_absolute_url(),
        template="ui/confirm.html",
        danger=True,
        consequences=[
            _t("It no longer counts for any promise of %(name)s.")
            % {"name": item.indicator.service.name},
            _t("Everything said of it so far stays in its versions."),
            _t("Its tool repeating itself does not bring it back; something new does."),
        ],
    )
