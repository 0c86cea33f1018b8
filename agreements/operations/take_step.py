"""Lead a version one step along its lifecycle; every verb of the lifecycle goes through here."""

import datetime as dt
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from agreements.engine.lifecycle import BY_NAME, Who
from agreements.models import Step, Version
from agreements.queries.access import may_manage_agreement
from agreements.queries.guards import missing_for
from common.problems import Refusal


class LifecycleRefused(Refusal):
    """The version stays where it is; `rows` lists what is missing for the step."""

    code = "lifecycle_refused"


def lock_for_step(name: str, version: Version, *, actor: Any) -> Version:
    """The version, locked, if this step leads on from where it stands and `actor` may take it.

    Whose step is not the manager's alone is checked by its own verb.
    """
    step = BY_NAME[name]
    locked = (
        Version.objects.select_for_update(of=("self",))
        .select_related("agreement", "section_set")
        .get(pk=version.pk)
    )
    if step.who is Who.MANAGER and not may_manage_agreement(actor, locked.agreement):
        raise LifecycleRefused(_("You may not decide on this agreement."))
    if locked.state not in step.sources:
        raise LifecycleRefused(
            _("Version %(number)d is “%(now)s” and cannot become “%(then)s”.")
            % {
                "number": locked.number,
                "now": locked.get_state_display(),
                "then": Version.State(step.target).label,
            },
            field="state",
        )
    return locked


def refuse_without_reason(name: str, reason: str) -> str:
    """The reason without blanks around it; refused where the step needs one and it is empty."""
    if BY_NAME[name].needs_reason and not reason.strip():
        raise LifecycleRefused(_("Say why."), field="reason")
    return reason.strip()


def refuse_incomplete(name: str, version: Version, *, at: dt.datetime) -> None:
    """Refuse with a list of all that is missing for the step."""
    if missing := missing_for(BY_NAME[name], version, at=at):
        raise LifecycleRefused(
            _("Something is missing: %(what)s")
            % {"what": " ".join(row["message"] for row in missing)},
            rows=list(missing),
        )


def take_step(
    name: str, version: Version, *, actor: Any, at: dt.datetime, reason: str = ""
) -> Step:
    """Write the new state and the step that led to it. The caller has locked and checked."""
    step = BY_NAME[name]
    before, version.state = version.state, Version.State(step.target)
    version.save()
    number = version.steps.aggregate(last=Max("number"))["last"] or 0
    return Step.objects.create(
        version=version,
        name=name,
        before=before,
        after=version.state,
        reason=reason,
        actor=actor,
        taken_at=at,
        number=number + 1,
    )
