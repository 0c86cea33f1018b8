"""Who may open the API of money: a provider's people; writing is for who manages customers."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from accounts.api.authentication import HasScope
from accounts.models import Scope
from portfolio.queries.money_access import may_see_money, may_write_money


class MoneyRole(BasePermission):
    """Looking needs a role of the provider, writing one that manages customers (decision 31)."""

    message = None

    def has_permission(self, request: Request, view: Any) -> bool:
        question = may_see_money if request.method in SAFE_METHODS else may_write_money
        self.message = _("Your roles do not open this door.")
        return question(request.user)


class MoneyDoor:
    """Revenue, cost, use, prices, rates and values."""

    permission_classes = [HasScope & MoneyRole]
    read_scope = Scope.RECORDS_READ
    write_scope = Scope.RECORDS_WRITE
