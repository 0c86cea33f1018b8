from .action import Action, Carried
from .agenda_template import AgendaTemplate, AgendaTemplateItem
from .contact import Contact
from .customer import SEE_ALL, Customer
from .decision import Decision
from .grant import Grant, TokenScope
from .hours import HoursEntry
from .interaction import AgendaItem, Interaction, Participant
from .meeting_kinds import REVIEWS, MeetingKind, ReviewType
from .review_schedule import ReviewSchedule

__all__ = [
    "REVIEWS",
    "SEE_ALL",
    "Action",
    "AgendaItem",
    "AgendaTemplate",
    "AgendaTemplateItem",
    "Carried",
    "Contact",
    "Customer",
    "Decision",
    "Grant",
    "HoursEntry",
    "Interaction",
    "MeetingKind",
    "Participant",
    "ReviewSchedule",
    "ReviewType",
    "TokenScope",
]
