"""Your own API tokens; an administrator may revoke anybody's."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from accounts.models import ApiToken, Scope, User
from accounts.operations.create_token import DEFAULT_DAYS, create_token
from accounts.operations.revoke_token import revoke_token
from accounts.queries.roles import may_manage_people
from common.access import allowed_if
from common.problems import Refusal
from common.ui.forms import DateInput
from common.ui.slots import signed_in


class TokenForm(forms.Form):
    refused = _("The token was not created")

    name = forms.CharField(
        label=_("Name"),
        max_length=50,
        help_text=_("Which machine uses it, such as: Prometheus in Jakarta."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("It never may more than you may yourself."),
        error_messages={"required": _("Choose at least one thing the token may do.")},
    )
    expires_on = forms.DateField(
        label=_("Last day"), widget=DateInput, help_text=_("A year from today at most.")
    )
    is_limited = forms.BooleanField(
        label=_("For some customers only"),
        required=False,
        help_text=_("You choose them next. Until then the token sees no customer."),
    )


@login_required
def token_list(request: HttpRequest) -> HttpResponse:
    """Every token you made: what it may do, until when, when it was last used."""
    tokens = ApiToken.objects.visible_to(request.user).order_by("revoked", "-created", "pk")
    return render(request, "accounts/token_list.html", {"tokens": tokens})


@never_cache
@allowed_if(signed_in)
def token_create(request: HttpRequest) -> HttpResponse:
    """Create a token and show its key, this once.

    The key is in the answer to the form itself: sent on to another page it would have to be kept.
    """
    now = timezone.now()
    last_day = timezone.localdate(now) + dt.timedelta(days=DEFAULT_DAYS)
    form = TokenForm(request.POST or None, initial={"expires_on": last_day})
    if request.method == "POST" and form.is_valid():
        wish = form.cleaned_data
        try:
            token, key = create_token(
                user=request.user,
                name=wish["name"],
                scopes=wish["scopes"],
                expires_at=_end_of(wish["expires_on"]),
                is_limited=wish["is_limited"],
                actor=request.user,
                at=now,
            )
        except Refusal as refusal:
            form.add_error(refusal.field, refusal.message)
        else:
            context = {"token": token, "key": key, "crumbs": _crumbs(token.name)}
            return render(request, "accounts/token_created.html", context)
    context = {
        "form": form,
        "heading": _t("New API token"),
        "submit": _t("Create the token"),
        "cancel_url": reverse("accounts:token-list"),
        "crumbs": _crumbs(_t("New API token")),
    }
    return render(request, "ui/form.html", context)


def _end_of(day: dt.date) -> dt.datetime:
    """The first instant after `day`, in the zone of its reader."""
    midnight = dt.datetime.combine(day + dt.timedelta(days=1), dt.time())
    return timezone.make_aware(midnight)


def _crumbs(last: Any) -> list[tuple[Any, str | None]]:
    return [(_("API tokens"), reverse("accounts:token-list")), (last, None)]


def _revocable(user: User) -> QuerySet[ApiToken]:
    """Your own; every token for an administrator."""
    everybody = ApiToken.objects.select_related("user__person")
    return everybody if may_manage_people(user) else everybody.filter(user=user)


@login_required
def token_revoke(request: HttpRequest, prefix: str) -> HttpResponse:
    """Ask, then make the key useless."""
    token = get_object_or_404(_revocable(request.user), prefix=prefix)
    is_own = token.user == request.user
    back = (
        reverse("accounts:token-list")
        if is_own
        else reverse("accounts:user", args=[token.user.public_id])
    )
    if request.method == "POST":
        try:
            revoke_token(token=token, actor=request.user, at=timezone.now())
        except Refusal as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _t("“%(name)s” was revoked.") % {"name": token.name})
        return redirect(back)
    if token.revoked:
        raise Http404
    context = {
        "heading": _t("Revoke “%(name)s”") % {"name": token.name},
        "consequences": [
            _t("Whatever uses this key is refused from now on."),
            _t("This cannot be undone; a new token has a new key."),
        ],
        "submit": _t("Revoke"),
        "danger": True,
        "cancel_url": back,
        "crumbs": _crumbs(token.name),
    }
    return render(request, "ui/confirm.html", context)
