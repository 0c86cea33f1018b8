from typing import Any

from django.apps import AppConfig
from django.apps.registry import Apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class BrmConfig(AppConfig):
    name = "brm"
    verbose_name = _("Relationships")

    def ready(self) -> None:
        from brm import receivers  # noqa: F401
        from brm.operations import import_outcomes
        from brm.operations.own_carriers import register_own_carriers
        from brm.pages.my_relationship import relationship_panel
        from brm.pages.panels import (
            grants_of_user,
            next_review,
            token_customers_url,
        )
        from brm.queries.completeness import register_own_needs
        from brm.queries.customer_tabs import register_own_tabs
        from brm.queries.customers import may_see_customers, seen_in_roles
        from brm.queries.own import is_only_customer
        from brm.queries.rollups import contacts_by_customer, register_rollup
        from brm.queries.search import find_contacts, find_customers
        from common.search import register_search
        from common.ui import slots
        from notices.queries.audience import register_scope

        # A higher app may already have given this side a home that shows more.
        if "relationships" not in slots.registry.views:
            slots.register_view(
                "relationships",
                label=_("Relationships"),
                url_name="brm:customer-list",
                order=1,
                permission=may_see_customers,
            )
        slots.register_nav(
            view="relationships",
            label=_("Customers"),
            url_name="brm:customer-list",
            order=20,
            permission=may_see_customers,
            match=("brm:customer", "brm:contact", "brm:grant", "brm:communication", "brm:role"),
        )
        slots.register_nav(
            view="relationships",
            label=_("Account plans"),
            url_name="brm:plan-list",
            order=70,
            permission=may_see_customers,
            match=("brm:plan", "brm:strategy", "brm:maturity", "brm:assessment"),
        )
        slots.register_nav(
            view="shared",
            label=_("Our relationship"),
            url_name="brm:my-relationship",
            order=8,
            permission=is_only_customer,
            match=("brm:my-relationship", "brm:my-rating", "brm:my-assessment"),
        )
        slots.register_panel(
            "customer.stats", template="brm/_next_review.html", context=next_review, order=10
        )
        slots.register_panel(
            "my.home",
            template="brm/_my_relationship.html",
            context=relationship_panel,
            order=8,
            permission=is_only_customer,
        )
        slots.register_panel(
            "user.detail", template="brm/_user_grants.html", context=grants_of_user, order=10
        )
        slots.register_action("token.row", label=_("Customers"), url=token_customers_url)
        register_scope(seen_in_roles)
        post_migrate.connect(_install_agendas, sender=self)
        _register_meetings()
        _register_agenda_parts()
        _register_notices()
        _register_surveys()
        _register_feedback()
        _register_business(may_see_customers)
        import_outcomes.register()
        slots.register_nav(
            view="relationships",
            label=_("Gaps"),
            url_name="brm:gap-list",
            order=22,
            permission=may_see_customers,
            match=("brm:gap-list",),
        )
        register_own_needs()
        register_own_carriers()
        register_own_tabs()
        register_rollup(
            "contacts",
            label=_("Contacts"),
            query=contacts_by_customer,
            fold="count",
            hint=_("People who are there now; somebody in two units counts once."),
            order=10,
        )
        _register_figures()
        register_search(
            "customers",
            label=_("Customers"),
            search=find_customers,
            order=10,
            permission=may_see_customers,
        )
        register_search(
            "contacts",
            label=_("People at customers"),
            search=find_contacts,
            order=15,
            permission=may_see_customers,
        )


def _install_agendas(apps: Apps | None = None, **_kwargs: Any) -> None:
    """Agendas belong to an installation from its first minute."""
    from brm.operations.install_agendas import install_agendas

    try:
        if apps is not None:  # a flushed database has its tables and names no state of them
            apps.get_model("brm", "AgendaTemplateItem")
    except LookupError:
        return  # migrated to before there were any
    install_agendas()


def _register_figures() -> None:
    """Complaints and satisfaction in the tree of customers, and where demand arose."""
    from django.urls import reverse

    from brm.queries import customer_rollups as figures
    from brm.queries.demand_origins import find_complaint, find_meeting
    from brm.queries.demand_sources import register_demand_source
    from brm.queries.rollups import register_rollup
    from common.ui.numbers import write_number

    register_rollup(
        "complaints",
        label=_("Open complaints"),
        query=figures.open_complaints,
        hint=_("Not resolved yet; those that wait for the customer's word are not in it."),
        url=lambda customer: (
            f"{reverse('brm:feedback-list')}?kind=complaint&standing=open&customer={customer.code}"
        ),
        write=write_number,
        order=32,
    )
    register_rollup(
        "satisfaction",
        label=_("Outcome satisfaction"),
        query=figures.outcomes_by_customer,
        fold=figures.the_whole,
        hint=_("By the latest survey that ended, over all answers from beneath; n answered."),
        write=figures.write_outcomes,
        plain=figures.plain_outcomes,
        order=34,
    )
    register_demand_source("meeting", find_meeting)
    register_demand_source("complaint", find_complaint)


