"""Say that a meeting was held, that its minutes are agreed, how long it took."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brm.models import HoursEntry, Interaction, Participant
from brm.operations.hold_meeting import hold_meeting
from brm.operations.log_hours import log_meeting_hours
from brm.operations.write_minutes import record_agreement
from brm.pages.doors import form_page, typed
from brm.pages.meeting_lookup import meeting_crumbs, visible_meeting, written_meeting
from brm.queries.customers import may_see_customers
from brm.queries.meeting_access import logged_for, may_log_hours
from common.access import allowed_if
from common.ui.forms import DateInput, TimeInput

RATINGS = [
    ("", _("not asked")),
    (1, _("1, not at all")),
    (2, _("2, hardly")),
    (3, _("3, in part")),
    (4, _("4, mostly")),
    (5, _("5, fully")),
]


class CameField(forms.ModelMultipleChoiceField):
    """Which of the participants came."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        return str(obj)


class HoldForm(forms.Form):
    """When it was held, who came, what the customer says of its outcomes."""

    refused = _("The meeting was not recorded as held")

    held_on = forms.DateField(label=_("Held on"), widget=DateInput)
    held_time = forms.TimeField(label=_("From"), widget=TimeInput)
    came = CameField(label=_("Who came"), queryset=Participant.objects.none(), required=False)
    outcome_rating = forms.TypedChoiceField(
        label=_("Were the outcomes reached, in the customer's eyes?"),
        choices=RATINGS,
        coerce=int,
        empty_value=None,
        required=False,
    )
    outcome_words = forms.CharField(
        label=_("In the customer's words"), max_length=300, required=False
    )

    def __init__(self, *args: Any, meeting: Interaction, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meeting = meeting
        people = meeting.participants.select_related("contact__person", "user__person")
        self.fields["came"].queryset = people
        self.fields["held_time"].help_text = _t("In %(zone)s.") % {"zone": meeting.zone}

    @property
    def held_at(self) -> dt.datetime:
        data = self.cleaned_data
        day = dt.datetime.combine(data["held_on"], data["held_time"], ZoneInfo(self.meeting.zone))
        return day.astimezone(dt.UTC)


class AgreedForm(forms.Form):
    """Who of the customer agreed the minutes, when and how."""

    refused = _("It was not recorded")

    by = forms.CharField(label=_("Agreed by"), max_length=120)
    how = forms.CharField(
        label=_("How"), max_length=300, help_text=_("Such as: by e-mail, in the next meeting.")
    )
    agreed_on = forms.DateField(label=_("On"), widget=DateInput)


class MeetingHoursForm(forms.Form):
    """The minutes of each of ours, in one step."""

    refused = _("The hours were not logged")

    discipline = forms.ChoiceField(
        label=_("Discipline"), choices=HoursEntry.Discipline.choices, widget=forms.RadioSelect
    )
    focus = forms.ChoiceField(
        label=_("Focus"), choices=HoursEntry.Focus.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, people: list[Any], usual: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        for user in people:
            self.fields[f"minutes-{user.public_id}"] = forms.IntegerField(
                label=user.name,
                min_value=0,
                max_value=1440,
                initial=usual,
                widget=forms.NumberInput({"data-unit": _t("min")}),
                help_text=_t("0 if it took this person no time."),
            )

    def minutes(self) -> list[tuple[Any, int]]:
        return [(user, self.cleaned_data[f"minutes-{user.public_id}"]) for user in self.people]


@allowed_if(may_see_customers)
def hold(request: HttpRequest, code: str) -> HttpResponse:
    """Record that it took place."""
    record = written_meeting(request.user, code)
    local = min(record.planned_at, timezone.now()).astimezone(ZoneInfo(record.zone))
    form = HoldForm(
        typed(request),
        meeting=record,
        initial={
            "held_on": local.date(),
            "held_time": local.time().replace(second=0, microsecond=0),
            "came": list(record.participants.values_list("pk", flat=True)),
        },
    )
    return form_page(
        request,
        form,
        save=lambda form: hold_meeting(
            interaction=record,
            held_at=form.held_at,
            came={row.pk for row in form.cleaned_data["came"]},
            outcome_rating=form.cleaned_data["outcome_rating"],
            outcome_words=form.cleaned_data["outcome_words"],
            actor=request.user,
            at=timezone.now(),
        ),
        done=_t("The meeting was recorded as held. Write what was said, then release the minutes."),
        heading=_t("%(code)s was held") % {"code": record.code},
        submit=_t("Record as held"),
        cancel_url=record.get_absolute_url(),
        crumbs=meeting_crumbs(record, _t("Held")),
    )


@allowed_if(may_see_customers)
def agreed(request: HttpRequest, code: str) -> HttpResponse:
    """Record that the customer agreed the minutes elsewhere."""
    record = written_meeting(request.user, code)
    today = timezone.now().astimezone(ZoneInfo(record.zone)).date()

    def save(form: AgreedForm) -> Interaction:
        data, now = form.cleaned_data, timezone.now()
        noon = dt.datetime.combine(data["agreed_on"], dt.time(12), ZoneInfo(record.zone))
        # Of today the hour is now, else nobody knows it.
        is_today = data["agreed_on"] == today
        return record_agreement(
            interaction=record,
            by=data["by"],
            how=data["how"],
            agreed_at=now if is_today else noon.astimezone(dt.UTC),
            actor=request.user,
            at=now,
        )

    return form_page(
        request,
        AgreedForm(typed(request), initial={"agreed_on": today}),
        save=save,
        done=_t("The minutes are agreed and stay as they are."),
        template="ui/confirm.html",
        heading=_t("Minutes of %(code)s were agreed") % {"code": record.code},
        consequences=[
            _t("The minutes stay as they are from then on."),
            _t("The customer agrees on its own pages too, once they are released."),
        ],
        submit=_t("Record the agreement"),
        cancel_url=record.get_absolute_url(),
        crumbs=meeting_crumbs(record, _t("Agreed")),
    )


@allowed_if(may_log_hours)
def hours(request: HttpRequest, code: str) -> HttpResponse:
    """Log what it took, for each of ours who came and has not logged it yet."""
    record = visible_meeting(request.user, code)
    if not record.is_over:
        raise Http404
    ids = set(record.customers.values_list("pk", flat=True))
    if logged_for(request.user).filter(pk__in=ids).count() != len(ids):
        raise Http404
    logged = set(record.hours.values_list("user_id", flat=True))
    came = record.participants.exclude(user=None).exclude(attended=False)
    people = [row.user for row in came.select_related("user__person") if row.user_id not in logged]
    if not people and request.user.pk not in logged:
        people = [request.user]
    form = MeetingHoursForm(
        typed(request),
        people=people,
        usual=record.duration_minutes,
        initial={
            "discipline": HoursEntry.Discipline.SERVICING,
            "focus": HoursEntry.Focus.RELATIONSHIP,
        },
    )

    @transaction.atomic
    def save(form: MeetingHoursForm) -> Interaction:
        log_meeting_hours(
            interaction=record,
            minutes=form.minutes(),
            discipline=form.cleaned_data["discipline"],
            focus=form.cleaned_data["focus"],
            actor=request.user,
            at=timezone.now(),
        )
        return record

    return form_page(
        request,
        form,
        save=save,
        done=_t("The hours were logged."),
        heading=_t("Hours of %(code)s") % {"code": record.code},
        submit=_t("Log the hours"),
        cancel_url=record.get_absolute_url(),
        crumbs=meeting_crumbs(record, _t("Hours")),
    )
