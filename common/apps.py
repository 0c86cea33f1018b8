from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommonConfig(AppConfig):
    name = "common"
    verbose_name = _("Common")

    def ready(self) -> None:
        from common import tasks  # noqa: F401  registers its job
        from common.queries.jobs import count_under_way
        from common.search import search_url
        from common.ui import slots

        slots.register_action(
            "frame.search",
            label=_("Search customers, people, services, agreements"),
            url=search_url,
        )
        slots.register_action(
            "frame.account",
            label=_("Jobs"),
            url="common:job-list",
            order=50,
            count=count_under_way,
        )
