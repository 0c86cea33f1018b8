from .account_plan import AccountItem, AccountPlan
from .action import Action, Carried
from .agenda_template import AgendaTemplate, AgendaTemplateItem
from .assessment import STATEMENTS, Assessment, AssessmentView
from .business_change import BusinessChange
from .campaign import Campaign, OutcomeStatement
from .check import CheckAnswer, EarlyLifeCheck
from .contact import Contact
from .contact_role import ContactRole
from .customer import SEE_ALL, Customer
from .customer_move import CustomerMove
from .decision import Decision
from .demand import Demand
from .feedback import CustomerWord, Feedback, FeedbackNote, FeedbackStep
from .grant import Grant, TokenScope
from .hours import HoursEntry
from .interaction import AgendaItem, Interaction, Participant
from .invitee import Invitee, InviteeLink
from .ladder import Deputy, DueTime, Escalation, EscalationLadder, EscalationLevel
from .manager_term import ManagerTerm
from .maturity import MaturityRating, MaturityStep
from .meeting_kinds import REVIEWS, MeetingKind, ReviewType
from .outcome import BusinessOutcome, OutcomeMeasurement
from .plan_item import PlanItem
from .response import Answer, Response
from .review_schedule import ReviewSchedule
from .side import Side

__all__ = [
    "REVIEWS",
    "SEE_ALL",
    "STATEMENTS",
    "AccountItem",
    "AccountPlan",
    "Action",
    "AgendaItem",
    "AgendaTemplate",
    "AgendaTemplateItem",
    "Answer",
    "Assessment",
    "AssessmentView",
    "BusinessChange",
    "BusinessOutcome",
    "Campaign",
    "Carried",
    "CheckAnswer",
    "Contact",
    "ContactRole",
    "Customer",
    "CustomerMove",
    "CustomerWord",
    "Decision",
    "Demand",
    "Deputy",
    "DueTime",
    "EarlyLifeCheck",
    "Escalation",
    "EscalationLadder",
    "EscalationLevel",
    "Feedback",
    "FeedbackNote",
    "FeedbackStep",
    "Grant",
    "HoursEntry",
    "Interaction",
    "Invitee",
    "InviteeLink",
    "ManagerTerm",
    "MaturityRating",
    "MaturityStep",
    "MeetingKind",
    "OutcomeMeasurement",
    "OutcomeStatement",
    "Participant",
    "PlanItem",
    "Response",
    "ReviewSchedule",
    "ReviewType",
    "Side",
    "TokenScope",
]
