"""Invite, invite again, and come in by the link."""

import uuid
import zoneinfo
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts.models import PROVIDER_ROLES, Installation, Role, User
from accounts.operations.accept_invitation import (
    InvitationVoid,
    accept_invitation,
    find_invitation,
)
from accounts.operations.invite_user import InvitationNotMailed, invite_user, resend_invitation
from accounts.queries.roles import may_manage_people
from common.access import allowed_if
from common.problems import Refusal
from common.zones import ZoneField

ROLE_CHOICES = [(role.value, role.label) for role in Role if role in PROVIDER_ROLES]


class InviteForm(forms.Form):
    refused = _("The invitation was not sent")

    email = forms.EmailField(label=_("E-mail"))
    name = forms.CharField(label=_("Name"), max_length=120)
    language = forms.ChoiceField(
        label=_("Language"), choices=User._meta.get_field("language").choices or ()
    )
    zone = ZoneField(label=_("Time zone"))
    roles = forms.MultipleChoiceField(
        label=_("Roles that hold everywhere"),
        choices=ROLE_CHOICES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "A customer's people get none here: grant them their customer on the next page."
        ),
    )


class AcceptForm(forms.Form):
    refused = _("You are not in yet")

    name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput({"autocomplete": "name"})
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text=_("At least 12 characters. A sentence is easier to remember and to type."),
    )
    again = forms.CharField(
        label=_("Password, again"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("password") and data.get("again") and data["password"] != data["again"]:
            self.add_error("again", _("The two passwords differ. Type the same one twice."))
        return data


def _link(request: HttpRequest) -> Any:
    return lambda secret: request.build_absolute_uri(reverse("accounts:invitation", args=[secret]))


@allowed_if(may_manage_people)
def invite(request: HttpRequest) -> HttpResponse:
    """Ask somebody in by e-mail."""
    defaults = Installation.current()
    initial = {"language": defaults.language, "zone": defaults.zone}
    form = InviteForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            user = invite_user(
                **form.cleaned_data, link=_link(request), actor=request.user, at=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(refusal.field, refusal.message)
        except InvitationNotMailed as problem:
            _say_not_mailed(request, problem)
            return redirect("accounts:user", public_id=problem.user.public_id)
        else:
            messages.success(
                request, _t("An invitation went to %(email)s.") % {"email": user.email}
            )
            return redirect("accounts:user", public_id=user.public_id)
    context = {
        "form": form,
        "heading": _t("Invite somebody"),
        "submit": _t("Send the invitation"),
        "cancel_url": reverse("accounts:user-list"),
        "crumbs": [(_t("Users"), reverse("accounts:user-list")), (_t("Invite somebody"), None)],
    }
    return render(request, "ui/form.html", context)


@require_POST
@allowed_if(may_manage_people)
def resend(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Send a new link; the old one stops working."""
    user = get_object_or_404(User.objects.select_related("person"), public_id=public_id)
    try:
        resend_invitation(user=user, link=_link(request), actor=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.message)
    except InvitationNotMailed as problem:
        _say_not_mailed(request, problem)
    else:
        messages.success(request, _t("A new link went to %(email)s.") % {"email": user.email})
    return redirect("accounts:user", public_id=public_id)


def _say_not_mailed(request: HttpRequest, problem: InvitationNotMailed) -> None:
    messages.error(
        request,
        _t(
            "The invitation is written, but the mail server did not take the message "
            "(%(reason)s). Check outgoing mail, then send it again from this page."
        )
        % {"reason": problem.reason},
    )


@never_cache
@sensitive_post_parameters("password", "again")
def accept(request: HttpRequest, secret: str) -> HttpResponse:
    """The invited person's first page: a name and a password, or why the link no longer works."""
    try:
        invitation = find_invitation(secret=secret, at=timezone.now())
    except InvitationVoid as refusal:
        return render(
            request, "accounts/invitation_void.html", {"why": refusal.message}, status=410
        )
    zone = zoneinfo.ZoneInfo(invitation.user.zone)
    language = _language(request, invitation.user)
    with translation.override(language), timezone.override(zone):
        form = AcceptForm(request.POST or None, initial={"name": invitation.user.name})
        if request.method == "POST" and form.is_valid():
            try:
                accept_invitation(
                    secret=secret,
                    name=form.cleaned_data["name"],
                    password=form.cleaned_data["password"],
                    at=timezone.now(),
                )
            except Refusal as refusal:
                form.add_error(refusal.field, refusal.message)
            else:
                messages.success(request, _t("Welcome. Sign in with your new password."))
                return redirect("account_login")
        context = {"form": form, "invitation": invitation, "organisation": Installation.current()}
        return render(request, "accounts/invitation.html", context)


def _language(request: HttpRequest, invited: User) -> str:
    """The language the administrator chose for the invited, unless the reader switched here."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in dict(settings.LANGUAGES) else invited.language
