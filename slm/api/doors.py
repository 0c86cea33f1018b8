"""Who may open the API of service levels: provider roles without a limit (decision 2)."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from accounts.api.authentication import HasScope
from accounts.models import Scope
from accounts.queries.roles import may_manage_levels, may_read_levels


class LevelsRole(BasePermission):
    """Looking needs a role that may look, anything else one that may change."""

    message = None

    def has_permission(self, request: Request, view: Any) -> bool:
        question = may_read_levels if request.method in SAFE_METHODS else may_manage_levels
        self.message = _("Your roles do not open this door.")
        return question(request.user)


class RecordsDoor:
    """Services, sources, hours and indicators."""

    permission_classes = [HasScope & LevelsRole]
    read_scope = Scope.RECORDS_READ
    write_scope = Scope.RECORDS_WRITE


class FactsDoor:
    """Outages and samples: read like records, written by whoever measures."""

    permission_classes = [HasScope & LevelsRole]
    read_scope = Scope.RECORDS_READ
    write_scope = Scope.FACTS_WRITE
