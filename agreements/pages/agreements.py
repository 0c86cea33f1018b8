"""The register of agreements."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement, Version
from agreements.queries.access import is_provider, may_write_agreements, sees_everybody
from agreements.queries.agreement_filter import AgreementFilter
from agreements.queries.agreement_state import AgreementState, with_state
from agreements.queries.coverage import coverage_at
from agreements.queries.local_dates import local_day
from agreements.queries.parties import visible_parties
from agreements.queries.standing import last_tick, target_summary
from agreements.queries.term_dates import TermDates, dates_from, known_versions
from common.access import Allowed
from common.listing import Chip, Column, Empty, ListPage


def _parties(row: Agreement) -> str:
    return ", ".join(str(party) for party in row.shown_parties)  # type: ignore[attr-defined]


def _dates(row: Any) -> TermDates:
    """The row's dates, computed once for the page and for an export alike."""
    if not hasattr(row, "dates"):
        row.dates = dates_from(row, row.known_versions, at=row.asked_at)
    return row.dates


class AgreementList(Allowed, ListPage):
    """Every agreement that the reader may see, with its state and how its targets stand."""

    may = staticmethod(is_provider)
    template_name = "agreements/agreement_list.html"
    filterset_class = AgreementFilter
    heading = _("Agreements")
    default_sort = "agreement"
    export_name = "agreements"
    columns = [
        Column("agreement", _("Agreement, parties, level"), "code", sort="code"),
        Column("title", _("Title"), shown=False),
        Column("kind", _("Kind"), "get_kind_display", shown=False),
        Column("level", _("Level"), "get_level_display", shown=False),
        Column("parties", _("Parties"), _parties, shown=False),
        Column("state", _("State"), lambda row: str(AgreementState(row.state).label), sort="state"),
        Column(
            "from",
            _("In force from"),
            lambda row: local_day(row.from_at, row.zone),
            sort="from_at",
            num=True,
        ),
        Column(
            "until",
            _("Last day"),
            lambda row: _dates(row).ends_on,
            sort="until_at",
            num=True,
        ),
        Column("notice", _("Last notice day"), lambda row: _dates(row).notice_on, num=True),
        Column("review", _("Next review"), "next_review_on", sort="next_review_on", num=True),
        Column("targets", _("Targets now"), exported=False),
        Column(
            "renewal",
            _("At the end of a term"),
            lambda row: str(Version.Renewal(_dates(row).renewal).label),
            shown=False,
        ),
        Column("contractual", _("Contractual"), "is_contractual", shown=False),
        Column("standard", _("Standard terms"), "is_standard", shown=False),
        Column("owner", _("Service level manager"), "owner.name", shown=False),
    ]
    chips = [
        Chip(_("All")),
        Chip(_("In force"), {"state": "in_force"}, icon="met"),
        Chip(_("Pending"), {"state": "pending"}, icon="clock"),
        Chip(_("Drafts"), {"state": "draft"}, icon="pen"),
        Chip(_("Expired"), {"state": "expired"}),
        Chip(_("Notice in 90 days"), {"due": "notice"}, icon="clock"),
        Chip(_("Review overdue"), {"due": "review"}, icon="review"),
    ]

    @cached_property
    def at(self) -> Any:
        """One instant for the whole page."""
        return timezone.now()

    def get_queryset(self) -> QuerySet:
        parties = visible_parties(self.request.user).select_related("customer", "provider")
        return (
            with_state(Agreement.objects.visible_to(self.request.user), at=self.at)
            .select_related("owner__person")
            .prefetch_related(
                Prefetch("parties", parties, to_attr="shown_parties"),
                Prefetch("versions", known_versions(), to_attr="known_versions"),
            )
        )

    def get_empty(self) -> Empty:
        may_write = may_write_agreements(self.request.user)
        return Empty(
            _("No agreement yet"),
            _("An agreement names who promises what to whom; its targets are then watched."),
            _("New agreement") if may_write else "",
            reverse("agreements:agreement-create") if may_write else "",
        )

    def get_context(self) -> dict[str, Any]:
        user = self.request.user
        rows = list(self.page.object_list)
        tick = last_tick(default=self.at)
        for row in rows:
            row.first_day = local_day(row.from_at, row.zone)
            _dates(row)
            row.is_review_overdue = (
                row.state in (AgreementState.IN_FORCE, AgreementState.PENDING)
                and row.next_review_on < self.at.date()
            )
        self.page.object_list = rows
        return {
            "may_write": may_write_agreements(user),
            "summaries": target_summary(rows, at=tick, user=user),
            "coverage": coverage_at(at=self.at) if sees_everybody(user) else None,
        }
