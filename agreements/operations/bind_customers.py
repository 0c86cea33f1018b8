"""Let each customer be bound by the most specific promise; the rest stay with the level above."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q

from agreements.engine.binding import Claim, Span, bound_spans
from agreements.models import Agreement, Commitment, CommitmentCustomer, Party
from agreements.queries.specificity import depths_of, rank_of
from brm.models import Customer
from common.db.instants import from_seconds, to_seconds


@transaction.atomic
def bind_customers(*, agreement: Agreement) -> None:
    """Date anew which commitments bind the customers of this agreement, and of whom it overrides.

    A more specific agreement that promises the same (indicator, metric, period, and the time and
    priority that narrow it) binds instead of the one above for as long as it binds; before and
    after, that one does. Only the dated rows of customers move: no commitment ends and no period is
    split (decision 15). Done again it changes nothing.
    """
    if agreement.kind != Agreement.Kind.SLA:
        return
    customers = list(
        Customer.objects.filter(parties__agreement=agreement)
        .select_for_update(of=("self",), no_key=True)
        .order_by("pk")
        .without_tree_fields()
    )
    commitments = _commitments(agreement, customers)
    depths = depths_of({row.agreement for row in commitments})
    parties = defaultdict(set)
    for pk, customer in Party.objects.filter(
        agreement__in={row.agreement_id for row in commitments}, customer__in=customers
    ).values_list("agreement", "customer"):
        parties[customer].add(pk)
    for customer in customers:
        mine = [row for row in commitments if row.agreement_id in parties[customer.pk]]
        spans = bound_spans(_claim(row, depths[row.agreement_id]) for row in mine)
        _write(mine, customer, spans)


def _commitments(agreement: Agreement, customers: list[Customer]) -> list[Commitment]:
    """Every commitment of these customers on what this agreement promises about."""
    indicators = agreement.commitments.values("measure__indicator")
    return list(
        Commitment.objects.filter(
            Q(agreement__parties__customer__in=customers),
            agreement__kind=Agreement.Kind.SLA,
            measure__indicator__in=indicators,
        )
        .select_related("agreement", "measure")
        .distinct()
        .order_by("pk")
    )


def _claim(commitment: Commitment, depth: int) -> Claim:
    terms = commitment.terms
    return Claim(
        key=commitment.pk,
        promise=(
            terms["indicator"],
            terms.get("metric", ""),
            terms["period"].partition(":")[0],
            terms.get("within"),
            terms.get("priority", ""),
        ),
        rank=(rank_of(commitment.agreement), depth),
        start=to_seconds(commitment.start_at),
        end=None if commitment.end_at is None else to_seconds(commitment.end_at),
    )


def _write(
    commitments: Iterable[Commitment], customer: Customer, spans: dict[object, tuple[Span, ...]]
) -> None:
    """Make the dated rows those of the spans; rows that are right are not touched."""
    rows: dict[int, dict[dt.datetime, CommitmentCustomer]] = defaultdict(dict)
    found = CommitmentCustomer.objects.filter(commitment__in=list(spans), customer=customer)
    for row in found:
        rows[row.commitment_id][row.from_at] = row
    for commitment in commitments:
        there = rows[commitment.pk]
        wanted = {
            from_seconds(start): None if end is None else from_seconds(end)
            for start, end in spans[commitment.pk]
        }
        for from_at, row in there.items():
            if from_at not in wanted:
                row.delete()
            elif row.to_at != wanted[from_at]:
                row.to_at = wanted[from_at]
                row.save()
        CommitmentCustomer.objects.bulk_create(
            CommitmentCustomer(
                commitment=commitment, customer=customer, from_at=from_at, to_at=to_at
            )
            for from_at, to_at in wanted.items()
            if from_at not in there
        )
