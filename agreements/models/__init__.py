from .agreement import Agreement, Party
from .authority import Authority
from .breach import Breach
from .change import ChangeRequest
from .commitment import Commitment, CommitmentCustomer
from .complaint import CaughtBy, ComplaintBreach, ComplaintCheck
from .negotiation import Comment, Proposal, Round
from .obligation import Obligation
from .pilot import Pilot, PilotPeriod, PilotTarget
from .requirement import Basis, Requirement, Volume, WantedTarget
from .section import SectionItem, SectionSet
from .service_use import OutcomeDependency, ServiceUse
from .signature import Signatory, Signature
from .specification import Specification, SpecificationLine
from .step import Step
from .tariff import Charge, Tariff, TariffItem
from .term import Review, TermNotice, TermRenewal
from .verdict import Result, State, Verdict
from .version import Target, Version

__all__ = [
    "Agreement",
    "Authority",
    "Basis",
    "Breach",
    "CaughtBy",
    "ChangeRequest",
    "Charge",
    "Comment",
    "Commitment",
    "CommitmentCustomer",
    "ComplaintBreach",
    "ComplaintCheck",
    "Obligation",
    "OutcomeDependency",
    "Party",
    "Pilot",
    "PilotPeriod",
    "PilotTarget",
    "Proposal",
    "Requirement",
    "Result",
    "Review",
    "Round",
    "SectionItem",
    "SectionSet",
    "ServiceUse",
    "Signatory",
    "Signature",
    "Specification",
    "SpecificationLine",
    "State",
    "Step",
    "Target",
    "Tariff",
    "TariffItem",
    "TermNotice",
    "TermRenewal",
    "Verdict",
    "Version",
    "Volume",
    "WantedTarget",
]
