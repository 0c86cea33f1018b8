from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SlmConfig(AppConfig):
    name = "slm"
    verbose_name = _("Service levels")

    def ready(self) -> None:
        from notices.models import Severity
        from notices.queries.kinds import Section, register_kind
        from slm import tasks  # noqa: F401  registers its jobs
        from slm.operations import import_work_items
        from slm.operations.find_silent_sources import BACK, SILENT

        register_kind(
            SILENT,
            label=_("Sources gone silent"),
            hint=_("a source was not heard within its interval"),
            severity=Severity.WARNING,
            section=Section.TEND,
            order=300,
        )
        register_kind(
            BACK,
            label=_("Sources heard again"),
            hint=_("a silent source has spoken"),
            section=Section.KNOW,
            order=301,
        )
        import_work_items.register()
        _register_frame()


def _register_frame() -> None:
    from accounts.queries.roles import may_manage_levels, may_read_levels
    from common.search import register_search
    from common.ui import slots
    from slm.pages.banner import outage_banner
    from slm.queries.counts import open_outages, silent_sources, waiting_count
    from slm.queries.find_services import find_services

    def entry(label: Any, url_name: str, order: int, **more: Any) -> None:
        slots.register_nav(
            view="levels",
            label=label,
            url_name=url_name,
            order=order,
            permission=may_read_levels,
            **more,
        )

    entry(
        _("Services"),
        "slm:service-list",
        20,
        match=("slm:service", "slm:indicator", "slm:slice", "slm:dependency"),
    )
    entry(
        _("Outages"),
        "slm:outage-list",
        60,
        match=("slm:outage",),
        count=open_outages,
        state="missed",
    )
    entry(_("Work items"), "slm:work-item-list", 65, match=("slm:work-item",))
    entry(_("Service hours"), "slm:hours-list", 70, match=("slm:hours",))
    entry(
        _("Maintenance"),
        "slm:maintenance-list",
        75,
        match=("slm:maintenance", "slm:exclusion"),
        count=waiting_count,
        state="act",
    )
    entry(
        _("Sources"),
        "slm:source-list",
        80,
        match=("slm:source", "slm:state-log"),
        count=silent_sources,
        state="none",
    )
    entry(_("Providers"), "slm:provider-list", 90, match=("slm:provider",))
    slots.register_action(
        "frame.quick",
        label=_("Report an outage"),
        url="slm:outage-declare",
        icon="plus",
        permission=may_manage_levels,
        shortcut="Alt+O",
    )
    slots.register_panel(
        "frame.banner",
        template="slm/_outage_banner.html",
        context=outage_banner,
        permission=may_read_levels,
    )
    register_search(
        "services",
        label=_("Services"),
        search=find_services,
        order=20,
        permission=may_read_levels,
    )
