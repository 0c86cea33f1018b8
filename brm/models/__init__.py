from .campaign import Campaign, OutcomeStatement
from .contact import Contact
from .customer import SEE_ALL, Customer
from .grant import Grant, TokenScope
from .invitee import Invitee, InviteeLink
from .response import Answer, Response

__all__ = [
    "SEE_ALL",
    "Answer",
    "Campaign",
    "Contact",
    "Customer",
    "Grant",
    "Invitee",
    "InviteeLink",
    "OutcomeStatement",
    "Response",
    "TokenScope",
]
