from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortfolioConfig(AppConfig):
    name = "portfolio"
    verbose_name = _("Portfolio")

    def ready(self) -> None:
        from agreements.queries.access import is_provider
        from common.ui import slots

        slots.register_view(
            "levels",
            label=_("Service levels"),
            url_name="portfolio:levels",
            order=2,
            permission=is_provider,
        )
        slots.register_nav(
            view="levels",
            label=_("Overview"),
            url_name="portfolio:levels",
            order=1,
            permission=is_provider,
            match=("portfolio:levels", "portfolio:first-steps"),
        )
        _register_improvements()
        _register_money()
        _register_figures()
        _register_portfolio()


def _register_improvements() -> None:
    """The register of improvements: pages, panels, search."""
    from brm.queries.customers import may_see_customers
    from common.search import register_search
    from common.ui import slots
    from portfolio.pages import improvement_panels as panels
    from portfolio.queries.search import find_improvements

    slots.register_nav(
        view="shared",
        label=_("Improvements"),
        url_name="portfolio:improvement-list",
        order=60,
        permission=may_see_customers,
        match=("portfolio:improvement", "portfolio:milestone", "portfolio:unanswered"),
    )
    for slot, context in (
        ("breach.detail", panels.of_breach),
        ("customer.plan", panels.of_customer),
        ("feedback.detail", panels.of_feedback),
        ("survey.detail", panels.of_survey),
        ("service.detail", panels.of_service),
    ):
        slots.register_panel(
            slot,
            template="portfolio/_improvements_panel.html",
            context=context,
            order=80,
            permission=lambda user, _record: may_see_customers(user),
        )
    register_search("improvements", label=_("Improvements"), search=find_improvements, order=40)


def _register_money() -> None:
    """Money, use and value: pages, panels, actions and imports."""
    from brm.queries.customer_tabs import register_tab
    from common.ui import slots
    from portfolio.operations.import_records import register_imports
    from portfolio.pages import panels
    from portfolio.queries.money_access import may_see_money, may_write_for_everybody

    slots.register_nav(
        view="relationships",
        label=_("Money and use"),
        url_name="portfolio:values",
        order=60,
        permission=may_see_money,
        match=(
            *("portfolio:values", "portfolio:value", "portfolio:register", "portfolio:record"),
            *("portfolio:gap", "portfolio:customer-money"),
        ),
    )
    slots.register_nav(
        view="settings",
        label=_("Value and forecast"),
        url_name="portfolio:value-settings",
        order=70,
        permission=may_write_for_everybody,
        match=("portfolio:value-settings",),
    )
    register_tab(
        "money",
        label=_("Money"),
        url_name="portfolio:customer-money",
        order=65,
        permission=may_see_money,
    )
    slots.register_panel(
        "service.detail",
        template="portfolio/_service_panel.html",
        context=panels.worth_of_service,
        order=60,
        permission=panels.may_see_panel,
    )
    register_imports()


def _register_figures() -> None:
    """What value reads from the apps below, and what they show of money and improvements."""
    from django.urls import reverse

    from brm.operations.carriers import register_carrier
    from brm.queries.agenda_parts import register_agenda_part
    from brm.queries.rollups import register_rollup
    from portfolio.operations import carry_customer as carry
    from portfolio.queries import kept_below, rollups
    from portfolio.queries.agenda_parts import improvements
    from portfolio.queries.sources import register_source

    register_source("demand", kept_below.demand)
    register_source("strategic", kept_below.strategic)
    register_source("perceived", kept_below.perceived)
    register_rollup(
        "revenue",
        label=_("Revenue"),
        query=rollups.revenue_by_customer,
        hint=_("Of the last twelve whole months, in the reporting currency by each month's rate."),
        url=lambda customer: reverse("portfolio:customer-money", args=[customer.code]),
        write=rollups.write_revenue,
        plain=rollups.plain_revenue,
        order=15,
    )
    register_carrier(
        "money",
        label=_("Figures of money and use"),
        count=carry.count_money,
        carry=carry.carry_money,
        refuse=carry.refuse_clashing_money,
        order=50,
    )
    register_carrier(
        "improvements",
        label=_("Improvements"),
        count=carry.count_improvements,
        carry=carry.carry_improvements,
        order=60,
    )
    register_agenda_part(
        "improvements",
        label=_("Improvements"),
        template="portfolio/_agenda_improvements.html",
        context=improvements,
    )


def _register_portfolio() -> None:
    """The home of relationships, health and effort."""
    from brm.queries.customer_tabs import register_tab
    from brm.queries.customers import may_see_customers
    from common.ui import slots
    from portfolio.pages.health import health_of_customer
    from portfolio.queries.health_bands import bands_by_customer
    from portfolio.queries.money_access import may_write_for_everybody
    from portfolio.queries.sources import register_source

    slots.register_view(
        "relationships",
        label=_("Relationships"),
        url_name="portfolio:portfolio",
        order=1,
        permission=may_see_customers,
    )
    slots.register_nav(
        view="relationships",
        label=_("Portfolio"),
        url_name="portfolio:portfolio",
        order=10,
        permission=may_see_customers,
        match=("portfolio:portfolio", "portfolio:effort", "portfolio:health"),
    )
    slots.register_nav(
        view="settings",
        label=_("Capacity of the team"),
        url_name="portfolio:capacity",
        order=71,
        permission=may_write_for_everybody,
        match=("portfolio:capacity",),
    )
    slots.register_panel(
        "customer.detail",
        template="portfolio/_health_panel.html",
        context=health_of_customer,
        order=5,
        permission=lambda user, _customer: may_see_customers(user),
    )
    register_tab("health", label=_("Health"), url_name="portfolio:health", order=66)
    register_source("bands", bands_by_customer)
