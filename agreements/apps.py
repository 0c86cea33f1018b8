from typing import Any

from django.apps import AppConfig
from django.apps.registry import Apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AgreementsConfig(AppConfig):
    name = "agreements"
    verbose_name = _("Agreements")

    def ready(self) -> None:
        from . import receivers  # noqa: F401  connects them

        post_migrate.connect(_install_section_sets, sender=self)
        _register_pages()
        _register_complaints()
        _register_notices()
        _register_customers()


def _install_section_sets(apps: Apps | None = None, **_kwargs: Any) -> None:
    """Sets of sections belong to an installation from its first minute."""
    from agreements.operations.install_section_sets import install_section_sets

    try:
        if apps is not None:  # a flushed database has its tables and names no state of them
            apps.get_model("agreements", "SectionItem")
    except LookupError:
        return  # migrated to before there were any
    install_section_sets()


def _register_pages() -> None:
    from agreements.operations import import_uses
    from agreements.pages import my_exclusions, my_requirements, my_versions, panels, section_sets
    from agreements.queries.access import is_customer, is_provider
    from agreements.queries.exclusion_consents import consents_by_promises
    from agreements.queries.moved_figures import told_figures
    from agreements.queries.search import find_agreements, find_requirements
    from common.search import register_search
    from common.ui import slots
    from slm.queries.consents import register_consents
    from slm.queries.proposed_hours import register_moves

    slots.register_nav(
        view="levels",
        label=_("Requirements"),
        url_name="agreements:requirement-list",
        order=25,
        permission=is_provider,
        match=(
            "agreements:requirement",
            "agreements:specification",
            "agreements:wanted",
            "agreements:volume",
            "agreements:line",
        ),
    )
    slots.register_nav(
        view="levels",
        label=_("Agreements"),
        url_name="agreements:agreement-list",
        order=30,
        permission=is_provider,
        count=panels.agreement_count,
        match=(
            "agreements:agreement",
            "agreements:effective",
            "agreements:version",
            "agreements:target-add",
            "agreements:signatory",
            "agreements:authority",
            "agreements:negotiation",
            "agreements:proposal",
            "agreements:change",
            "agreements:obligation",
            "agreements:pilot",
        ),
    )
    slots.register_nav(
        view="levels",
        label=_("Tariffs"),
        url_name="agreements:tariff-list",
        order=35,
        permission=is_provider,
        match=("agreements:tariff",),
    )
    slots.register_nav(
        view="settings",
        label=_("Sets of sections"),
        url_name="agreements:section-set-list",
        order=60,
        permission=section_sets.may_keep_sets,
        match=("agreements:section-set",),
    )
    slots.register_nav(
        view="levels",
        label=_("Targets"),
        url_name="agreements:target-list",
        order=40,
        permission=is_provider,
        count=panels.running_targets,
        match=("agreements:target",),
    )
    slots.register_nav(
        view="levels",
        label=_("Breaches"),
        url_name="agreements:breach-list",
        order=50,
        permission=is_provider,
        count=panels.open_breaches,
        state="missed",
        match=("agreements:breach",),
    )
    slots.register_nav(
        view="shared",
        label=_("My services"),
        url_name="agreements:my-home",
        order=5,
        permission=is_customer,
        match=("agreements:my",),
    )
    slots.register_panel(
        "service.detail",
        template="agreements/_service_panel.html",
        context=panels.targets_of_service,
        order=20,
        permission=panels.may_see_panel,
    )
    slots.register_panel(
        "hours.moves",
        template="agreements/_hours_moves_panel.html",
        context=panels.moved_by_hours,
        order=20,
        permission=panels.may_see_panel,
    )
    register_moves("commitments", told_figures)
    slots.register_panel(
        "customer.agreements",
        template="agreements/_customer_panel.html",
        context=panels.agreements_of_customer,
        order=20,
        permission=panels.may_see_panel,
    )
    register_consents(consents_by_promises)
    slots.register_panel(
        "my.home",
        template="agreements/_my_exclusions.html",
        context=my_exclusions.exclusions_panel,
        order=5,
        permission=is_customer,
    )
    slots.register_panel(
        "my.home",
        template="agreements/_my_versions.html",
        context=my_versions.versions_panel,
        order=5,
        permission=is_customer,
    )
    slots.register_panel(
        "my.home",
        template="agreements/_my_requirements.html",
        context=my_requirements.requirements_panel,
        order=10,
        permission=is_customer,
    )
    slots.register_nav(
        view="relationships",
        label=_("Who uses what"),
        url_name="agreements:use-list",
        order=45,
        permission=is_provider,
    )
    slots.register_panel(
        "service.detail",
        template="agreements/_users_panel.html",
        context=panels.users_of_service,
        order=10,
        permission=panels.may_see_panel,
    )
    slots.register_panel(
        "customer.outcomes",
        template="agreements/_uses_panel.html",
        context=panels.uses_of_customer,
        order=15,
        permission=panels.may_see_panel,
    )
    slots.register_panel(
        "demand.detail",
        template="agreements/_demand_panel.html",
        context=panels.requirements_of_demand,
        order=10,
        permission=panels.may_see_panel,
    )
    slots.register_action(
        "demand.head",
        label=_("Write a requirement"),
        url=panels.requirement_url,
        icon="plus",
        permission=panels.may_see_panel,
        primary=True,
    )
    import_uses.register()
    register_search("requirements", label=_("Requirements"), search=find_requirements, order=25)
    register_search("agreements", label=_("Agreements"), search=find_agreements, order=20)
    _register_agenda_parts()


