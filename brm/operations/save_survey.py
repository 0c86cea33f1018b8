"""Write a survey: what is asked, of whom, about which outcomes. Until people are invited."""

import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from brm.models import Campaign, Contact, Customer, OutcomeStatement
from brm.queries.local_days import day_of
from common.db.codes import check_code_unchanged, next_code
from common.problems import Refusal
from slm.models.service import Service


class SurveyRefused(Refusal):
    code = "survey_refused"


def propose_survey_code() -> str:
    """The next free number."""
    return next_code(Campaign, "SRV")


def save_survey(
    *, campaign: Campaign, services: Iterable[Service], actor: User, at: dt.datetime
) -> Campaign:
    """Keep what is asked, when and in which languages.

    Refuses once people were invited, a changed code, ends before beginnings, languages without
    words, and services that are to be rated but not named.
    """
    named = list(services)
    Block = Campaign.Block
    campaign.code = campaign.code or propose_survey_code()
    campaign.blocks = [block.value for block in Block if block in campaign.blocks]
    if not campaign.blocks:
        raise SurveyRefused(_("Choose at least one question."), field="blocks")
    if not campaign.languages:
        raise SurveyRefused(_("Choose at least one language."), field="languages")
    for language in campaign.languages:
        if not (campaign.wording.get(language) or {}).get("heading"):
            raise SurveyRefused(
                _("Write the heading that is read in this language."), field=f"heading_{language}"
            )
    if Block.SERVICES in campaign.blocks and not named:
        raise SurveyRefused(_("Choose the services that are to be rated."), field="services")
    if campaign.closes_at <= campaign.opens_at:
        raise SurveyRefused(_("The last day comes before the first."), field="closes_on")
    with transaction.atomic():
        if campaign.pk is not None:
            lock_unbegun(campaign)
        else:
            campaign.created_at = at
        try:
            check_code_unchanged(campaign)
            campaign.full_clean()
        except ValidationError as error:
            field, messages = next(iter(error.message_dict.items()))
            raise SurveyRefused(
                " ".join(messages), field=None if field == "__all__" else field
            ) from error
        campaign.save()
        campaign.services.set(named if Block.SERVICES in campaign.blocks else [])
    return campaign


def choose_population(
    *,
    campaign: Campaign,
    customers: Iterable[Customer],
    parts: Iterable[str],
    sampling: str,
    sample_size: int | None,
    seed: int,
    picked: Iterable[Contact],
    actor: User,
    at: dt.datetime,
) -> Campaign:
    """Keep whom the survey asks: of these customers and everything below, who plays these parts.

    Refuses nobody, a random sample without a size, and picked people outside the population.
    """
    roots, chosen = list(customers), list(picked)
    if not roots:
        raise SurveyRefused(_("Choose at least one customer."), field="customers")
    if sampling == Campaign.Sampling.RANDOM and not sample_size:
        raise SurveyRefused(_("Say how many are to be drawn."), field="sample_size")
    if sampling == Campaign.Sampling.PICKED and not chosen:
        raise SurveyRefused(_("Pick at least one person."), field="picked")
    with transaction.atomic():
        campaign = lock_unbegun(campaign)
        campaign.parts = sorted(set(parts))
        campaign.sampling = sampling
        campaign.sample_size = sample_size if sampling == Campaign.Sampling.RANDOM else None
        campaign.seed = seed
        campaign.save(update_fields=["parts", "sampling", "sample_size", "seed"])
        campaign.customers.set(roots)
        set_units(campaign)
        inside = set(campaign.units.values_list("pk", flat=True))
        if sampling == Campaign.Sampling.PICKED:
            _refuse_outsiders(chosen, inside, set(campaign.parts), on=day_of(at, campaign.zone))
        campaign.picked.set(chosen if sampling == Campaign.Sampling.PICKED else [])
        campaign.statements.exclude(customer__in=inside).delete()
    return campaign


def set_units(campaign: Campaign) -> None:
    """Write down every unit below the customers that were chosen, as the tree is now."""
    roots = list(campaign.customers.values_list("pk", flat=True))
    campaign.units.set(Customer.objects.within(roots))


def save_statement(
    *,
    campaign: Campaign,
    customer: Customer,
    text: str,
    service: Service | None,
    dependency: int,
    reference: str,
    actor: User,
    at: dt.datetime,
) -> OutcomeStatement:
    """Ask about one more outcome. Refuses a unit that is not asked, and the same words twice."""
    with transaction.atomic():
        campaign = lock_unbegun(campaign)
        if not campaign.units.filter(pk=customer.pk).exists():
            raise SurveyRefused(
                _("%(unit)s is not asked in this survey.") % {"unit": customer.name},
                field="customer",
            )
        try:
            with transaction.atomic():
                return OutcomeStatement.objects.create(
                    campaign=campaign,
                    customer=customer,
                    text=" ".join(text.split()),
                    service=service,
                    dependency=dependency,
                    reference=reference.strip(),
                )
        except IntegrityError as error:
            raise SurveyRefused(
                _("%(unit)s is asked about this already.") % {"unit": customer.name}, field="text"
            ) from error


def remove_statement(*, statement: OutcomeStatement, actor: User, at: dt.datetime) -> None:
    """Ask about this outcome no more. Refuses once people were invited."""
    with transaction.atomic():
        lock_unbegun(statement.campaign)
        statement.delete()


def delete_survey(*, campaign: Campaign, actor: User, at: dt.datetime) -> None:
    """Forget a survey that nobody was invited to."""
    with transaction.atomic():
        lock_unbegun(campaign).delete()


def lock_unbegun(campaign: Campaign) -> Campaign:
    """The survey, locked; refuses one that is under way: what people answered was asked so."""
    stored = Campaign.objects.select_for_update(of=("self",)).get(pk=campaign.pk)
    if stored.is_begun:
        raise SurveyRefused(
            _("%(code)s has begun: its questions and its sample stay as people were asked.")
            % {"code": stored.code}
        )
    return stored


def _refuse_outsiders(
    chosen: list[Contact], inside: set[int], parts: set[str], *, on: dt.date
) -> None:
    rows = Contact.objects.filter(pk__in=[contact.pk for contact in chosen]).with_roles(on=on)
    for contact in rows.select_related("person"):
        if contact.customer_id not in inside or (parts and parts.isdisjoint(contact.parts)):
            raise SurveyRefused(
                _("%(name)s is not in the population: change the customers or the parts.")
                % {"name": contact.person.name},
                field="picked",
            )
