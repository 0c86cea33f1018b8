"""Records of a register that somebody may see or change."""

from typing import Any

from django.db import models
from django.db.models import Q, QuerySet

from portfolio.queries.money_access import may_write_for_everybody, written_customers
from portfolio.queries.registers import Register


def seen_records(register: Register, user: Any) -> QuerySet:
    """What `user` may look at, with what a row shows."""
    rows: Any = register.model._default_manager
    parts = [name for name in ("customer", "service") if name in register.names]
    rows = rows.visible_to(user)
    return rows.select_related(*parts) if parts else rows


def written_records(register: Register, user: Any) -> QuerySet:
    """What `user` may change: of customers that they manage, of everybody for who manages all."""
    rows = seen_records(register, user)
    for_all = may_write_for_everybody(user)
    if not register.has_customer:
        return rows if for_all else rows.none()
    mine = Q(customer__in=written_customers(user))
    return rows.filter(mine | Q(customer=None)) if for_all else rows.filter(mine)


def may_write_record(register: Register, record: models.Model, user: Any) -> bool:
    """Whether `user` may change this one."""
    return written_records(register, user).filter(pk=record.pk).exists()
