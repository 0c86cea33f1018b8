from .business_change import BusinessChange
from .check import CheckAnswer, EarlyLifeCheck
from .contact import Contact
from .customer import SEE_ALL, Customer
from .demand import Demand
from .grant import Grant, TokenScope
from .outcome import BusinessOutcome, OutcomeMeasurement

__all__ = [
    "SEE_ALL",
    "BusinessChange",
    "BusinessOutcome",
    "CheckAnswer",
    "Contact",
    "Customer",
    "Demand",
    "EarlyLifeCheck",
    "Grant",
    "OutcomeMeasurement",
    "TokenScope",
]
