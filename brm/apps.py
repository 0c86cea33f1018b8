from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BrmConfig(AppConfig):
    name = "brm"
    verbose_name = _("Relationships")

    def ready(self) -> None:
        from brm.pages.panels import grants_of_user, token_customers_url
        from brm.queries.completeness import register_own_needs
        from brm.queries.customers import may_see_customers, seen_in_roles
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
        slots.register_panel(
            "user.detail", template="brm/_user_grants.html", context=grants_of_user, order=10
        )
        slots.register_action("token.row", label=_("Customers"), url=token_customers_url)
        register_scope(seen_in_roles)
        slots.register_nav(
            view="relationships",
            label=_("Gaps"),
            url_name="brm:gap-list",
            order=22,
            permission=may_see_customers,
            match=("brm:gap-list",),
        )
        register_own_needs()
        register_rollup(
            "contacts",
            label=_("Contacts"),
            query=contacts_by_customer,
            fold="count",
            hint=_("People who are there now; somebody in two units counts once."),
            order=10,
        )
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
