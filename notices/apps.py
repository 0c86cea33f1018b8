from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    name = "notices"
    verbose_name = _("Notices")

    def ready(self) -> None:
        from accounts.queries.roles import may_manage_people
        from common.ui import slots
        from notices import receivers
        from notices.models import Channel, Severity
        from notices.queries.inbox import count_needing
        from notices.queries.kinds import Audience, Section, check_wording, register_kind
        from notices.queries.log import count_given_up

        register(check_wording)
        register_kind(
            receivers.DONE,
            label=_("Jobs done"),
            hint=_("imports, reports and replays that you started"),
            section=Section.TEND,
            audience=Audience.EVERYONE,
            channels=[Channel.BELL],
            order=800,
        )
        register_kind(
            receivers.FAILED,
            label=_("Jobs failed"),
            hint=_("imports, reports and replays that you started"),
            severity=Severity.WARNING,
            section=Section.TEND,
            audience=Audience.EVERYONE,
            channels=[Channel.BELL],
            order=801,
        )
        slots.register_action(
            "frame.bell",
            label=_("Needs me"),
            url="notices:inbox",
            count=lambda request: count_needing(request.user),
        )
        slots.register_action(
            "frame.account", label=_("Notices"), url="notices:subscriptions", order=40
        )
        slots.register_nav(
            view="settings",
            label=_("Deliveries"),
            url_name="notices:delivery-list",
            order=60,
            permission=may_manage_people,
            count=count_given_up,
            state="missed",
        )
