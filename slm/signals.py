"""What service level management tells whoever builds on it.

| signal | sent | with |
|---|---|---|
| `facts_changed` | after the commit that wrote facts | nothing: a wake-up, never the only way |
| `exclusion_proposed` | inside the transaction that proposed or changed it | `exclusion`, `at` |
| `periods_recomputed` | inside the transaction of a cycle | `period_ids` whose sums changed; `at` |
"""

from django.dispatch import Signal

facts_changed = Signal()
exclusion_proposed = Signal()
periods_recomputed = Signal()
