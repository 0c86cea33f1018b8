from .contact import Contact
from .customer import SEE_ALL, Customer
from .feedback import CustomerWord, Feedback, FeedbackNote, FeedbackStep
from .grant import Grant, TokenScope
from .ladder import Deputy, DueTime, Escalation, EscalationLadder, EscalationLevel

__all__ = [
    "SEE_ALL",
    "Contact",
    "Customer",
    "CustomerWord",
    "Deputy",
    "DueTime",
    "Escalation",
    "EscalationLadder",
    "EscalationLevel",
    "Feedback",
    "FeedbackNote",
    "FeedbackStep",
    "Grant",
    "TokenScope",
]
