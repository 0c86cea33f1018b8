"""What the bell shows a reader."""

from typing import Any

from django.db.models import Case, IntegerField, QuerySet, Value, When

from notices.models import Channel, Delivery, Severity
from notices.queries.audience import readable_by
from notices.queries.kinds import Section, codes

NEEDING = tuple(section for section in Section if section != Section.KNOW)


def inbox(user: Any) -> QuerySet[Delivery]:
    """The bell's notices that `user` may read, the most urgent first.

    By what there is to do, then by severity, then the newest. Default deny: see `readable_by`.
    """
    return (
        Delivery.objects.filter(user=user, channel=Channel.BELL)
        .filter(readable_by(user))
        .select_related("notice")
        .annotate(
            section=_rank({place: codes(sections=[part]) for place, part in enumerate(Section)}),
            urgency=Case(
                When(notice__severity=Severity.ALARM, then=Value(0)),
                When(notice__severity=Severity.WARNING, then=Value(1)),
                default=Value(2),
                output_field=IntegerField(),
            ),
        )
        .order_by("section", "urgency", "-notice__happened_at", "pk")
        if getattr(user, "is_authenticated", False)
        else Delivery.objects.none()
    )


def needing(deliveries: QuerySet[Delivery]) -> QuerySet[Delivery]:
    """Those that wait for the reader to do something."""
    return deliveries.filter(read_at=None, notice__kind__in=codes(sections=NEEDING))


def to_know(deliveries: QuerySet[Delivery]) -> QuerySet[Delivery]:
    """Those unread about which there is nothing to do."""
    return deliveries.filter(read_at=None, notice__kind__in=codes(sections=[Section.KNOW]))


def count_needing(user: Any) -> int:
    """How many notices need `user`: the number at the bell, one query over the unread index."""
    if not getattr(user, "is_authenticated", False):
        return 0
    return (
        Delivery.objects.filter(
            user=user,
            channel=Channel.BELL,
            read_at=None,
            notice__kind__in=codes(sections=NEEDING),
        )
        .filter(readable_by(user))
        .count()
    )


def _rank(groups: dict[int, list[str]]) -> Case:
    return Case(
        *(When(notice__kind__in=group, then=Value(place)) for place, group in groups.items()),
        default=Value(len(groups)),
        output_field=IntegerField(),
    )
