"""Open a survey, end it, close it: by hand, or by its dates."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from brm.engine.sampling import places, role_of
from brm.models import Campaign, Invitee
from brm.operations.invite_to_survey import TASK
from brm.operations.save_survey import SurveyRefused, lock_unbegun, set_units
from brm.queries.local_days import day_of
from brm.queries.population import Planned, language_of, plan_sample
from brm.queries.questions import heading_of
from common.wake import wake_after_commit
from notices.operations.write_notice import write_notice

State = Campaign.State
WHY_OWNER = gettext_noop("the survey is yours")
WHY_ASKED = gettext_noop("you are asked")


def schedule_survey(*, campaign: Campaign, actor: User, at: dt.datetime) -> Campaign:
    """Let the survey open on its day; at once when that has come.

    Refuses what cannot be asked: nobody in the sample, outcomes without a statement, an end that
    has passed, a nameless survey in which somebody could be found out.
    """
    with transaction.atomic():
        campaign = lock_unbegun(campaign)
        _refuse_unready(campaign, at=at)
        campaign.state = State.SCHEDULED
        campaign.save(update_fields=["state"])
        if campaign.opens_at <= at:
            _open(campaign, at=at)
    return campaign


def unschedule_survey(*, campaign: Campaign, actor: User, at: dt.datetime) -> Campaign:
    """Take a scheduled survey back to a draft."""
    with transaction.atomic():
        campaign = lock_unbegun(campaign)
        campaign.state = State.DRAFT
        campaign.save(update_fields=["state"])
    return campaign


def open_due_surveys(*, at: dt.datetime) -> int:
    """Open what is scheduled up to `at`; what has become impossible goes back to a draft."""
    count = 0
    due = Campaign.objects.filter(state=State.SCHEDULED, opens_at__lte=at).order_by("pk")
    for pk in list(due.values_list("pk", flat=True)):
        with transaction.atomic():
            campaign = (
                Campaign.objects.select_for_update(skip_locked=True, of=("self",))
                .filter(pk=pk, state=State.SCHEDULED)
                .first()
            )
            if campaign is None:
                continue
            try:
                _refuse_unready(campaign, at=at)
            except SurveyRefused as refusal:
                campaign.state = State.DRAFT
                campaign.save(update_fields=["state"])
                _tell_owner(campaign, "not_opened", why=refusal.message, at=at)
                continue
            _open(campaign, at=at)
            count += 1
    return count


def end_survey(*, campaign: Campaign, actor: User | None, at: dt.datetime) -> Campaign:
    """Take no more answers; every link stops. The owner is told that an analysis is due (R8)."""
    with transaction.atomic():
        campaign = Campaign.objects.select_for_update(of=("self",)).get(pk=campaign.pk)
        if campaign.state != State.OPEN:
            raise SurveyRefused(_("%(code)s is not open.") % {"code": campaign.code})
        campaign.state, campaign.ended_at = State.ENDED, at
        campaign.save(update_fields=["state", "ended_at"])
        campaign.invitees.filter(expires_at__gt=at).update(expires_at=at, mail_due_at=None)
        _tell_owner(campaign, "ended", at=at)
    return campaign


def end_due_surveys(*, at: dt.datetime) -> int:
    """End what was open until `at`, at the instant it was open until; return how many."""
    count = 0
    due = Campaign.objects.filter(state=State.OPEN, closes_at__lte=at).order_by("pk")
    for campaign in due:
        try:
            end_survey(campaign=campaign, actor=None, at=campaign.closes_at)
        except SurveyRefused:
            continue  # another worker, or its owner, was faster
        count += 1
    return count


def close_survey(
    *,
    campaign: Campaign,
    analysis: str,
    improvement: str,
    no_improvement: str,
    actor: User,
    at: dt.datetime,
) -> Campaign:
    """Close what has ended: what was learned, and what is done about it or why nothing is (R8)."""
    analysis, improvement = analysis.strip(), improvement.strip()
    no_improvement = no_improvement.strip()
    if not analysis:
        raise SurveyRefused(_("Write what the answers say before you close."), field="analysis")
    if not improvement and not no_improvement:
        raise SurveyRefused(
            _("Name the improvement that follows, or say why none does."), field="improvement"
        )
    if improvement and no_improvement:
        raise SurveyRefused(
            _("Either an improvement follows or none does: clear one of the two."),
            field="no_improvement",
        )
    with transaction.atomic():
        campaign = Campaign.objects.select_for_update(of=("self",)).get(pk=campaign.pk)
        if campaign.state != State.ENDED:
            raise SurveyRefused(
                _("%(code)s cannot be closed now: it has to end first, and is closed once.")
                % {"code": campaign.code}
            )
        campaign.analysis = analysis
        campaign.improvement = improvement
        campaign.no_improvement = no_improvement
        campaign.state, campaign.closed_at, campaign.closed_by = State.CLOSED, at, actor
        campaign.save()
    return campaign


def _refuse_unready(campaign: Campaign, *, at: dt.datetime) -> None:
    if campaign.closes_at <= at:
        raise SurveyRefused(_("Its last day has passed. Move it, then open the survey."))
    set_units(campaign)
    plan = plan_sample(campaign, on=day_of(at, campaign.zone))
    if not any(row.is_sampled for row in plan):
        raise SurveyRefused(
            _("Nobody is asked: no contact of these customers plays the parts you chose.")
        )
    statements = campaign.statements.filter(customer__in=campaign.units.all())
    if Campaign.Block.OUTCOMES in campaign.blocks and not statements.exists():
        raise SurveyRefused(_("Write down at least one outcome that the survey asks about."))
    if campaign.is_anonymous and any(
        place is None for place, _role in _places(campaign, plan).values()
    ):
        raise SurveyRefused(
            _(
                "A nameless survey asks at least %(count)d people of each organisation, or whoever "
                "answers could be found out. Ask more people, or ask by name."
            )
            % {"count": campaign.smallest_group}
        )


def _open(campaign: Campaign, *, at: dt.datetime) -> None:
    """Write population and sample down and have everybody in the sample invited."""
    plan = plan_sample(campaign, on=day_of(at, campaign.zone))
    kept = _places(campaign, plan) if campaign.is_anonymous else {}
    rows = []
    for row in plan:
        contact = row.contact
        place, role = kept.get(str(contact.pk), (None, role_of(contact.parts)))
        has_mail = row.is_sampled and bool(contact.person.email)
        rows.append(
            Invitee(
                campaign=campaign,
                contact=contact,
                person=contact.person,
                customer=contact.customer,
                parts=contact.parts,
                language=language_of(contact, campaign),
                in_population=row.in_population,
                is_sampled=row.is_sampled,
                place_id=place or contact.customer_id,
                kept_role=role,
                invited_at=at if row.is_sampled else None,
                expires_at=campaign.closes_at if row.is_sampled else None,
                mail=Invitee.Mail.INVITATION if has_mail else "",
                mail_due_at=at if has_mail else None,
            )
        )
    Invitee.objects.bulk_create(rows)
    campaign.state, campaign.opened_at = State.OPEN, at
    campaign.save(update_fields=["state", "opened_at"])
    wake_after_commit(TASK)
    for invitee in rows:
        user = getattr(invitee.person, "user", None)
        if invitee.is_sampled and user is not None:
            write_notice(
                kind="brm.survey_asked",
                subject=f"survey:{campaign.code}:{invitee.pk}",
                facts={
                    "heading": heading_of(campaign, user.language),
                    "until": campaign.last_at,
                    "unit": invitee.customer.name,
                },
                recipients=[(user, WHY_ASKED)],
                url=invitee.get_absolute_url(),
                scope=[invitee.customer_id],
                at=at,
            )


def _places(campaign: Campaign, plan: list[Planned]) -> dict[str, tuple[int | None, str]]:
    units = dict(campaign.units.order_by().values_list("pk", "parent_id"))
    return places(
        parents={pk: parent if parent in units else None for pk, parent in units.items()},
        asked={
            str(row.contact.pk): (row.contact.customer_id, role_of(row.contact.parts))
            for row in plan
            if row.is_sampled
        },
        smallest=campaign.smallest_group,
    )


def _tell_owner(campaign: Campaign, what: str, *, at: dt.datetime, why: str = "") -> None:
    write_notice(
        kind="brm.survey_dates",
        subject=f"survey:{campaign.code}",
        level=what,
        period=at.isoformat() if what == "not_opened" else "",
        facts={"survey": campaign.code, "title": campaign.title, "what": what, "why": why},
        recipients=[(campaign.owner, WHY_OWNER)],
        url=campaign.get_absolute_url(),
        scope=list(campaign.units.values_list("pk", flat=True)),
        at=at,
    )
