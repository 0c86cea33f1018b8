from .account_plan import AccountPlan, PlanItem
from .action import Action, Carried
from .agenda_template import AgendaTemplate, AgendaTemplateItem
from .assessment import STATEMENTS, Assessment, AssessmentView
from .contact import Contact
from .customer import SEE_ALL, Customer
from .decision import Decision
from .grant import Grant, TokenScope
from .hours import HoursEntry
from .interaction import AgendaItem, Interaction, Participant
from .maturity import MaturityRating, MaturityStep
from .meeting_kinds import REVIEWS, MeetingKind, ReviewType
from .review_schedule import ReviewSchedule
from .side import Side

__all__ = [
    "REVIEWS",
    "SEE_ALL",
    "STATEMENTS",
    "AccountPlan",
    "Action",
    "AgendaItem",
    "AgendaTemplate",
    "AgendaTemplateItem",
    "Assessment",
    "AssessmentView",
    "Carried",
    "Contact",
    "Customer",
    "Decision",
    "Grant",
    "HoursEntry",
    "Interaction",
    "MaturityRating",
    "MaturityStep",
    "MeetingKind",
    "Participant",
    "PlanItem",
    "ReviewSchedule",
    "ReviewType",
    "Side",
    "TokenScope",
]
