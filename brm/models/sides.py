"""The two sides of a conversation, as roles."""

from accounts.models import PROVIDER_ROLES, Role

PROVIDER_SIDE = tuple(sorted(PROVIDER_ROLES))
CUSTOMER_SIDE = (Role.CUSTOMER,)