def _register_agenda_parts() -> None:
    from agreements.queries import agenda_parts
    from brm.queries.agenda_parts import register_agenda_part

    register_agenda_part(
        "levels",
        label=_("Levels and trends"),
        template="agreements/_agenda_levels.html",
        context=agenda_parts.levels,
    )
    register_agenda_part(
        "breaches",
        label=_("Breaches since the last meeting"),
        template="agreements/_agenda_breaches.html",
        context=agenda_parts.breaches,
    )
    register_agenda_part(
        "agreements",
        label=_("Agreements and their next dates"),
        template="agreements/_agenda_agreements.html",
        context=agenda_parts.portfolio,
    )


def _register_complaints() -> None:
    """What complaints borrow from above: working hours, and targets that would have caught them."""
    from agreements.pages import complaints, panels
    from agreements.queries.access import is_provider
    from agreements.queries.working_clock import clock_of, hours_choices
    from brm.queries.clocks import register_hours
    from common.ui import slots

    register_hours(choices=hours_choices, clock=clock_of)
    slots.register_panel(
        "feedback.detail",
        template="agreements/_complaint_panel.html",
        context=complaints.complaint_panel,
        order=20,
        permission=panels.may_see_panel,
    )
    slots.register_panel(
        "breach.detail",
        template="agreements/_breach_complaints.html",
        context=complaints.breach_complaints,
        order=20,
        permission=panels.may_see_panel,
    )
    slots.register_action(
        "feedback.list",
        label=_("No target would have caught"),
        url="agreements:uncaught-list",
        icon="melon",
        permission=is_provider,
    )


def _register_customers() -> None:
    """What customers show of agreements, and what goes along when two become one."""
    from django.urls import reverse

    from agreements.operations import carry_customer as carry
    from agreements.queries.customer_figures import (
        agreements_in_force,
        open_breaches,
        users_by_customer,
    )
    from agreements.queries.customer_handovers import authorities_of, signatures_awaited
    from brm.operations.carriers import register_carrier
    from brm.queries.handovers import register_handover
    from brm.queries.rollups import register_rollup
    from common.ui.numbers import write_number

    register_rollup(
        "agreements",
        label=_("Agreements in force"),
        query=agreements_in_force,
        fold="count",
        hint=_("SLAs in force now; one with several units counts once."),
        url=lambda customer: f"{reverse('agreements:agreement-list')}?customer={customer.code}",
        order=20,
    )
    register_rollup(
        "breaches",
        label=_("Open breaches"),
        query=open_breaches,
        fold="count",
        hint=_("Neither closed nor withdrawn; one of several units counts once."),
        url=lambda customer: f"{reverse('agreements:breach-list')}?customer={customer.code}",
        order=30,
    )
    register_rollup(
        "users",
        label=_("Users"),
        query=users_by_customer,
        hint=_("Of each unit the users of its most used service, added over units."),
        url=lambda customer: f"{reverse('agreements:use-list')}?customer={customer.code}",
        write=write_number,
        order=35,
    )
    register_carrier(
        "agreements",
        label=_("Agreements"),
        count=carry.count_agreements,
        carry=carry.carry_agreements,
        refuse=carry.refuse_shared_agreement,
        order=10,
        fields=(
            *("agreements.Agreement.customers", "agreements.Party.customer"),
            *("agreements.Authority.customer", "agreements.CommitmentCustomer.customer"),
        ),
    )
    register_carrier(
        "requirements",
        label=_("Requirements"),
        count=carry.count_requirements,
        carry=carry.carry_requirements,
        order=20,
        fields=("agreements.Requirement.customer", "agreements.Requirement.asked_by"),
    )
    register_carrier(
        "tariffs",
        label=_("Tariffs"),
        count=carry.count_tariffs,
        carry=carry.carry_tariffs,
        order=30,
        fields=("agreements.Tariff.customer",),
    )
    register_carrier(
        "uses",
        label=_("Uses of services"),
        count=carry.count_uses,
        carry=carry.carry_uses,
        order=40,
    )
    register_handover("authorities", label=_("Authority to sign"), find=authorities_of, order=10)
    register_handover(
        "signatures", label=_("Signatures awaited"), find=signatures_awaited, order=20
    )


