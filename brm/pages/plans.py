"""The account plan of a customer, its items, and the strategy on a page."""

import uuid
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.queries.history import Source, history
from brm.models import AccountItem, AccountPlan, Customer
from brm.operations.save_account_plan import (
    close_account_item,
    save_account_item,
    save_account_plan,
)
from brm.pages.customer_forms import managed_or_denied
from brm.pages.customers import crumbs_of
from brm.pages.doors import form_page, their_day, typed
from brm.queries.customers import managed_by, may_see_customers, seen_from_within
from brm.queries.plan_filter import PlanFilter
from brm.queries.plans import BUSINESS, STRATEGY, item_lists, plan_of, texts, with_overdue
from brm.queries.staff import staff_for
from common.access import Allowed, allowed_if
from common.listing import Chip, Column, Empty, ListPage
from common.ui.forms import DateInput


class PlanList(Allowed, ListPage):
    """Every customer's plan, the one to be reviewed next first."""

    may = staticmethod(may_see_customers)
    template_name = "brm/plan_list.html"
    filterset_class = PlanFilter
    heading = _("Account plans")
    export_name = "account-plans"
    default_sort = "next"
    columns = [
        Column("customer", _("Customer"), "customer.name", sort="customer__name"),
        Column("owner", _("Owner"), "owner.name", sort="owner__person__name"),
        Column("reviewed", _("Reviewed"), "reviewed_on", sort="reviewed_on", num=True),
        Column("next", _("Next review"), "next_review_on", sort="next_review_on", num=True),
    ]
    chips = [Chip(_("All")), Chip(_("Review overdue"), {"overdue": "true"}, icon="clock")]
    empty = Empty(
        _("No account plan yet"),
        _("A plan says where a customer's business is going. Begin one on the customer's page."),
        _("Customers"),
        reverse_lazy("brm:customer-list"),
    )

    def get_queryset(self) -> QuerySet[AccountPlan]:
        plans = AccountPlan.objects.filter(customer__in=seen_from_within(self.request.user))
        return with_overdue(
            plans.select_related("customer", "owner__person"), on=timezone.localdate()
        )


class PlanForm(forms.ModelForm):
    refused = _("The plan was not saved")

    class Meta:
        model = AccountPlan
        fields = [*BUSINESS, *STRATEGY, "is_shared", "owner", "reviewed_on", "next_review_on"]
        widgets = {
            **{name: forms.Textarea({"rows": "4"}) for name in (*BUSINESS, *STRATEGY)},
            "reviewed_on": DateInput,
            "next_review_on": DateInput,
        }

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        self.fields["owner"].queryset = staff_for(self.instance.customer)

    def _post_clean(self) -> None:
        """Leave the rules of a plan to its verb, which knows the field of each."""


class ItemForm(forms.ModelForm):
    refused = _("The item was not saved")

    class Meta:
        model = AccountItem
        fields = ["kind", "title", "note", "amount", "due_on", "owner", "likelihood", "impact"]
        widgets = {"note": forms.Textarea({"rows": "3"}), "due_on": DateInput}

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        self.fields["owner"].queryset = staff_for(self.instance.plan.customer)

    def _post_clean(self) -> None:
        """Leave the rules of an item to its verb, which knows the field of each."""
        self.instance = forms.models.construct_instance(self, self.instance, self._meta.fields)


class CloseForm(forms.Form):
    refused = _("The item was not closed")

    state = forms.ChoiceField(
        label=_("It is"),
        choices=[choice for choice in AccountItem.State.choices if choice[0] != "open"],
        widget=forms.RadioSelect,
    )
    outcome = forms.CharField(label=_("What became of it"), max_length=240)


@allowed_if(may_see_customers)
def plan(request: HttpRequest, code: str) -> HttpResponse:
    """What is known of the customer's business, the shared strategy, what is open."""
    customer = seen_or_404(request, code)
    record = plan_of(customer)
    context: dict[str, Any] = {
        "customer": customer,
        "plan": record,
        "may_manage": managed_by(request.user).filter(pk=customer.pk).exists(),
        "today": their_day(customer, timezone.now()),
        "crumbs": crumbs_of(customer, request.user, _t("Account plan")),
    }
    if record is not None:
        context |= {
            "business": texts(record, BUSINESS),
            "strategy": texts(record, STRATEGY),
            "lists": item_lists(record),
            "changes": history(
                Source(AccountPlan, {"pgh_obj_id": record.pk}, hidden=frozenset({"customer"})),
                Source(AccountItem, {"plan_id": record.pk}, hidden=frozenset({"plan"})),
            ),
        }
    return render(request, "brm/plan.html", context)


