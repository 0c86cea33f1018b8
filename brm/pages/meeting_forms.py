"""Plan a meeting, change the plan, call it off, say what will be spoken about."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.db import transaction
from django.forms import inlineformset_factory
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import Installation, User
from brm.models import AgendaItem, Contact, Customer, Interaction, ReviewSchedule
from brm.operations.plan_meeting import (
    MeetingPlan,
    cancel_meeting,
    change_meeting,
    plan_meeting,
)
from brm.pages.doors import form_page, typed
from brm.pages.meeting_lookup import (
    PeopleField,
    PersonField,
    contacts_of,
    meeting_crumbs,
    written_meeting,
)
from brm.queries.agenda_parts import part_choices
from brm.queries.customers import may_see_customers
from brm.queries.meeting_access import may_write_meetings, spoken_for
from brm.queries.reviews_due import due_of
from brm.queries.staff import staff
from common.access import allowed_if
from common.ui.forms import DateInput, TimeInput
from common.zones import ZoneField
from slm.models.service import Service


class MeetingForm(forms.Form):
    """What a meeting is to be."""

    refused = _("The meeting was not saved")

    kind = forms.ChoiceField(label=_("Meeting"), choices=Interaction.Kind.choices)
    review_type = forms.ChoiceField(
        label=_("Type of review"),
        choices=[("", "–"), *Interaction.Type.choices],
        required=False,
        help_text=_("For reviews; it chooses the agenda."),
    )
    customers = forms.ModelMultipleChoiceField(
        label=_("Customers"),
        queryset=Customer.objects.none(),
        to_field_name="code",
        help_text=_("Several take part in one meeting only if each may read its minutes."),
    )
    subject = forms.CharField(
        label=_("Subject"),
        max_length=160,
        required=False,
        help_text=_("Left empty, it is named after its kind and its customers."),
    )
    planned_on = forms.DateField(label=_("Day"), widget=DateInput)
    planned_time = forms.TimeField(label=_("Time of day"), widget=TimeInput)
    zone = ZoneField(label=_("Time zone"))
    duration_minutes = forms.IntegerField(
        label=_("Length"),
        min_value=5,
        max_value=1440,
        widget=forms.NumberInput({"data-unit": _("min")}),
    )
    place = forms.CharField(label=_("Place or link"), max_length=200, required=False)
    chair = PersonField(
        label=_("Chair"), queryset=User.objects.none(), to_field_name="public_id", required=False
    )
    contacts = PeopleField(
        label=_("Who comes from the customer"), queryset=Contact.objects.none(), required=False
    )
    staff = PeopleField(
        label=_("Who comes of ours"),
        queryset=User.objects.none(),
        to_field_name="public_id",
        required=False,
    )
    services = forms.ModelMultipleChoiceField(
        label=_("Services"),
        queryset=Service.objects.none(),
        to_field_name="code",
        required=False,
        help_text=_("What it is about, where not about all."),
    )
    internal_note = forms.CharField(
        label=_("Internal note"),
        widget=forms.Textarea,
        required=False,
        max_length=5000,
        help_text=_("The customer never sees it."),
    )

    def __init__(self, *args: Any, user: User, about: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["customers"].queryset = spoken_for(user)
        self.fields["chair"].queryset = self.fields["staff"].queryset = staff()
        self.fields["services"].queryset = Service.objects.order_by("name", "pk")
        if self.is_bound:
            named = spoken_for(user).filter(code__in=self.data.getlist("customers"))
            about = [*about, *named.values_list("pk", flat=True)]
        self.fields["contacts"].queryset = contacts_of(about)
        if not about:
            del self.fields["contacts"]

    def plan(self) -> MeetingPlan:
        """What was typed, as the verb takes it."""
        data = self.cleaned_data
        day = dt.datetime.combine(data["planned_on"], data["planned_time"], ZoneInfo(data["zone"]))
        return MeetingPlan(
            kind=data["kind"],
            review_type=data["review_type"],
            customers=tuple(data["customers"]),
            subject=data["subject"],
            services=tuple(data["services"]),
            planned_at=day.astimezone(dt.UTC),
            zone=data["zone"],
            duration_minutes=data["duration_minutes"],
            place=data["place"],
            chair=data["chair"],
            contacts=tuple(data.get("contacts", ())),
            staff=tuple(data["staff"]),
            internal_note=data["internal_note"],
        )


class ReasonForm(forms.Form):
    refused = _("The meeting was not called off")

    because = forms.CharField(label=_("Why"), max_length=300)


@allowed_if(may_write_meetings)
def create(request: HttpRequest) -> HttpResponse:
    """A meeting with the customer named by ?customer, or for the ?schedule that is owed."""
    user = request.user
    schedule = _schedule_asked(request)
    customer = (
        schedule.customer
        if schedule
        else spoken_for(user).filter(code=request.GET.get("customer", "").upper()).first()
    )
    now = timezone.now()
    zone = customer.zone if customer else Installation.current().zone
    owed = due_of(ReviewSchedule.objects.filter(pk=schedule.pk), as_of=now) if schedule else []
    initial: dict[str, Any] = {
        "customers": [customer.code] if customer else [],
        "zone": zone,
        "planned_on": max(
            owed[0].due_on if owed else dt.date.min, now.astimezone(ZoneInfo(zone)).date()
        ),
        "planned_time": schedule.starts_at_time if schedule else "10:00",
        "duration_minutes": schedule.duration_minutes if schedule else 60,
        "kind": schedule.kind if schedule else request.GET.get("kind", ""),
        "review_type": schedule.review_type if schedule else request.GET.get("type", ""),
        "place": schedule.place if schedule else "",
        "chair": user.public_id,
    }
    form = MeetingForm(
        typed(request), initial=initial, user=user, about=[customer.pk] if customer else []
    )
    return form_page(
        request,
        form,
        save=lambda form: plan_meeting(plan=form.plan(), actor=user, at=timezone.now()),
        done=lambda meeting: _t("%(code)s was planned.") % {"code": meeting.code},
        heading=_t("Plan a meeting"),
        submit=_t("Plan the meeting"),
        cancel_url=customer.get_absolute_url() if customer else reverse("brm:meeting-list"),
        crumbs=meeting_crumbs(None, _t("Plan a meeting")),
    )


@allowed_if(may_see_customers)
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change what was planned, also who comes."""
    record = written_meeting(request.user, code)
    local = record.planned_at.astimezone(ZoneInfo(record.zone))
    coming = list(record.participants.values_list("contact_id", "user__public_id"))
    initial = {
        "kind": record.kind,
        "review_type": record.review_type,
        "customers": list(record.customers.values_list("code", flat=True)),
        "subject": record.subject,
        "planned_on": local.date(),
        "planned_time": local.time(),
        "zone": record.zone,
        "duration_minutes": record.duration_minutes,
        "place": record.place,
        "chair": record.chair.public_id if record.chair else None,
        "contacts": [contact for contact, _user in coming if contact],
        "staff": [user for _contact, user in coming if user],
        "services": list(record.services.values_list("code", flat=True)),
        "internal_note": record.internal_note,
    }
    form = MeetingForm(
        typed(request),
        initial=initial,
        user=request.user,
        about=list(record.customers.values_list("pk", flat=True)),
    )
    return form_page(
        request,
        form,
        save=lambda form: change_meeting(
            interaction=record, plan=form.plan(), actor=request.user, at=timezone.now()
        ),
        done=lambda meeting: _t("%(code)s was saved.") % {"code": meeting.code},
        heading=_t("Change %(code)s") % {"code": record.code},
        submit=_t("Save meeting"),
        cancel_url=record.get_absolute_url(),
        crumbs=meeting_crumbs(record, _t("Change")),
    )


