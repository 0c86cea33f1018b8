"""The rules of complaints: ladders, due times, deputies."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import PROVIDER_ROLES, Role, User
from brm.models import Customer, Deputy, EscalationLadder, EscalationLevel, Feedback
from brm.operations.save_ladder import (
    MOST_LEVELS,
    WantedLevel,
    name_deputy,
    remove_ladder,
    save_due_time,
    save_ladder,
)
from brm.pages.doors import refuse
from brm.pages.feedback import feedback_crumbs
from brm.queries.clocks import hours_choices, hours_name
from brm.queries.customers import (
    managed_by,
    may_see_customers,
    relationship_managers,
    seen_from_within,
)
from brm.queries.due_times import due_of, due_times
from brm.queries.feedback_access import may_change_ladder, may_set_rules
from common.access import allowed_if
from common.form_page import form_page

HOUR = 3_600
# Empty lines after the levels that there are.
SPARE = 2


def hours_field(label: Any, **options: Any) -> forms.DecimalField:
    """A time in hours; quarters of an hour are enough."""
    return forms.DecimalField(
        label=label,
        min_value=Decimal("0.25"),
        max_value=Decimal(87_840),
        max_digits=7,
        decimal_places=2,
        widget=forms.NumberInput({"data-unit": _("h"), "step": "0.25"}),
        **options,
    )


class LadderForm(forms.Form):
    """A ladder with its levels, one line each; a line without a time is no level."""

    refused = _("The ladder was not saved")

    hours = forms.ChoiceField(
        label=_("Time counts in"),
        choices=hours_choices,
        required=False,
        help_text=_("Working time stands still outside these hours, on weekends and holidays."),
    )

    def __init__(self, *args: Any, ladder: EscalationLadder | None, **options: Any):
        super().__init__(*args, **options)
        levels = list(ladder.levels.select_related("person")) if ladder and ladder.pk else []
        shown = min(MOST_LEVELS, max(3, len(levels) + SPARE))
        if self.is_bound:
            shown = min(MOST_LEVELS, sum(name.startswith("after_") for name in self.data))
        choices = _whom_choices()
        self.numbers = range(1, shown + 1)
        for number in self.numbers:
            self.fields[f"after_{number}"] = hours_field(
                _("Level %(number)d: after") % {"number": number}, required=False
            )
            self.fields[f"whom_{number}"] = forms.ChoiceField(
                label=_("who is told"), choices=choices
            )
            self.fields[f"stop_{number}"] = forms.ChoiceField(
                label=_("unless"), choices=EscalationLevel.Stop.choices, initial="resolved"
            )
        stored: dict[str, Any] = {"hours": ladder.hours if ladder else ""}
        for row in levels:
            stored |= {
                f"after_{row.number}": Decimal(row.after_seconds) / HOUR,
                f"whom_{row.number}": _whom_key(row),
                f"stop_{row.number}": row.stop,
            }
        self.initial = stored | dict(self.initial)

    @property
    def lines(self) -> list[list[Any]]:
        """The fields of each level."""
        names = ("after", "whom", "stop")
        return [[self[f"{name}_{number}"] for name in names] for number in self.numbers]

    def levels(self) -> list[WantedLevel]:
        """The levels that have a time, in the order of their lines."""
        people = {str(user.pk): user for user in _people()}
        found = []
        for number in self.numbers:
            after = self.cleaned_data.get(f"after_{number}")
            if not after:
                continue
            whom, _colon, which = self.cleaned_data[f"whom_{number}"].partition(":")
            found.append(
                WantedLevel(
                    after_seconds=int(after * HOUR),
                    whom=whom,
                    stop=self.cleaned_data[f"stop_{number}"],
                    person=people.get(which) if whom == EscalationLevel.Whom.PERSON else None,
                    role=which if whom == EscalationLevel.Whom.ROLE else "",
                )
            )
        return found


class DueForm(forms.Form):
    refused = _("The times were not saved")
    acknowledge = hours_field(_("To acknowledge within"))
    resolve = hours_field(_("To resolve within"))
    hours = forms.ChoiceField(label=_("Time counts in"), choices=hours_choices, required=False)


class DeputyForm(forms.Form):
    refused = _("Nobody was named")
    manager = forms.ModelChoiceField(label=_("Relationship manager"), queryset=None)
    deputy = forms.ModelChoiceField(
        label=_("Deputy"), queryset=None, required=False, empty_label=_("nobody")
    )

    def __init__(self, *args: Any, user: Any, **options: Any):
        super().__init__(*args, **options)
        managers = relationship_managers()
        if not may_set_rules(user):
            managers = managers.filter(pk=user.pk)
        self.fields["manager"].queryset = managers
        self.fields["deputy"].queryset = _people()


@allowed_if(may_see_customers)
def rules(request: HttpRequest) -> HttpResponse:
    """Every ladder that the reader may see, due times, deputies."""
    ladders = (
        EscalationLadder.objects.filter(customer=None)
        | EscalationLadder.objects.filter(customer__in=seen_from_within(request.user))
    ).select_related("customer")
    rows = [
        {
            "ladder": ladder,
            "hours": hours_name(ladder.hours),
            "may_change": may_change_ladder(request.user, ladder),
            "url": _ladder_url(ladder.customer),
        }
        for ladder in ladders.prefetch_related("levels__person__person").distinct()
    ]
    rows.sort(key=lambda row: (row["ladder"].customer_id is not None, str(row["ladder"])))
    words = dict(Feedback.Severity.choices)
    context = {
        "ladders": rows,
        "has_own": any(row["ladder"].customer_id is None for row in rows),
        "due_times": [
            {"due": due, "severity": words[due.severity], "hours": hours_name(due.hours)}
            for due in due_times()
        ],
        "deputies": Deputy.objects.select_related("manager__person", "deputy__person"),
        "may_set": may_set_rules(request.user),
        "crumbs": feedback_crumbs(None, _("Escalation and due times")),
    }
    return render(request, "brm/feedback_rules.html", context)


@allowed_if(may_see_customers)
def ladder(request: HttpRequest, code: str = "") -> HttpResponse:
    """Write the ladder of everybody, or of one customer."""
    customer, stored = _ladder(request, code)
    form = LadderForm(request.POST if request.method == "POST" else None, ladder=stored)
    name = customer.name if customer else _t("everybody")
    heading = _t("Escalation ladder: %(name)s") % {"name": name}
    return form_page(
        request,
        form,
        save=lambda form: save_ladder(
            customer=customer,
            hours=form.cleaned_data["hours"],
            levels=form.levels(),
            actor=request.user,
            at=timezone.now(),
        ),
        done=_t("The ladder was saved; open complaints follow it from now on."),
        refuse=refuse,
        goes_to=reverse("brm:feedback-rules"),
        template="brm/ladder_form.html",
        heading=heading,
        submit=_t("Save ladder"),
        cancel_url=reverse("brm:feedback-rules"),
        crumbs=_crumbs(heading),
        ladder=stored if stored.pk and customer else None,
        remove_url=reverse("brm:ladder-remove", args=[customer.code]) if customer else "",
    )


@allowed_if(may_see_customers)
def remove(request: HttpRequest, code: str) -> HttpResponse:
    """Ask, then take a customer's own ladder away."""
    customer, stored = _ladder(request, code)
    if stored.pk is None or customer is None:
        raise Http404
    if request.method == "POST":
        remove_ladder(ladder=stored, actor=request.user, at=timezone.now())
        messages.success(request, _t("The ladder was taken away."))
        return redirect("brm:feedback-rules")
    heading = _t("Take away the ladder of %(name)s?") % {"name": customer.name}
    context = {
        "heading": heading,
        "consequences": [
            _t("The ladder of the customer above it holds again, else everybody's."),
            _t("What complaints have climbed already stays."),
        ],
        "submit": _t("Take away"),
        "danger": True,
        "cancel_url": reverse("brm:ladder-of", args=[customer.code]),
        "crumbs": _crumbs(heading),
    }
    return render(request, "ui/confirm.html", context)


