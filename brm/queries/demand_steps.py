"""Which step of a demand may follow which: the verb asks it, the page offers it."""

from brm.models import Demand

S = Demand.State
STEPS: dict[str, tuple[str, ...]] = {
    S.NEW: (S.WEIGHED, S.ACCEPTED, S.DEFERRED, S.DECLINED),
    S.WEIGHED: (S.ACCEPTED, S.DEFERRED, S.DECLINED, S.NEW),
    S.ACCEPTED: (S.REALISED, S.DEFERRED, S.DECLINED),
    S.DEFERRED: (S.WEIGHED, S.ACCEPTED, S.DECLINED),
    S.DECLINED: (S.NEW,),
    S.REALISED: (),
}
