from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BrmConfig(AppConfig):
    name = "brm"
    verbose_name = _("Relationships")

    def ready(self) -> None:
        from brm.pages.my_relationship import relationship_panel
        from brm.pages.panels import grants_of_user, plan_of_customer, token_customers_url
        from brm.queries.customers import may_see_customers, seen_in_roles
        from brm.queries.own import is_only_customer
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
            "customer.detail", template="brm/_plan_panel.html", context=plan_of_customer, order=60
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