def _register_agenda_parts() -> None:
    """What the records of customers fill in on the agenda of a meeting."""
    from brm.queries import agenda_records as records
    from brm.queries.agenda_parts import register_agenda_part

    for kind, label, context in (
        ("feedback", _("Complaints, compliments, feedback"), records.feedback),
        ("requests", _("Requests for new or changed service"), records.requests),
        ("business", _("Changing needs of the business"), records.business),
        ("demand", _("Demand"), records.demand),
        ("satisfaction", _("Satisfaction"), records.satisfaction),
        ("outcomes", _("Business outcomes"), records.outcomes),
    ):
        register_agenda_part(
            kind, label=label, template=f"brm/_agenda_{kind}.html", context=context
        )


def _register_meetings() -> None:
    from brm.pages import counts, meeting_panels, my_meetings
    from brm.pages.agendas import may_keep_agendas
    from brm.queries.customers import may_see_customers
    from brm.queries.find_meetings import find_actions, find_decisions, find_meetings
    from brm.queries.own import is_only_customer
    from common.search import register_search
    from common.ui import slots

    slots.register_nav(
        view="relationships",
        label=_("Meetings"),
        url_name="brm:meeting-list",
        order=40,
        permission=may_see_customers,
        count=counts.late_meetings,
        match=("brm:meeting", "brm:schedule", "brm:reviews-due"),
    )
    slots.register_nav(
        view="relationships",
        label=_("Actions"),
        url_name="brm:action-list",
        order=42,
        permission=may_see_customers,
        count=counts.late_actions,
        state="missed",
        match=("brm:action",),
    )
    slots.register_nav(
        view="relationships",
        label=_("Decisions"),
        url_name="brm:decision-list",
        order=44,
        permission=may_see_customers,
        match=("brm:decision",),
    )
    slots.register_nav(
        view="relationships",
        label=_("Hours"),
        url_name="brm:hours-list",
        order=46,
        permission=may_see_customers,
        match=("brm:hours",),
    )
    slots.register_nav(
        view="settings",
        label=_("Agendas"),
        url_name="brm:agenda-list",
        order=65,
        permission=may_keep_agendas,
        match=("brm:agenda",),
    )
    slots.register_nav(
        view="shared",
        label=_("My meetings"),
        url_name="brm:my-meetings",
        order=15,
        permission=is_only_customer,
        match=("brm:my-meeting", "brm:my-action"),
    )
    slots.register_panel(
        "customer.meetings",
        template="brm/_customer_meetings.html",
        context=meeting_panels.meetings_of_customer,
        order=40,
        permission=lambda user, _customer: may_see_customers(user),
    )
    slots.register_panel(
        "my.home",
        template="brm/_my_meetings.html",
        context=my_meetings.meetings_panel,
        order=20,
        permission=is_only_customer,
    )
    register_search("meetings", label=_("Meetings"), search=find_meetings, order=40)
    register_search("actions", label=_("Actions"), search=find_actions, order=42)
    register_search("decisions", label=_("Decisions"), search=find_decisions, order=44)


def _register_notices() -> None:
    from notices.models import Channel, Severity
    from notices.queries.kinds import Audience, Section, register_kind

    register_kind(
        "brm.minutes",
        label=_("Minutes to agree"),
        hint=_("The minutes of a meeting you took part in can be read; once for each meeting."),
        section=Section.DECIDE,
        audience=Audience.EVERYONE,
        fixed=[Channel.BELL],
        order=40,
    )
    register_kind(
        "brm.action_due",
        label=_("Actions due"),
        hint=_("An action of yours falls due in three days, and once more when it is overdue."),
        severity=Severity.WARNING,
        section=Section.TEND,
        audience=Audience.EVERYONE,
        order=50,
    )
    register_kind(
        "brm.review_overdue",
        label=_("Reviews overdue"),
        hint=_("A review with a customer was not held by its day; once for each day."),
        severity=Severity.WARNING,
        section=Section.TEND,
        order=55,
    )


def _register_surveys() -> None:
    from brm.pages.survey_answer import surveys_panel
    from brm.pages.survey_panels import may_see_panel, satisfaction_of_customer
    from brm.queries.customers import may_see_customers
    from brm.queries.survey_search import find_surveys
    from common.search import register_search
    from common.ui import slots
    from notices.models import Channel
    from notices.queries.kinds import Audience, Section, register_kind

    slots.register_nav(
        view="relationships",
        label=_("Satisfaction"),
        url_name="brm:survey-list",
        order=60,
        permission=may_see_customers,
        match=("brm:survey",),
    )
    slots.register_panel(
        "customer.voice",
        template="brm/_satisfaction_panel.html",
        context=satisfaction_of_customer,
        order=40,
        permission=may_see_panel,
    )
    slots.register_panel("my.home", template="brm/_my_surveys.html", context=surveys_panel, order=8)
    register_search(
        "surveys",
        label=_("Surveys"),
        search=find_surveys,
        order=60,
        permission=may_see_customers,
    )
    register_kind(
        "brm.survey_asked",
        label=_("Surveys for you"),
        hint=_("your answer is wanted; the invitation itself comes by e-mail"),
        section=Section.ANSWER,
        audience=Audience.EVERYONE,
        channels=[Channel.BELL],
        order=300,
    )
    register_kind(
        "brm.survey_dates",
        label=_("Your surveys"),
        hint=_("one has ended and waits for its analysis, or could not open"),
        section=Section.TEND,
        order=310,
    )


