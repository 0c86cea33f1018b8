"""Settings, users: the list and one user."""

import uuid
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.models import ApiToken, Person, Role, RoleAssignment, User
from accounts.operations.end_sessions import end_sessions
from accounts.queries.history import Source, history
from accounts.queries.roles import may_manage_people, may_read_people
from accounts.queries.user_filter import UserFilter
from accounts.queries.users import ACTIVE, INVITED, role_words, users_with_standing
from common.access import Allowed, allowed_if
from common.listing import Chip, Column, Empty, ListPage
from common.ui.states import state_of


class UserList(Allowed, ListPage):
    """Everybody who signs in, was invited or no longer may."""

    may = staticmethod(may_read_people)
    template_name = "accounts/user_list.html"
    filterset_class = UserFilter
    heading = _("Users")
    default_sort = "name"
    export_name = "users"
    columns = [
        Column("name", _("Name"), sort="person__name"),
        Column("email", _("E-mail"), sort="email", shown=False),
        Column(
            "standing", _("State"), lambda row: str(state_of(row.standing).word), sort="standing"
        ),
        Column("roles", _("Roles"), lambda row: role_words(row.role_keys)),
        Column("language", _("Language"), "get_language_display", shown=False),
        Column("zone", _("Time zone"), shown=False),
        Column("last_login", _("Last sign-in"), sort="last_login", num=True),
        Column("joined_at", _("Since"), sort="joined_at", num=True),
    ]
    chips = [
        Chip(_("All")),
        Chip(_("Invited"), {"standing": INVITED}, icon="mail"),
        Chip(_("Administrators"), {"role": Role.ADMINISTRATOR.value}),
        Chip(_("No role"), {"role": "none", "standing": ACTIVE}),
    ]
    empty = Empty(
        _("Nobody here yet"),
        _("Everybody comes in by invitation: you give an address, they choose a password."),
        _("Invite somebody"),
        reverse_lazy("accounts:user-invite"),
    )

    def get_queryset(self) -> QuerySet[User]:
        return users_with_standing()

    def get_context(self) -> dict[str, Any]:
        for row in self.page:
            row.role_text = role_words(row.role_keys)
        return {"may_manage": may_manage_people(self.request.user)}


def crumbs_of(user: User, last: Any = None) -> list[tuple[Any, str | None]]:
    """The way to a user's page, and to a form beneath it when `last` names one."""
    crumbs: list[tuple[Any, str | None]] = [(_("Users"), reverse("accounts:user-list"))]
    if last is None:
        return [*crumbs, (user.name, None)]
    return [*crumbs, (user.name, reverse("accounts:user", args=[user.public_id])), (last, None)]


@allowed_if(may_read_people)
def user(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One user: roles, grants (a panel of a higher app), sessions, tokens, what was changed."""
    person = get_object_or_404(users_with_standing(), public_id=public_id)
    tokens = list(ApiToken.objects.filter(user=person).order_by("revoked", "-created"))
    context = {
        "subject": person,
        "roles": [Role(key) for key in person.role_keys],
        "invitation": person.invitations.select_related("invited_by__person").first(),
        "sessions": list(UserSession.objects.filter(user=person).order_by("-last_seen_at")),
        "tokens": tokens,
        "changes": history(
            Source(User, {"pgh_obj_id": person.pk}),
            Source(Person, {"pgh_obj_id": person.person_id}),
            Source(RoleAssignment, {"user_id": person.pk}, subject="role", hidden=HIDDEN),
            Source(ApiToken, {"user_id": person.pk}, subject="name", hidden=HIDDEN),
        ),
        "may_manage": may_manage_people(request.user),
        "is_self": person == request.user,
        "crumbs": crumbs_of(person),
    }
    return render(request, "accounts/user.html", context)


# The page itself says whose they are.
HIDDEN = frozenset({"user", "prefix"})


@require_POST
@allowed_if(may_manage_people)
def end_user_sessions(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Sign a user out everywhere; an administrator's own current session goes on."""
    person = get_object_or_404(User.objects.select_related("person"), public_id=public_id)
    here = request.session.session_key or "" if person == request.user else ""
    end_sessions(user=person, except_key=here)
    messages.success(request, _t("%(name)s was signed out.") % {"name": person.name})
    return redirect("accounts:user", public_id=public_id)