@allowed_if(may_set_rules)
def due(request: HttpRequest, severity: str) -> HttpResponse:
    """By when feedback of a severity is due."""
    if severity not in Feedback.Severity.values:
        raise Http404
    stored = due_of(severity)
    form = DueForm(
        request.POST if request.method == "POST" else None,
        initial={
            "acknowledge": Decimal(stored.acknowledge_seconds) / HOUR,
            "resolve": Decimal(stored.resolve_seconds) / HOUR,
            "hours": stored.hours,
        },
    )
    heading = _t("Due times: %(severity)s") % {"severity": Feedback.Severity(severity).label}
    return form_page(
        request,
        form,
        save=lambda form: save_due_time(
            severity=severity,
            acknowledge_seconds=int(form.cleaned_data["acknowledge"] * HOUR),
            resolve_seconds=int(form.cleaned_data["resolve"] * HOUR),
            hours=form.cleaned_data["hours"],
            actor=request.user,
            at=timezone.now(),
        ),
        done=_t("The times were saved; they hold for what comes from now on."),
        refuse=refuse,
        goes_to=reverse("brm:feedback-rules"),
        heading=heading,
        submit=_t("Save times"),
        cancel_url=reverse("brm:feedback-rules"),
        crumbs=_crumbs(heading),
    )