def _register_notices() -> None:
    from notices.models import Channel, Severity
    from notices.queries.kinds import Audience, Section, register_kind

    register_kind(
        "agreements.breach",
        label=_("Breaches"),
        hint=_("A target's budget ran out; once for each period."),
        severity=Severity.ALARM,
        section=Section.ANSWER,
        fixed=[Channel.BELL],
        order=10,
    )
    register_kind(
        "agreements.at_risk",
        label=_("Targets at risk"),
        hint=_("A target will or may be missed; once each time it comes to be at risk."),
        severity=Severity.WARNING,
        section=Section.TEND,
        order=20,
    )
    register_kind(
        "agreements.breach_withdrawn",
        label=_("Breaches withdrawn"),
        hint=_("A correction of the facts mended the level."),
        severity=Severity.INFO,
        section=Section.KNOW,
        order=30,
    )
    register_kind(
        "agreements.restated",
        label=_("Restatements"),
        hint=_("A late fact changed the figure of a closed period; once for each restatement."),
        severity=Severity.INFO,
        section=Section.KNOW,
        order=40,
    )
    register_kind(
        "agreements.exclusion",
        label=_("Exclusions to decide on"),
        hint=_("Time is to be left out of a level, and the promise asks for the customer's word."),
        severity=Severity.WARNING,
        section=Section.DECIDE,
        audience=Audience.EVERYONE,
        fixed=[Channel.BELL],
        order=15,
    )
    register_kind(
        "agreements.signature",
        label=_("Requests to sign"),
        hint=_("An agreement waits for your approval or signature; once, and one reminder."),
        severity=Severity.WARNING,
        section=Section.DECIDE,
        audience=Audience.EVERYONE,
        fixed=[Channel.BELL],
        order=10,
    )
    register_kind(
        "agreements.turn",
        label=_("Turns in a negotiation"),
        hint=_("The text of an agreement was handed over; once for each turn."),
        severity=Severity.WARNING,
        section=Section.DECIDE,
        audience=Audience.EVERYONE,
        order=20,
    )
    register_kind(
        "agreements.signing",
        label=_("Outcomes of signing"),
        hint=_("Everybody signed, somebody declined, or the time is over."),
        severity=Severity.WARNING,
        section=Section.DECIDE,
        order=30,
    )
    register_kind(
        "agreements.change",
        label=_("Changes asked for"),
        hint=_("A customer asks for a change of its agreement, or reads what became of it."),
        severity=Severity.WARNING,
        section=Section.DECIDE,
        audience=Audience.EVERYONE,
        order=25,
    )
    register_kind(
        "agreements.dates",
        label=_("Dates of agreements"),
        hint=_("A notice limit, an end, a renewal or a review comes near; once for each day."),
        severity=Severity.WARNING,
        section=Section.TEND,
        order=45,
    )
    register_kind(
        "agreements.terminated",
        label=_("Terminations"),
        hint=_("An agreement is ended before its time."),
        severity=Severity.WARNING,
        section=Section.KNOW,
        audience=Audience.EVERYONE,
        order=35,
    )
