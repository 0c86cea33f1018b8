"""What rows cost on disk, their indexes included."""

import numpy as np
from django.db import connection
from django.db.models import Model

from bench.results import Results
from slm.models import BucketDay, Fact, FactVersion, PeriodState


def bytes_of(*models: type[Model]) -> int:
    """Bytes of these tables, with indexes and every partition."""
    return _sum("pg_total_relation_size", models)


def heap_bytes_of(*models: type[Model]) -> int:
    """Bytes of the rows alone."""
    return _sum("pg_relation_size", models)


def _sum(size: str, models: tuple[type[Model], ...]) -> int:
    tables = [model._meta.db_table for model in models]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT sum({size}(part.oid))::bigint FROM pg_class AS part"
            "  LEFT JOIN pg_inherits ON inhrelid = part.oid"
            " WHERE part.relkind = 'r' AND coalesce(inhparent, part.oid) = ANY(%s::regclass[])",
            [tables],
        )
        return int(cursor.fetchone()[0] or 0)


def measure_sizes(results: Results) -> None:
    """Bytes for each outage and for each indicator's month of figures.

    The goal for an outage is that of its version as it is kept; what its key and the facts' own
    table add stands beside it.
    """
    facts = max(Fact.objects.count(), 1)
    months = PeriodState.objects.count()
    results.at_most("bytes.version_of_an_outage", heap_bytes_of(FactVersion) / facts, "bytes", 100)
    results.add("bytes.version_with_its_key", bytes_of(FactVersion) / facts, "bytes")
    results.add("bytes.outage_in_all_tables", bytes_of(Fact, FactVersion) / facts, "bytes")
    rollups = bytes_of(BucketDay, PeriodState) / max(months, 1)
    results.at_most("bytes.month_of_an_indicator", rollups, "bytes", 1_000)
    days = BucketDay.objects.count() / max(months, 1)
    results.add("rollups.day_rows_a_month", float(np.round(days, 2)), "rows")
