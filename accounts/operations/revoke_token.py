"""Take a machine's key away."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import ApiToken, User
from common.problems import Refusal


class CannotRevoke(Refusal):
    code = "cannot_revoke"


def revoke_token(*, token: ApiToken, actor: User, at: dt.datetime) -> ApiToken:
    """Make the key useless from now on; this cannot be undone. Refuses a token revoked before."""
    with transaction.atomic():
        token = ApiToken.objects.select_for_update().get(pk=token.pk)
        if token.revoked:
            raise CannotRevoke(_("This token has been revoked already."))
        token.revoked = True
        token.save(update_fields=["revoked"])
    return token
