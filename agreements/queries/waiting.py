"""Agreements that wait for people: for a signature, for an answer to a change request."""

import datetime as dt
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from agreements.models import ChangeRequest, Signatory, Version
from agreements.queries.access import managed_agreements
from agreements.queries.need import SHOWN, Need
from agreements.queries.signing import Signing, signings_of


def signings_that_wait(*, user: Any, at: dt.datetime) -> list[Need]:
    """Texts out for signing: those in which it is the reader's turn, and all that they manage.

    Whoever manages sees whom a text waits for, or that everybody signed and it can be put in force.
    One query where nothing is out, three where something is.
    """
    me = getattr(user, "person_id", None)
    named = Signatory.objects.filter(
        Q(person=me) | Q(delegate=me), version=OuterRef("pk"), party__customer=None
    )
    manages = Q(agreement__in=managed_agreements(user))
    rows = list(
        Version.objects.filter(manages | Exists(named), state=Version.State.SIGNING)
        .annotate(is_managed=Exists(managed_agreements(user).filter(pk=OuterRef("agreement"))))
        .select_related("agreement")
        .order_by("lapses_at", "pk")
    )
    found = []
    for version, signing in signings_of(rows, at=at):
        need = _signing(version, signing, me)
        if need is not None:
            found.append(need)
        if len(found) == SHOWN:
            break
    return found


def changes_that_wait(*, user: Any) -> list[Need]:
    """Change requests without an answer, of agreements that the reader manages; the oldest first.

    In one query.
    """
    rows = (
        ChangeRequest.objects.filter(
            Q(version=None) | Q(version__state=Version.State.WITHDRAWN),
            agreement__in=managed_agreements(user),
            refusal="",
        )
        .select_related("agreement")
        .order_by("recorded_at", "pk")[:SHOWN]
    )
    return [
        Need(
            state="act",
            icon="pen",
            what=_("%(person)s asks for a change of %(agreement)s")
            % {"person": row.asked_by, "agreement": row.agreement.title},
            url=row.agreement.get_absolute_url(),
            before=_("Asked"),
            when_at=row.recorded_at,
            zone=row.agreement.zone,
            after=_("not answered · %(change)s") % {"change": row},
            do=_("Answer"),
            do_url=f"{row.agreement.get_absolute_url()}#asked-changes",
            cost=row.agreement.code,
            form="date",
        )
        for row in rows
    ]


def _signing(version: Any, signing: Signing, me: Any) -> Need | None:
    place = [version.agreement.code, version.number]
    page = reverse("agreements:version-signatories", args=place)
    words = {"version": version, "title": version.agreement.title}
    waits_for = ", ".join(str(turn.actor) for turn in signing.turns)
    mine = next((turn for turn in signing.turns if turn.actor.pk == me), None)
    if mine is not None and (mine.signatory.party is None or not mine.signatory.party.customer_id):
        what, do = _("%(version)s, %(title)s, waits for your signature") % words, _("Sign")
        do_url = reverse("agreements:version-sign", args=place)
    elif not version.is_managed:
        return None
    elif signing.turns:
        what = _("%(version)s, %(title)s, waits for %(person)s") % (words | {"person": waits_for})
        do, do_url = _("See who signs"), page
    else:
        what = _("%(version)s, %(title)s: everybody signed") % words
        do, do_url = _("Put in force"), reverse("agreements:version-activate", args=place)
    return Need(
        state="act",
        icon="pen",
        what=what,
        url=page,
        before=_("Lapses") if signing.turns else "",
        when_at=version.lapses_at if signing.turns else None,
        zone=version.agreement.zone,
        after=_("%(done)d of %(all)d signed")
        % {"done": signing.done_count, "all": len(signing.places)},
        do=do,
        do_url=do_url,
        cost=version.agreement.code,
        form="date",
    )
