from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AgreementsConfig(AppConfig):
    name = "agreements"
    verbose_name = _("Agreements")

    def ready(self) -> None:
        from . import receivers  # noqa: F401  connects them

        _register_pages()
        _register_notices()


def _register_pages() -> None:
    from agreements.pages import panels
    from agreements.queries.access import is_customer, is_provider
    from agreements.queries.search import find_agreements
    from common.search import register_search
    from common.ui import slots

    slots.register_nav(
        view="levels",
        label=_("Agreements"),
        url_name="agreements:agreement-list",
        order=30,
        permission=is_provider,
        count=panels.agreement_count,
        match=("agreements:agreement", "agreements:version", "agreements:target-add"),
    )
    slots.register_nav(
        view="levels",
        label=_("Targets"),
        url_name="agreements:target-list",
        order=40,
        permission=is_provider,
        count=panels.running_targets,
        match=("agreements:target",),
    )
    slots.register_nav(
        view="levels",
        label=_("Breaches"),
        url_name="agreements:breach-list",
        order=50,
        permission=is_provider,
        count=panels.open_breaches,
        state="missed",
        match=("agreements:breach",),
    )
    slots.register_nav(
        view="shared",
        label=_("My services"),
        url_name="agreements:my-home",
        order=5,
        permission=is_customer,
        match=("agreements:my",),
    )
    slots.register_panel(
        "service.detail",
        template="agreements/_service_panel.html",
        context=panels.targets_of_service,
        order=20,
        permission=panels.may_see_panel,
    )
    slots.register_panel(
        "customer.detail",
        template="agreements/_customer_panel.html",
        context=panels.agreements_of_customer,
        order=20,
        permission=panels.may_see_panel,
    )
    register_search("agreements", label=_("Agreements"), search=find_agreements, order=20)


def _register_notices() -> None:
    from notices.models import Channel, Severity
    from notices.queries.kinds import Section, register_kind

    register_kind(
        "agreements.breach",
        label=_("Breaches"),
        hint=_("A target's budget ran out; once for each period."),
        severity=Severity.ALARM,
        section=Section.ANSWER,
        fixed=[Channel.BELL],
        order=10,
    )
    register_kind(
        "agreements.at_risk",
        label=_("Targets at risk"),
        hint=_("A target will or may be missed; once each time it comes to be at risk."),
        severity=Severity.WARNING,
        section=Section.TEND,
        order=20,
    )
    register_kind(
        "agreements.breach_withdrawn",
        label=_("Breaches withdrawn"),
        hint=_("A correction of the facts mended the level."),
        severity=Severity.INFO,
        section=Section.KNOW,
        order=30,
    )
