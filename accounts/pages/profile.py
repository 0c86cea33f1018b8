"""Your own page: name, language, zone, first view, and the ways in."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import ApiToken, Role, User
from accounts.queries.roles import roles_of
from common.zones import ZoneField


class ProfileForm(forms.ModelForm):
    refused = _("Your profile was not saved")

    name = forms.CharField(
        label=_("Name"), max_length=120, widget=forms.TextInput({"autocomplete": "name"})
    )
    zone = ZoneField(
        label=_("Time zone"),
        help_text=_("Times that count in an agreement's zone say so; all others are in yours."),
    )

    class Meta:
        model = User
        fields = ["language", "zone", "view"]

    field_order = ["name", "language", "zone", "view"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].initial = self.instance.person.name

    @transaction.atomic
    def save(self, commit: bool = True) -> User:
        user = super().save(commit=False)
        user.save(update_fields=self.Meta.fields)
        if user.person.name != self.cleaned_data["name"]:
            user.person.name = self.cleaned_data["name"]
            user.person.save(update_fields=["name"])
        return user


@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """Show and change what is yours to change."""
    user = User.objects.select_related("person").get(pk=request.user.pk)
    form = ProfileForm(request.POST or None, instance=user)
    if request.method == "POST" and form.is_valid():
        form.save()
        with translation.override(user.language):
            messages.success(request, _t("Your profile was saved."))
        return redirect("accounts:profile")
    return render(
        request, "accounts/profile.html", {"form": form, "roles": _roles(user), **_ways_in(user)}
    )


def _roles(user: User) -> list[Any]:
    return [Role(key).label for key in sorted(roles_of(user))]


def _ways_in(user: User) -> dict[str, Any]:
    """What stands beside each link: is there a second factor, how many keys and sessions."""
    kinds = list(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    return {
        "has_totp": Authenticator.Type.TOTP in kinds,
        "has_recovery_codes": Authenticator.Type.RECOVERY_CODES in kinds,
        "passkey_count": kinds.count(Authenticator.Type.WEBAUTHN),
        "session_count": UserSession.objects.filter(user=user).count(),
        "token_count": ApiToken.objects.filter(user=user, revoked=False).count(),
    }


@login_required
def email(request: HttpRequest) -> HttpResponse:
    """The address is how an invited person is known, so it is not theirs to exchange."""
    messages.info(
        request,
        _t("Your address is how you were invited and sign in. An administrator can change it."),
    )
    return redirect(reverse("accounts:profile"))