@allowed_if(may_see_customers)
def deputy(request: HttpRequest) -> HttpResponse:
    """Say who stands in for a relationship manager."""
    if not may_set_rules(request.user) and not relationship_managers().filter(pk=request.user.pk):
        raise PermissionDenied
    form = DeputyForm(request.POST if request.method == "POST" else None, user=request.user)
    return form_page(
        request,
        form,
        save=lambda form: name_deputy(**form.cleaned_data, actor=request.user, at=timezone.now()),
        done=_t("The deputy was saved."),
        refuse=refuse,
        goes_to=reverse("brm:feedback-rules"),
        heading=_t("Name a deputy"),
        submit=_t("Save deputy"),
        cancel_url=reverse("brm:feedback-rules"),
        crumbs=_crumbs(_("Deputy")),
    )


def _ladder(request: HttpRequest, code: str) -> tuple[Customer | None, EscalationLadder]:
    """The ladder that an address names, stored or not yet; 404 unseen, 403 only read."""
    customer = None
    if code:
        customer = get_object_or_404(seen_from_within(request.user), code=code.upper())
        if not managed_by(request.user).filter(pk=customer.pk).exists():
            raise PermissionDenied
    stored = EscalationLadder.objects.filter(customer=customer).first()
    stored = stored or EscalationLadder(customer=customer)
    if not may_change_ladder(request.user, stored):
        raise PermissionDenied
    return customer, stored


def _ladder_url(customer: Customer | None) -> str:
    if customer is None:
        return reverse("brm:ladder")
    return reverse("brm:ladder-of", args=[customer.code])


def _crumbs(*last: Any) -> Any:
    rules_url = reverse("brm:feedback-rules")
    crumbs = feedback_crumbs(None)
    return [
        *crumbs,
        (_("Escalation and due times"), rules_url),
        *((words, None) for words in last),
    ]


def _whom_choices() -> list[Any]:
    """Whom a level may tell, in one list: `role:auditor` and `person:12` name which."""
    whom = EscalationLevel.Whom
    roles = [(f"{whom.ROLE}:{role.value}", role.label) for role in Role if role != Role.CUSTOMER]
    people = [(f"{whom.PERSON}:{user.pk}", str(user)) for user in _people()]
    return [
        (whom.MANAGER.value, whom.MANAGER.label),
        (whom.DEPUTY.value, whom.DEPUTY.label),
        (whom.ROLE.label, roles),
        (whom.PERSON.label, people),
    ]


def _whom_key(level: EscalationLevel) -> str:
    which = {
        EscalationLevel.Whom.ROLE: level.role,
        EscalationLevel.Whom.PERSON: level.person_id,
    }.get(EscalationLevel.Whom(level.whom), "")
    return f"{level.whom}:{which}" if which else level.whom


def _people() -> Any:
    """Everybody of the provider who may sign in."""
    return (
        User.objects.filter(is_active=True, role_assignments__role__in=PROVIDER_ROLES)
        .select_related("person")
        .distinct()
        .order_by("person__name", "pk")
    )
