from .installation import Installation
from .invitation import Invitation
from .person import Person
from .role import PROVIDER_ROLES, Role, RoleAssignment
from .token import ApiToken, Scope
from .user import User, validate_zone

__all__ = [
    "PROVIDER_ROLES",
    "ApiToken",
    "Installation",
    "Invitation",
    "Person",
    "Role",
    "RoleAssignment",
    "Scope",
    "User",
    "validate_zone",
]