@allowed_if(may_see_customers)
def cancel(request: HttpRequest, code: str) -> HttpResponse:
    """Ask why, then call it off."""
    record = written_meeting(request.user, code)
    consequences = [_t("The meeting is not held; it stays here with the reason.")]
    if record.due_on:
        consequences.append(_t("The review that was due is passed over; the next one stays due."))
    return form_page(
        request,
        ReasonForm(typed(request)),
        save=lambda form: cancel_meeting(
            interaction=record, actor=request.user, at=timezone.now(), **form.cleaned_data
        ),
        done=_t("The meeting was called off."),
        template="ui/confirm.html",
        heading=_t("Call %(code)s off") % {"code": record.code},
        consequences=consequences,
        submit=_t("Call off"),
        danger=True,
        cancel_url=record.get_absolute_url(),
        crumbs=meeting_crumbs(record, _t("Call off")),
    )


class PointForm(forms.ModelForm):
    """One point; the empty one at the end asks for nothing."""

    class Meta:
        model = AgendaItem
        fields = ["position", "title", "part", "planned_minutes"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["part"] = forms.ChoiceField(
            label=_("Filled with"),
            required=False,
            choices=[("", _("nothing, a free point")), *_choices(self.instance.part)],
        )

    def has_changed(self) -> bool:
        if self.instance._state.adding and not self.data.get(self.add_prefix("title")):
            return False
        return bool(super().has_changed())


class Points(forms.BaseInlineFormSet):
    """The agenda; a point with minutes stays on it."""

    def clean(self) -> None:
        super().clean()
        for form in self.deleted_forms:
            if form.instance.minutes or form.instance.internal_note:
                raise forms.ValidationError(
                    _t("“%(point)s” has minutes. Empty them first, then take the point off."),
                    params={"point": form.instance.title},
                )


PointSet = inlineformset_factory(
    Interaction, AgendaItem, form=PointForm, formset=Points, extra=2, can_delete=True
)


@allowed_if(may_see_customers)
def agenda(request: HttpRequest, code: str) -> HttpResponse:
    """Which points this meeting has, and in which order."""
    record = written_meeting(request.user, code)
    if not record.is_open_to_writing:
        messages.error(request, _t("This meeting's agenda stays as it is."))
        return redirect(record)
    points = PointSet(typed(request), instance=record)
    if points.is_bound and points.is_valid():
        with transaction.atomic():
            points.save()
        messages.success(request, _t("The agenda was saved."))
        return redirect(record)
    if not points.is_bound:
        last = max(record.agenda.values_list("position", flat=True), default=0)
        for number, blank in enumerate(points.extra_forms, start=1):
            blank.initial.setdefault("position", last + number)
    context = {
        "meeting": record,
        "points": points,
        "heading": _t("Agenda of %(code)s") % {"code": record.code},
        "cancel_url": record.get_absolute_url(),
        "crumbs": meeting_crumbs(record, _t("Agenda")),
    }
    status = 422 if points.is_bound else 200
    return render(request, "brm/agenda_points.html", context, status=status)


def _choices(stored: str) -> list[tuple[str, Any]]:
    """The kinds of points that can be filled in, with the one that is stored."""
    known = part_choices()
    return known if not stored or stored in dict(known) else [*known, (stored, stored)]


def _schedule_asked(request: HttpRequest) -> ReviewSchedule | None:
    """The schedule that the address names, if the reader holds its reviews."""
    try:
        return (
            ReviewSchedule.objects.filter(customer__in=spoken_for(request.user), ended_on=None)
            .select_related("customer")
            .filter(pk=forms.UUIDField(required=False).clean(request.GET.get("schedule", "")))
            .first()
        )
    except forms.ValidationError:
        return None
