"""Take a grant back."""

import datetime as dt

from django.utils.translation import gettext as _

from accounts.models import User
from brm.models import Grant
from common.problems import Refusal


class CannotRevokeRole(Refusal):
    code = "cannot_revoke_role"


def revoke_role(*, grant: Grant, actor: User, at: dt.datetime) -> None:
    """End what the grant let its user see and do. Refuses a grant that is gone already."""
    count, _by_model = Grant.objects.filter(pk=grant.pk).delete()
    if not count:
        raise CannotRevokeRole(_("This grant has been taken back already."))
