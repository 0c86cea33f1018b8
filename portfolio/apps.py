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
