"""What the portfolio's page draws and counts from its rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.ui import charts
from common.ui.numbers import write_money_short, write_number
from portfolio.engine.health import Band
from portfolio.engine.quadrant import SATISFACTION_CUT, VALUE_CUT, Quadrant
from portfolio.queries.agreement_lines import AgreementLine
from portfolio.queries.health_words import BANDS, LABELS, sentence
from portfolio.queries.portfolio_rows import Portfolio, PortfolioRow
from portfolio.queries.quadrant_words import WORDS

TONES = {Band.GOOD: "met", Band.WATCH: "risk", Band.POOR: "missed", Band.INSUFFICIENT: "none"}
FIELDS = (Quadrant.MAINTAIN, Quadrant.GROW, Quadrant.FIX, Quadrant.RESCUE)


@dataclass(frozen=True, slots=True)
class Need:
    """One customer that asks for somebody now: why, and where to go on."""

    row: PortfolioRow
    tone: str
    icon: str
    why: str


@dataclass(frozen=True, slots=True)
class Renewal:
    """An agreement whose term ends soon, with the revenue of the customer that rests on it."""

    row: PortfolioRow
    line: AgreementLine


@dataclass(frozen=True, slots=True)
class Stats:
    """The figures on top. Sums are of what is known; None where nothing is."""

    revenue: Decimal | None
    revenue_ahead: Decimal | None
    rescue_revenue: Decimal | None
    rescued: int
    rescue_share: Fraction | None
    satisfaction: Fraction | None
    answers: int
    renewals: int
    missed_notices: int
    complaints: int
    escalated: int
    overdue: int
    spent: Fraction | None
    planned: Fraction | None
    currency: str


def stats_of(rows: Sequence[PortfolioRow]) -> Stats:
    """Count and sum over the rows that the reader sees."""
    revenue = _sum(row.revenue for row in rows)
    rescue = [row for row in rows if row.quadrant is Quadrant.RESCUE]
    rescue_revenue = _sum(row.revenue for row in rescue)
    asked = [row.satisfaction for row in rows if row.satisfaction]
    answers = sum(one.n for one in asked)
    due = renewals_of(rows)
    return Stats(
        revenue=revenue,
        revenue_ahead=_sum(row.revenue_ahead for row in rows),
        rescue_revenue=rescue_revenue,
        rescued=len(rescue),
        rescue_share=Fraction(rescue_revenue) / Fraction(revenue)
        if revenue and rescue_revenue is not None
        else None,
        satisfaction=sum((one.score * one.n for one in asked), Fraction(0)) / answers
        if answers
        else None,
        answers=answers,
        renewals=len(due),
        missed_notices=sum(one.line.is_missed for one in due),
        complaints=sum(row.complaints.open for row in rows),
        escalated=sum(row.complaints.escalated for row in rows),
        overdue=sum(row.complaints.overdue for row in rows),
        spent=_sum(row.spent_hours for row in rows),
        planned=_sum(row.planned_hours for row in rows),
        currency=next((row.currency for row in rows if row.currency), ""),
    )


def quadrant_chart(rows: Iterable[PortfolioRow]) -> charts.Quadrant:
    """Every row that has a place, as a bubble: area revenue, ring health."""
    return charts.quadrant(
        [_bubble(row) for row in rows if row.quadrant is not None],
        x_cut=VALUE_CUT,
        y_cut=SATISFACTION_CUT,
        x_name=_("customer value index, past and predicted"),
        y_name=_("outcome satisfaction"),
        fields=[WORDS[field] for field in FIELDS],
        write=lambda value: write_number(value, 0 if isinstance(value, int) else 2),
    )


def needs_of(rows: Iterable[PortfolioRow]) -> list[Need]:
    """The customers to rescue, the one with the most revenue first."""
    found = [row for row in rows if row.quadrant is Quadrant.RESCUE]
    found.sort(key=lambda row: (-(row.revenue or 0), row.customer.name))
    return [_need(row) for row in found]


def watermelons_of(rows: Iterable[PortfolioRow]) -> list[PortfolioRow]:
    """Customers to whom promises were kept and who are unhappy, the unhappiest first (P23)."""
    found = [row for row in rows if row.is_watermelon]
    return sorted(found, key=lambda row: (row.outcome_score, row.customer.name))


def renewals_of(rows: Iterable[PortfolioRow]) -> list[Renewal]:
    """Agreements whose term ends within 180 days, by their last notice day."""
    found = [Renewal(row, line) for row in rows for line in row.agreements if line.is_due]
    found.sort(key=lambda one: (one.line.notice_on or one.line.ends_on, one.line.agreement.code))
    return found


def overdue_of(rows: Iterable[PortfolioRow]) -> list[PortfolioRow]:
    """Customers whose contact is overdue, worst against its cadence first, never met before all."""
    found = [row for row in rows if row.cadence.is_overdue]

    def worst(row: PortfolioRow) -> tuple[Any, ...]:
        if row.contact_days is None or not row.cadence.every_days:
            return (0, Fraction(0), row.customer.name)
        return (1, -Fraction(row.contact_days, row.cadence.every_days), row.customer.name)

    return sorted(found, key=worst)


def complained_of(rows: Iterable[PortfolioRow]) -> list[PortfolioRow]:
    """Customers with open complaints, escalated ones first."""
    found = [row for row in rows if row.complaints.open]
    return sorted(
        found,
        key=lambda row: (-row.complaints.escalated, -row.complaints.overdue, -row.complaints.open),
    )


def hours_of(portfolio: Portfolio) -> list[tuple[PortfolioRow, charts.Bullet]]:
    """Hours spent against planned in the quarter, the furthest below the plan first."""
    rows = [row for row in portfolio.rows if row.planned_hours is not None]
    rows.sort(key=lambda row: ((row.spent_hours or 0) - (row.planned_hours or 0), row.customer.pk))
    both = [hours for row in rows for hours in (row.spent_hours, row.planned_hours)]
    scale = max((hours for hours in both if hours is not None), default=Fraction(1)) or Fraction(1)
    return [
        (
            row,
            charts.bullet(spent=row.spent_hours or 0, plan=row.planned_hours or 0, scale=scale),
        )
        for row in rows
    ]


def _bubble(row: PortfolioRow) -> charts.Bubble:
    assert row.index is not None
    assert row.outcome_score is not None
    money = write_money_short(row.revenue, row.currency)
    health = BANDS[Band.INSUFFICIENT] if row.health is None else write_number(row.health, 2)
    return charts.Bubble(
        name=row.customer.name,
        url=health_url(row),
        x=row.index,
        y=row.outcome_score,
        size=row.revenue,
        ring=row.health,
        tone=TONES[row.band],
        note=money if row.revenue is not None else "",
        title=_(
            "%(name)s: value %(value)s, satisfaction %(satisfaction)s, revenue %(revenue)s, "
            "health %(health)s"
        )
        % {
            "name": row.customer.name,
            "value": write_number(row.index, 2),
            "satisfaction": write_number(row.outcome_score),
            "revenue": money,
            "health": health,
        },
    )


def health_url(row: PortfolioRow) -> str:
    return reverse("portfolio:health", args=[row.customer.code])


def _need(row: PortfolioRow) -> Need:
    """Why a customer needs rescue: what is unusual first, then the largest deductions."""
    said = []
    if row.is_watermelon:
        said.append(
            _("Watermelon: promises are kept, satisfaction is %(score)s.")
            % {"score": write_number(row.outcome_score)}
        )
    for taken in row.examined.health.deductions[: 1 if said else 2]:
        measured = row.examined.part(taken.part)
        said.append(f"{LABELS[measured.part]}: {sentence(measured.part, measured.inputs)}.")
    tone = TONES[row.band]
    icon = "melon" if row.is_watermelon else {"missed": "missed"}.get(tone, "risk")
    return Need(row, tone if tone != "none" else "risk", icon, " ".join(said))


def _sum(amounts: Iterable[Any]) -> Any:
    known = [amount for amount in amounts if amount is not None]
    return sum(known[1:], known[0]) if known else None


MADE = (
    (
        gettext_lazy("Value"),
        gettext_lazy(
            "the index kept when this month's values were worked out: rank of past and expected "
            "margin among all organisations, and strategic weight"
        ),
    ),
    (
        gettext_lazy("Satisfaction"),
        gettext_lazy(
            "outcome index of the last survey that asked about outcomes, of the customer and its "
            "units"
        ),
    ),
    (
        gettext_lazy("Health"),
        gettext_lazy(
            "weighted mean of six components as they stand now; parts without data, or older than "
            "100 days, are left out; below a confidence of 0.6 no figure is shown"
        ),
    ),
    (
        gettext_lazy("Watermelon"),
        gettext_lazy(
            "at least nine tenths of the targets of the last three closed periods were met, and "
            "satisfaction is below 60"
        ),
    ),
    (
        gettext_lazy("Revenue"),
        gettext_lazy("of the twelve whole months before the values were worked out"),
    ),
    (
        gettext_lazy("Hours"),
        gettext_lazy(
            "spent: logged since the quarter began; planned: a fourth of the hours a year of the "
            "customer's plan"
        ),
    ),
)
