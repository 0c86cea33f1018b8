from .account_plan import AccountPlan, PlanItem
from .assessment import STATEMENTS, Assessment, AssessmentView
from .contact import Contact
from .customer import SEE_ALL, Customer
from .grant import Grant, TokenScope
from .maturity import MaturityRating, MaturityStep
from .side import Side

__all__ = [
    "SEE_ALL",
    "STATEMENTS",
    "AccountPlan",
    "Assessment",
    "AssessmentView",
    "Contact",
    "Customer",
    "Grant",
    "MaturityRating",
    "MaturityStep",
    "PlanItem",
    "Side",
    "TokenScope",
]
