"""What a complaint has to do with promises: the panel on its page, its forms, and the list."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement, Breach, Commitment, ComplaintCheck, Target
from agreements.operations.check_complaint import (
    link_breaches,
    name_catching_targets,
    propose_target,
    say_uncaught,
)
from agreements.pages.forms import form_page
from agreements.queries.access import is_provider
from agreements.queries.amounts import write_wanted
from agreements.queries.complaints import (
    MOST,
    agreements_to_change,
    breaches_near,
    promises_to,
    seen_uncaught,
)
from agreements.queries.requirement_access import customers_to_write_for
from brm.models import Feedback
from brm.queries.feedback_access import handled_customers, may_handle, seen_feedback
from common.access import Allowed, allowed_if
from common.listing import Column, Empty, ListPage


def complaint_panel(request: HttpRequest, feedback: Feedback) -> dict[str, Any] | None:
    """Targets that would have caught it, breaches it speaks of, what was proposed."""
    if not feedback.is_complaint:
        return None
    check = (
        ComplaintCheck.objects.select_related(
            "answered_by__person", "change__agreement", "requirement"
        )
        .filter(feedback=feedback)
        .first()
    )
    targets = (
        Commitment.objects.visible_to(request.user)
        .filter(target__complaints__complaint=check)
        .select_related("target__indicator__service", "agreement")
        .order_by("target_id", "-start_at")
        .distinct("target_id")
        if check is not None
        else []
    )
    breaches = (
        Breach.objects.visible_to(request.user)
        .filter(complaint_links__feedback=feedback)
        .select_related("agreement", "commitment__target__indicator__service")
    )
    return {
        "check": check,
        "targets": [(row, write_wanted(row.target)) for row in targets],
        "breaches": breaches,
        "may": may_handle(request.user, feedback),
    }


def breach_complaints(request: HttpRequest, breach: Breach) -> dict[str, Any] | None:
    """The complaints that speak of a breach, those that the reader sees."""
    rows = list(
        seen_feedback(request.user)
        .filter(breach_links__breach=breach)
        .select_related("customer")
        .order_by("-received_at", "code")
    )
    return {"rows": rows} if rows else None


class TargetsForm(forms.Form):
    """Which targets, or none."""

    refused = _("Nothing was saved")

    is_uncaught = forms.BooleanField(
        label=_("No target would have caught this"),
        required=False,
        help_text=_("Then it stands on the list of what no promise covers."),
    )
    targets = forms.ModelMultipleChoiceField(
        label=_("Targets that would have caught it"),
        queryset=Target.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    note = forms.CharField(
        label=_("Why"),
        widget=forms.Textarea({"rows": "3"}),
        required=False,
        help_text=_("For ourselves: what the targets see of it, or what none of them measures."),
    )

    def __init__(self, *args: Any, feedback: Feedback, user: Any, **options: Any):
        super().__init__(*args, **options)
        rows = list(promises_to(user, feedback)[:MOST])
        words = {
            row.target_id: (
                f"{row.agreement.code}: {row.target.indicator}, {write_wanted(row.target)}"
            )
            for row in rows
        }
        field = self.fields["targets"]
        field.queryset = Target.objects.filter(pk__in=words)
        field.label_from_instance = lambda target: words[target.pk]
        if not words:
            field.help_text = _("The customer was promised nothing here when it complained.")
        check = ComplaintCheck.objects.filter(feedback=feedback).first()
        if check is not None:
            self.initial = {
                "is_uncaught": check.is_uncaught,
                "targets": list(check.caught_by.values_list("target_id", flat=True)),
                "note": check.note,
            } | dict(self.initial)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("is_uncaught") and data.get("targets"):
            self.add_error("is_uncaught", _("Either targets, or none: not both."))
        return data


class BreachesForm(forms.Form):
    refused = _("Nothing was linked")
    breaches = forms.ModelMultipleChoiceField(
        label=_("Breaches it speaks of"),
        queryset=Breach.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, feedback: Feedback, user: Any, **options: Any):
        super().__init__(*args, **options)
        rows = {row.pk: row for row in breaches_near(user, feedback)[:MOST]}
        field = self.fields["breaches"]
        field.queryset = Breach.objects.filter(pk__in=rows)
        field.label_from_instance = lambda breach: _breach_words(rows[breach.pk])
        if not rows:
            field.help_text = _("No promise to this customer was broken.")
        self.initial = {
            "breaches": list(feedback.breach_links.values_list("breach_id", flat=True))
        } | dict(self.initial)


class ProposeForm(forms.Form):
    refused = _("Nothing was proposed")
    agreement = forms.ModelChoiceField(
        label=_("By a change of"),
        queryset=Agreement.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=_("a new requirement instead"),
    )
    reason = forms.CharField(
        label=_("What should be promised, and why"), widget=forms.Textarea({"rows": "6"})
    )

    def __init__(self, *args: Any, feedback: Feedback, user: Any, **options: Any):
        super().__init__(*args, **options)
        self.fields["agreement"].queryset = agreements_to_change(user, feedback)
        if not customers_to_write_for(user).filter(pk=feedback.customer_id).exists():
            self.fields["agreement"].required = True
            self.fields["agreement"].empty_label = None
        said = {"code": feedback.code, "title": feedback.title, "text": feedback.text}
        words = _t("Complaint %(code)s, which no target would have caught: %(title)s\n\n%(text)s")
        self.initial = {"reason": words % said} | dict(self.initial)


@allowed_if(is_provider)
def targets(request: HttpRequest, code: str) -> HttpResponse:
    """Which targets would have caught it, or that none would."""
    record = _handled(request, code)
    form = TargetsForm(_typed(request), feedback=record, user=request.user)

    def save(form: TargetsForm) -> ComplaintCheck:
        data = form.cleaned_data
        shared: dict[str, Any] = {
            "feedback": record,
            "note": data["note"],
            "actor": request.user,
            "at": timezone.now(),
        }
        if data["is_uncaught"]:
            return say_uncaught(**shared)
        return name_catching_targets(targets=data["targets"], **shared)

    return _page(request, record, form, save, _t("Targets that would have caught it"), _t("Save"))


@allowed_if(is_provider)
def breaches(request: HttpRequest, code: str) -> HttpResponse:
    """Which breaches it speaks of."""
    record = _handled(request, code)
    form = BreachesForm(_typed(request), feedback=record, user=request.user)
    return _page(
        request,
        record,
        form,
        lambda form: link_breaches(
            feedback=record,
            breaches=form.cleaned_data["breaches"],
            actor=request.user,
            at=timezone.now(),
        ),
        _t("Breaches it speaks of"),
        _t("Save"),
    )


@allowed_if(is_provider)
def propose(request: HttpRequest, code: str) -> HttpResponse:
    """Begin the change or the requirement by which a target would catch the next one."""
    record = _handled(request, code)
    form = ProposeForm(_typed(request), feedback=record, user=request.user)
    return _page(
        request,
        record,
        form,
        lambda form: propose_target(
            feedback=record, actor=request.user, at=timezone.now(), **form.cleaned_data
        ),
        _t("Propose a target"),
        _t("Propose"),
    )


class UncaughtList(Allowed, ListPage):
    """Complaints that no target would have caught, and what was proposed."""

    may = staticmethod(is_provider)
    template_name = "agreements/uncaught_list.html"
    heading = _("Complaints no target would have caught")
    default_sort = "-received"
    export_name = "uncaught-complaints"
    columns = [
        Column("complaint", _("Complaint"), "feedback.code", sort="feedback__code"),
        Column("title", _("In short"), "feedback.title", shown=False),
        Column(
            "customer", _("Customer"), "feedback.customer.name", sort="feedback__customer__name"
        ),
        Column("service", _("Service"), "feedback.service.name", sort="feedback__service__name"),
        Column(
            "received",
            _("Received"),
            "feedback.received_at",
            sort="feedback__received_at",
            num=True,
        ),
        Column("note", _("Why"), "note"),
        Column("proposal", _("Proposed"), lambda row: str(row.change or row.requirement or "")),
    ]
    empty = Empty(
        _("No such complaint"),
        _("On the page of a complaint you say which target would have caught it, or that none."),
        _("Complaints"),
    )

    def get_queryset(self) -> QuerySet[ComplaintCheck]:
        return seen_uncaught(self.request.user)

    def get_context(self) -> dict[str, Any]:
        handled = handled_customers(self.request.user)
        return {"handled": set(handled.values_list("pk", flat=True))}

    def get_empty(self) -> Empty:
        url = f"{reverse('brm:feedback-list')}?kind=complaint"
        return Empty(self.empty.title, self.empty.text, self.empty.action, url)


def _handled(request: HttpRequest, code: str) -> Feedback:
    record = get_object_or_404(
        seen_feedback(request.user).select_related(
            "customer", "service", "contact__person", "reporter__person"
        ),
        code=code.upper(),
    )
    if not may_handle(request.user, record):
        raise PermissionDenied
    if not record.is_complaint:
        raise Http404
    return record


def _page(
    request: HttpRequest, record: Feedback, form: Any, save: Any, heading: str, submit: str
) -> HttpResponse:
    return form_page(
        request,
        form,
        save=save,
        done=_t("%(code)s saved.") % {"code": record.code},
        goes_to=record,
        heading=f"{record.code}: {heading}",
        submit=submit,
        cancel_url=record.get_absolute_url(),
        crumbs=[
            (_("Feedback"), reverse("brm:feedback-list")),
            (record.code, record.get_absolute_url()),
            (heading, None),
        ],
    )


def _typed(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _breach_words(breach: Breach) -> str:
    indicator = breach.commitment.target.indicator
    return f"{breach.code}: {indicator}, {breach.breached_at:%Y-%m-%d}"
