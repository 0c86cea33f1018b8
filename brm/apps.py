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
