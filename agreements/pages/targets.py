"""Every target in force, with its level now."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from agreements.models import Commitment, State, Verdict
from agreements.queries.access import is_provider
from agreements.queries.amounts import write_wanted
from agreements.queries.standing import last_tick, standings, state_key, verdicts_at
from agreements.queries.target_filter import TargetFilter
from common.access import Allowed
from common.listing import Chip, Column, Empty, ListPage
from common.ui.states import state_of


class TargetList(Allowed, ListPage):
    """The commitments whose period goes on, the state and figure of each."""

    may = staticmethod(is_provider)
    template_name = "agreements/target_list.html"
    filterset_class = TargetFilter
    heading = _("Targets")
    default_sort = "target"
    export_name = "targets"
    columns = [
        Column(
            "target",
            _("Target"),
            lambda row: str(row.commitment.target.indicator),
            sort=("commitment__target__indicator__service__name", "commitment__pk"),
        ),
        Column(
            "agreement",
            _("Agreement"),
            lambda row: row.commitment.agreement.code,
            sort="commitment__agreement__code",
        ),
        Column(
            "promise",
            _("Promised"),
            lambda row: row.commitment.target.threshold_ppm,
            sort="commitment__target__threshold_ppm",
            num=True,
            exported=False,
        ),
        Column("level", _("Level so far"), exported=False, num=True),
        Column("state", _("State"), exported=False, sort="state"),
        Column("budget", _("Contract budget left"), exported=False, num=True),
        Column(
            "metric",
            _("What is promised"),
            lambda row: row.commitment.target.get_metric_display(),
            shown=False,
        ),
        Column(
            "promised", _("Promised"), lambda row: write_wanted(row.commitment.target), shown=False
        ),
        Column("period", _("Period"), "period_label", shown=False),
        Column(
            "state_word",
            _("State"),
            lambda row: str(state_of(state_key(row, row.computed_at or row.period_start_at)).word),
            shown=False,
        ),
        Column("breaches_at", _("Budget runs out"), shown=False),
    ]
    chips = [
        Chip(_("All")),
        Chip(_("Missed"), {"state": State.MISSED.value}, icon="missed"),
        Chip(_("At risk"), {"state": State.AT_RISK.value}, icon="risk"),
        Chip(_("No data"), {"state": State.NO_DATA.value}, icon="none"),
    ]
    empty = Empty(
        _("No target is in force"),
        _("Targets begin to be watched when a version of an agreement is activated."),
    )

    @cached_property
    def at(self) -> Any:
        return last_tick(default=timezone.now())

    def get_queryset(self) -> QuerySet[Verdict]:
        return verdicts_at(Commitment.objects.visible_to(self.request.user), at=self.at)

    def get_context(self) -> dict[str, Any]:
        return {
            "standing_of": {
                row.verdict.pk: row for row in standings(self.page.object_list, at=self.at)
            }
        }
