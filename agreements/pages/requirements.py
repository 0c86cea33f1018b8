"""The list of requirements, with what does not fit together beside it."""

from typing import Any

from django.db.models import Count, Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement, Basis, Requirement, Version
from agreements.queries.access import is_provider
from agreements.queries.requirement_access import may_write_requirements
from agreements.queries.requirement_conflicts import conflicts
from agreements.queries.requirement_filter import RequirementFilter
from common.access import Allowed
from common.listing import Chip, Column, Empty, ListPage

SHOWN_CONFLICTS = 8


def _answers(row: Requirement) -> str:
    return ", ".join(basis.version.agreement.code for basis in row.answers)  # type: ignore[attr-defined]


class RequirementList(Allowed, ListPage):
    """Every requirement that the reader may see, with its state and what answers it."""

    may = staticmethod(is_provider)
    template_name = "agreements/requirement_list.html"
    filterset_class = RequirementFilter
    heading = _("Requirements")
    default_sort = "-code"
    export_name = "requirements"
    columns = [
        Column("code", _("Requirement"), sort="code"),
        Column("title", _("Title"), shown=False),
        Column("customer", _("Customer"), "customer.name", sort="customer__name"),
        Column("levels", _("Levels wanted"), "level_count", sort="level_count", num=True),
        Column("wanted", _("Wanted from"), "wanted_on", sort="wanted_on", num=True),
        Column("state", _("State"), "get_state_display", sort="state"),
        Column("answers", _("Answered by"), _answers),
        Column("revision", _("Revision"), shown=False),
        Column("owner", _("Looked after by"), "owner.name", shown=False),
    ]
    chips = [
        Chip(_("All")),
        Chip(_("Drafts"), {"state": "draft"}, icon="pen"),
        Chip(_("Wait for sign-off"), {"state": "submitted"}, icon="clock"),
        Chip(_("Signed off"), {"state": "approved"}, icon="met"),
    ]

    def get_queryset(self) -> QuerySet:
        agreements = Agreement.objects.visible_to(self.request.user)
        answers = (
            Basis.objects.filter(version__agreement__in=agreements)
            .exclude(version__state=Version.State.WITHDRAWN)
            .select_related("version__agreement")
            .order_by("version__agreement__code", "-version__number")
            .distinct("version__agreement__code")
        )
        return (
            Requirement.objects.visible_to(self.request.user)
            .select_related("customer", "owner__person")
            .annotate(level_count=Count("wanted"))
            .prefetch_related(Prefetch("answered_by", answers, to_attr="answers"))
        )

    def get_context(self) -> dict[str, Any]:
        found = conflicts(self.request.user)
        return {
            "may_write": may_write_requirements(self.request.user),
            "conflicts": found[:SHOWN_CONFLICTS],
            "more_conflicts": max(0, len(found) - SHOWN_CONFLICTS),
        }

    def get_empty(self) -> Empty:
        may_write = may_write_requirements(self.request.user)
        return Empty(
            _("No requirement yet"),
            _(
                "A requirement says in the customer's words what its business needs. "
                "A specification says how it will be met, and both become an agreement."
            ),
            _("Write a requirement") if may_write else "",
            reverse("agreements:requirement-create") if may_write else "",
        )