def _register_feedback() -> None:
    from brm.operations import import_feedback
    from brm.pages import counts, feedback_panels, my_feedback
    from brm.queries.customers import may_see_customers
    from brm.queries.find_feedback import find_feedback
    from brm.queries.own import is_only_customer
    from common.search import register_search
    from common.ui import slots
    from notices.models import Channel, Severity
    from notices.queries.kinds import Audience, Section, register_kind

    slots.register_nav(
        view="relationships",
        label=_("Feedback"),
        url_name="brm:feedback-list",
        order=60,
        permission=may_see_customers,
        count=counts.open_complaints,
        match=("brm:feedback", "brm:ladder", "brm:due-time", "brm:deputy"),
    )
    slots.register_panel(
        "customer.voice",
        template="brm/_feedback_panel.html",
        context=feedback_panels.feedback_of_customer,
        order=40,
        permission=feedback_panels.may_see_panel,
    )
    slots.register_panel(
        "service.detail",
        template="brm/_service_feedback.html",
        context=feedback_panels.feedback_of_service,
        order=60,
        permission=feedback_panels.may_see_panel,
    )
    slots.register_action(
        "my.head",
        label=_("Complain or ask"),
        url="brm:my-feedback-create",
        icon="talk",
        permission=is_only_customer,
    )
    slots.register_panel(
        "my.home",
        template="brm/_my_feedback.html",
        context=my_feedback.my_panel,
        order=20,
        permission=is_only_customer,
    )
    register_search("feedback", label=_("Feedback"), search=find_feedback, order=40)
    import_feedback.register()
    register_kind(
        "brm.feedback",
        label=_("Feedback"),
        hint=_("A customer told us something, or said what it thinks of a resolution."),
        severity=Severity.INFO,
        section=Section.ANSWER,
        order=50,
    )
    register_kind(
        "brm.escalation",
        label=_("Escalated complaints"),
        hint=_("A complaint reached a level of its ladder that names you."),
        severity=Severity.ALARM,
        section=Section.ANSWER,
        fixed=[Channel.BELL],
        order=12,
    )
    register_kind(
        "brm.my_feedback",
        label=_("Answers to feedback"),
        hint=_("What you told us was taken up, answered or resolved; and one reminder a week."),
        severity=Severity.INFO,
        section=Section.DECIDE,
        audience=Audience.EVERYONE,
        order=28,
    )


def _register_business(may_see_customers: Any) -> None:
    """Outcomes, demand, changes of businesses and early-life checks: where they are found."""
    from brm.pages import my_business, panels
    from brm.queries.find_outcomes import find_demand, find_outcomes
    from brm.queries.own import is_of_customer
    from common.search import register_search
    from common.ui import slots

    registers = (
        (_("Business outcomes"), "outcome", 40),
        (_("Demand"), "demand", 50),
        (_("Changes of businesses"), "business-change", 60),
        (_("Early-life checks"), "check", 70),
    )
    for label, name, order in registers:
        slots.register_nav(
            view="relationships",
            label=label,
            url_name=f"brm:{name}-list",
            order=order,
            permission=may_see_customers,
        )
    of_provider = {"permission": lambda user, _record: may_see_customers(user)}
    slots.register_panel(
        "customer.outcomes",
        template="brm/_outcomes_panel.html",
        context=panels.outcomes_of_customer,
        order=10,
        **of_provider,
    )
    slots.register_panel(
        "customer.outcomes",
        template="brm/_ahead_panel.html",
        context=panels.ahead_of_customer,
        order=50,
        **of_provider,
    )
    slots.register_panel(
        "service.detail",
        template="brm/_checks_panel.html",
        context=panels.checks_of_service,
        order=60,
        **of_provider,
    )
    slots.register_panel(
        "my.home",
        template="brm/_my_checks.html",
        context=my_business.checks_panel,
        order=8,
        permission=is_of_customer,
    )
    slots.register_panel(
        "my.home",
        template="brm/_my_outcomes.html",
        context=my_business.outcomes_panel,
        order=40,
        permission=is_of_customer,
    )
    register_search("outcomes", label=_("Business outcomes"), search=find_outcomes, order=30)
    register_search("demand", label=_("Demand"), search=find_demand, order=32)
