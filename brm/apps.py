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
        _register_surveys()


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
        "customer.detail",
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
