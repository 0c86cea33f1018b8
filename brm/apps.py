from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BrmConfig(AppConfig):
    name = "brm"
    verbose_name = _("Relationships")

    def ready(self) -> None:
        from brm.operations import import_outcomes
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
        _register_business(may_see_customers)
        import_outcomes.register()


def _register_business(may_see_customers: Any) -> None:
    """Outcomes, demand, changes of businesses and early-life checks: where they are found."""
    from brm.pages import my_business, panels
    from brm.queries.search import find_demand, find_outcomes
    from brm.queries.writing import is_of_customer
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
        "customer.detail",
        template="brm/_outcomes_panel.html",
        context=panels.outcomes_of_customer,
        order=10,
        **of_provider,
    )
    slots.register_panel(
        "customer.detail",
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
