from .agreement import Agreement, Party
from .breach import Breach
from .commitment import Commitment, CommitmentCustomer
from .verdict import Result, State, Verdict
from .version import Target, Version

__all__ = [
    "Agreement",
    "Breach",
    "Commitment",
    "CommitmentCustomer",
    "Party",
    "Result",
    "State",
    "Target",
    "Verdict",
    "Version",
]
