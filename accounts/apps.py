from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("People")

    def ready(self) -> None:
        from accounts.models import User
        from accounts.queries.roles import may_read_people
        from common.ui import slots

        slots.register_view_memory(
            read=lambda user: user.view,
            write=lambda user, view: User.objects.filter(pk=user.pk).update(view=view),
        )
        slots.register_nav(
            view="settings",
            label=_("Users"),
            url_name="accounts:user-list",
            order=10,
            permission=may_read_people,
            match=("accounts:user",),
        )
        slots.register_nav(
            view="settings",
            label=_("Installation"),
            url_name="accounts:installation",
            order=20,
            permission=may_read_people,
        )
        for slot in ("frame.account", "account.tabs"):
            slots.register_action(slot, label=_("Profile"), url="accounts:profile", order=10)
            slots.register_action(slot, label=_("API tokens"), url="accounts:token-list", order=20)
