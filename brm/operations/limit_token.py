"""Name the customers that a token may see."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import ApiToken, User
from brm.models import Customer, TokenScope
from common.problems import Refusal


class CannotLimit(Refusal):
    code = "cannot_limit"


def limit_token(
    *, token: ApiToken, customers: Iterable[Customer], actor: User, at: dt.datetime
) -> ApiToken:
    """Make `customers`, with everything below them, all that the token may see.

    None named means that it sees none. A limit may be set and changed but never lifted: a key
    that was given away as harmless stays harmless. Refuses a revoked token and customers that
    the token's user cannot see.
    """
    wanted = {customer.pk for customer in customers}
    with transaction.atomic():
        token = (
            ApiToken.objects.select_for_update(of=("self",)).select_related("user").get(pk=token.pk)
        )
        if token.revoked:
            raise CannotLimit(_("This token has been revoked; make a new one."))
        seen = set(
            Customer.objects.visible_to(token.user)
            .filter(pk__in=wanted)
            .values_list("pk", flat=True)
        )
        if wanted - seen:
            raise CannotLimit(
                _("A token never sees more than you do. Choose customers that you see."),
                field="customers",
            )
        if not token.is_limited:
            token.is_limited = True
            token.save(update_fields=["is_limited"])
        TokenScope.objects.filter(token=token).exclude(customer__in=wanted).delete()
        held = set(token.customer_limits.values_list("customer_id", flat=True))
        TokenScope.objects.bulk_create(
            TokenScope(token=token, customer_id=pk) for pk in sorted(wanted - held)
        )
    return token