@allowed_if(may_see_customers)
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Write the plan, new or again."""
    customer = managed_or_denied(request, code)
    stored = plan_of(customer)
    at = timezone.now()
    initial = {} if stored else {"reviewed_on": their_day(customer, at), "owner": request.user.pk}
    form = PlanForm(typed(request), instance=stored or AccountPlan(customer=customer))
    form.initial = {**form.initial, **initial}
    heading = _t("Account plan of %(customer)s") % {"customer": customer.name}
    url = reverse("brm:plan", args=[customer.code])
    return form_page(
        request,
        form,
        save=lambda form: save_account_plan(
            customer=customer, values=form.cleaned_data, actor=request.user, at=at
        ),
        done=_t("The plan was saved."),
        template="brm/plan_form.html",
        heading=heading,
        submit=_t("Save plan"),
        cancel_url=url if stored else customer.get_absolute_url(),
        crumbs=crumbs_of(customer, request.user, _t("Account plan")),
    )


@allowed_if(may_see_customers)
def add_item(request: HttpRequest, code: str) -> HttpResponse:
    """A new commitment, investment or risk."""
    record = _managed_plan(request, code)
    item = AccountItem(plan=record, kind=request.GET.get("kind", AccountItem.Kind.COMMITMENT))
    return _item_page(request, record, item, _t("New item of the plan"))


@allowed_if(may_see_customers)
def edit_item(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    """Change an item that is open."""
    record = _managed_plan(request, code)
    item = get_object_or_404(record.items, public_id=public_id, state=AccountItem.State.OPEN)
    return _item_page(request, record, item, item.title)


@allowed_if(may_see_customers)
def close_item(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    """Say what became of an item."""
    record = _managed_plan(request, code)
    item = get_object_or_404(record.items, public_id=public_id, state=AccountItem.State.OPEN)
    heading = _t("Close: %(item)s") % {"item": item.title}
    return form_page(
        request,
        CloseForm(typed(request)),
        save=lambda form: close_account_item(
            item=item,
            **form.cleaned_data,
            actor=request.user,
            on=their_day(record.customer, timezone.now()),
        ),
        done=_t("The item was closed."),
        goes_to=record,
        heading=heading,
        submit=_t("Close item"),
        cancel_url=record.get_absolute_url(),
        crumbs=crumbs_of(record.customer, request.user, heading),
    )


@allowed_if(may_see_customers)
def strategy(request: HttpRequest, code: str) -> HttpResponse:
    """The relationship strategy on a page, made to be printed (R97)."""
    customer = seen_or_404(request, code)
    record = plan_of(customer)
    if record is None:
        raise Http404
    context = {
        "customer": customer,
        "plan": record,
        "parts": texts(record, STRATEGY),
        "crumbs": [
            *crumbs_of(customer, request.user, None)[:-1],
            (customer.name, customer.get_absolute_url()),
            (_t("Account plan"), record.get_absolute_url()),
            (_t("Strategy on a page"), None),
        ],
    }
    return render(request, "brm/strategy.html", context)


def seen_or_404(request: HttpRequest, code: str) -> Customer:
    """The customer that the reader may see from within, else 404."""
    return get_object_or_404(seen_from_within(request.user), code=code)


def _managed_plan(request: HttpRequest, code: str) -> AccountPlan:
    record = plan_of(managed_or_denied(request, code))
    if record is None:
        raise Http404
    return record


def _item_page(
    request: HttpRequest, record: AccountPlan, item: AccountItem, heading: str
) -> HttpResponse:
    return form_page(
        request,
        ItemForm(typed(request), instance=item),
        save=lambda form: save_account_item(
            item=form.instance, actor=request.user, at=timezone.now()
        ),
        done=_t("The item was saved."),
        goes_to=record,
        heading=heading,
        submit=_t("Save item"),
        cancel_url=record.get_absolute_url(),
        crumbs=crumbs_of(record.customer, request.user, heading),
    )
