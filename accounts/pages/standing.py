"""Deactivate and reactivate a user, each after a question."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import ApiToken, User
from accounts.operations.deactivate_user import deactivate_user
from accounts.operations.reactivate_user import reactivate_user
from accounts.pages.users import crumbs_of
from accounts.queries.roles import may_manage_people
from common.access import allowed_if
from common.problems import Refusal


def _live_tokens(user: User) -> int:
    return (
        ApiToken.objects.filter(user=user, revoked=False)
        .exclude(expiry_date__lte=timezone.now())
        .count()
    )


@allowed_if(may_manage_people)
def deactivate(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Say what will happen, then take the sign-in away."""
    user = get_object_or_404(User.objects.select_related("person"), public_id=public_id)
    page = reverse("accounts:user", args=[public_id])
    if request.method == "POST":
        try:
            deactivate_user(user=user, actor=request.user, at=timezone.now())
        except Refusal as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("%(name)s was deactivated.") % {"name": user.name})
        return redirect(page)
    count = _live_tokens(user)
    tokens = ngettext(
        "%(count)d API token stops working.", "%(count)d API tokens stop working.", count
    )
    context = {
        "heading": _("Deactivate %(name)s") % {"name": user.name},
        "consequences": [
            _("%(name)s is signed out everywhere at once and can sign in no more.")
            % {"name": user.name},
            tokens % {"count": count},
            _("An invitation that is still open becomes void."),
            _("Roles, grants and everything done so far are kept. You can reactivate later."),
        ],
        "submit": _("Deactivate"),
        "danger": True,
        "cancel_url": page,
        "crumbs": crumbs_of(user, _("Deactivate")),
    }
    return render(request, "ui/confirm.html", context)


@allowed_if(may_manage_people)
def reactivate(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Say what will happen, then give the sign-in back."""
    user = get_object_or_404(User.objects.select_related("person"), public_id=public_id)
    page = reverse("accounts:user", args=[public_id])
    if request.method == "POST":
        try:
            reactivate_user(user=user, actor=request.user, at=timezone.now())
        except Refusal as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("%(name)s may sign in again.") % {"name": user.name})
        return redirect(page)
    count = _live_tokens(user)
    tokens = ngettext(
        "%(count)d API token works again, until it expires.",
        "%(count)d API tokens work again, until they expire.",
        count,
    )
    context = {
        "heading": _("Reactivate %(name)s") % {"name": user.name},
        "consequences": [
            _("%(name)s may sign in again with the same password and second factor.")
            % {"name": user.name},
            _("All roles and grants hold again as they did."),
            tokens % {"count": count},
        ],
        "submit": _("Reactivate"),
        "cancel_url": page,
        "crumbs": crumbs_of(user, _("Reactivate")),
    }
    return render(request, "ui/confirm.html", context)
