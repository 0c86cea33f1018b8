"""Say that a service needs another one."""

import datetime as dt
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from common.problems import Refusal
from slm.models import Dependency, Service


class DependencyRefused(Refusal):
    """The dependency is not taken in."""

    code = "dependency_refused"


@transaction.atomic
def add_dependency(
    *,
    service: Service,
    needs: Service,
    group: str = "",
    required: int = 1,
    actor: Any,
    at: dt.datetime,
) -> Dependency:
    """Record that `service` needs `needs`, or change how it needs it.

    Services of one `group` stand in for each other and `required` of them suffice; the number is
    the group's, so it is written to all of its rows. A circle is refused with its path.
    """
    if service == needs:
        raise DependencyRefused(_("A service does not need itself."), field="needs")
    if required < 1 or (required > 1 and not group):
        raise DependencyRefused(
            _("How many suffice is said of a group, and is at least one."), field="required"
        )
    with connection.cursor() as cursor:
        # Two dependencies that close a circle together must not both see it open.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('slm_dependency'))")
    if path := path_between(needs, service):
        names = " → ".join(one.name for one in [service, *path])
        raise DependencyRefused(
            _("That would be a circle: %(path)s.") % {"path": names}, field="needs"
        )
    dependency, _made = Dependency.objects.update_or_create(
        service=service, needs=needs, defaults={"group": group, "required": required}
    )
    if group:
        for other in Dependency.objects.filter(service=service, group=group).exclude(
            required=required
        ):
            other.required = required
            other.save(update_fields=["required"])
    return dependency


def path_between(start: Service, end: Service) -> list[Service]:
    """The shortest way along what services need, both ends included; empty where there is none."""
    import networkx

    graph = networkx.DiGraph(list(Dependency.objects.values_list("service_id", "needs_id")))
    if start.pk not in graph or end.pk not in graph:
        return []
    try:
        way = networkx.shortest_path(graph, start.pk, end.pk)
    except networkx.NetworkXNoPath:
        return []
    services = Service.objects.in_bulk(way)
    return [services[pk] for pk in way]
