"""Find the meeting or action that an address names, and show a form about it."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from brm.models import Action, Contact, Customer, Interaction
from brm.queries.meeting_access import spoken_for, writable_meetings

Crumbs = list[tuple[Any, str | None]]


class PersonField(forms.ModelChoiceField):
    """Somebody by name."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.person.name}, {obj.customer.name}" if isinstance(obj, Contact) else obj.name


class PeopleField(forms.ModelMultipleChoiceField):
    """Some people by name, a contact with its unit."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.person.name}, {obj.customer.name}" if isinstance(obj, Contact) else obj.name


def visible_meeting(user: Any, code: str) -> Interaction:
    """The meeting with this code, for people of the provider who see all of its customers."""
    return get_object_or_404(
        Interaction.objects.seen_from_within(user).select_related(
            "chair__person", "schedule", "agenda_template", "released_by__person"
        ),
        code=code.upper(),
    )


def written_meeting(user: Any, code: str) -> Interaction:
    """The same for somebody who may write it; who may only read it gets 403."""
    meeting = visible_meeting(user, code)
    if not may_write(user, meeting):
        raise PermissionDenied
    return meeting


def may_write(user: Any, meeting: Interaction) -> bool:
    """Whether `user` may change the meeting and write its minutes."""
    return writable_meetings(user).filter(pk=meeting.pk).exists()


def visible_action(user: Any, code: str) -> Action:
    """The action with this code, for people of the provider."""
    return get_object_or_404(
        Action.objects.seen_from_within(user).select_related(
            "customer",
            "interaction",
            "staff__person",
            "contact__person",
            "contact__customer",
            "closed_by__person",
            "created_by__person",
        ),
        code=code.upper(),
    )


def written_action(user: Any, code: str) -> Action:
    """The same for somebody who speaks with its customer; who may only read it gets 403."""
    action = visible_action(user, code)
    if not spoken_for(user).filter(pk=action.customer_id).exists():
        raise PermissionDenied
    return action


def contacts_of(customers: Iterable[int]) -> Any:
    """The contacts of these customers and their units, by name."""
    roots = list(customers)
    within = Customer.objects.within(roots)
    return (
        Contact.objects.filter(customer__in=within)
        .select_related("person", "customer")
        .order_by("person__name", "pk")
    )


def meeting_crumbs(meeting: Interaction | None, *last: Any) -> Crumbs:
    """The way to a meeting's page, and to what `last` names beneath it."""
    crumbs: Crumbs = [(_("Meetings"), reverse("brm:meeting-list"))]
    if meeting is not None:
        crumbs.append((meeting.code, meeting.get_absolute_url() if last else None))
    return [*crumbs, *((words, None) for words in last)]
