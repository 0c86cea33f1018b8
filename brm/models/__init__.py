from .contact import Contact
from .contact_role import ContactRole
from .customer import SEE_ALL, Customer
from .customer_move import CustomerMove
from .grant import Grant, TokenScope
from .manager_term import ManagerTerm
from .plan_item import PlanItem

__all__ = [
    "SEE_ALL",
    "Contact",
    "ContactRole",
    "Customer",
    "CustomerMove",
    "Grant",
    "ManagerTerm",
    "PlanItem",
    "TokenScope",
]
