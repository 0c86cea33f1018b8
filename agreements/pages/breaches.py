"""The list of breaches."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from agreements.models import Breach
from agreements.queries.access import is_provider
from agreements.queries.breach_filter import BreachFilter
from agreements.queries.showing import promise_words
from agreements.queries.terms import terms_from
from common.access import Allowed
from common.listing import Chip, Column, Empty, ListPage


class BreachList(Allowed, ListPage):
    """Every breach that the reader may see, the newest first."""

    may = staticmethod(is_provider)
    template_name = "agreements/breach_list.html"
    filterset_class = BreachFilter
    heading = _("Breaches")
    default_sort = "-breached"
    export_name = "breaches"
    columns = [
        Column("breach", _("Breach"), "code", sort=("agreement__code", "number")),
        Column(
            "service",
            _("Service"),
            "commitment.target.indicator.service.name",
            sort="commitment__target__indicator__service__name",
        ),
        Column("agreement", _("Agreement"), "agreement.title", shown=False),
        Column(
            "target",
            _("Promised (%)"),
            lambda row: promise_words(terms_from(row.commitment.terms)),
            num=True,
        ),
        Column("period", _("Period"), "verdict.period_label", sort="verdict__period_start_at"),
        Column("breached", _("Budget ran out"), "breached_at", sort="breached_at", num=True),
        Column("step", _("State"), "get_step_display", sort="step"),
        Column("acknowledged_at", _("Acknowledged"), shown=False),
        Column("acknowledged_by", _("Acknowledged by"), "acknowledged_by.name", shown=False),
        Column("explanation", _("Explanation"), shown=False),
        Column("conclusion", _("Improvement, or none, because"), shown=False),
        Column("closed_at", _("Closed"), shown=False),
        Column("withdrawn_at", _("Withdrawn"), shown=False),
    ]
    chips = [
        Chip(_("All")),
        Chip(_("Not acknowledged"), {"step": Breach.Step.OPEN.value}, icon="missed"),
        Chip(_("Acknowledged"), {"step": Breach.Step.ACKNOWLEDGED.value}),
        Chip(_("Closed"), {"step": Breach.Step.CLOSED.value}, icon="met"),
        Chip(_("Withdrawn"), {"step": Breach.Step.WITHDRAWN.value}, icon="restated"),
    ]
    empty = Empty(
        _("No promise was broken"),
        _("A breach is opened by itself at the second at which a target's budget runs out."),
    )

    def get_queryset(self) -> QuerySet[Breach]:
        return Breach.objects.visible_to(self.request.user).select_related(
            "agreement",
            "verdict",
            "commitment__target__indicator__service",
            "acknowledged_by__person",
        )
