from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BrmConfig(AppConfig):
    name = "brm"
    verbose_name = _("Relationships")

    def ready(self) -> None:
        from brm.pages.panels import grants_of_user, token_customers_url
        from brm.queries.customers import may_see_customers, seen_in_roles
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
            match=("brm:customer", "brm:contact", "brm:grant"),
        )
        slots.register_panel(
            "user.detail", template="brm/_user_grants.html", context=grants_of_user, order=10
        )
        slots.register_action("token.row", label=_("Customers"), url=token_customers_url)
        register_scope(seen_in_roles)
        _register_feedback()


def _register_feedback() -> None:
    from brm.operations import import_feedback
    from brm.pages import feedback_panels, my_feedback
    from brm.queries.customers import may_see_customers
    from brm.queries.feedback_access import is_only_customer
    from brm.queries.find_feedback import find_feedback
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
        count=feedback_panels.open_complaints,
        match=("brm:feedback", "brm:ladder", "brm:due-time", "brm:deputy"),
    )
    slots.register_panel(
        "customer.detail",
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
