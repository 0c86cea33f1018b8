"""Samples through the API's own view, in this process: in columns, in rows, and one by one."""

import datetime as dt
from functools import partial
from itertools import count

import numpy as np
import orjson
from django.test import Client
from django.utils import timezone

from accounts.models import Scope
from accounts.operations.create_token import create_token
from bench.population import make_manager
from bench.results import Results, once_ms
from bench.sizes import bytes_of
from common.db.instants import to_seconds
from config.demo.bulk import insert_rows, new_ids
from slm.models import Indicator, SampleBatch, Service, Source, StateRun

CODE = "BENCH-PROBES"
CADENCE_SECONDS = 60


def measure_ingestion(
    results: Results, *, series: int, samples: int, rows: int, single: int
) -> None:
    """Samples a second for each way in, each batch later than everything before it."""
    _make_probes(series)
    client = _client()
    now = to_seconds(timezone.now())
    span = samples * 4 + rows + single + 10
    free = count(now - span * CADENCE_SECONDS, CADENCE_SECONDS)
    dice = np.random.default_rng(5)

    def columns() -> bytes:
        begin = next(free)
        for _ in range(samples):
            next(free)
        # No probe is punctual to the second.
        late = dice.integers(0, 3, samples)
        at = (begin + np.arange(samples) * CADENCE_SECONDS + late).tolist()
        body = [
            {
                "service": f"{CODE}-{number}",
                "at": at,
                "state": ["down" if down else "up" for down in _outages(dice, samples)],
            }
            for number in range(1, series + 1)
        ]
        return orjson.dumps({"source": CODE, "series": body})

    spent = []
    before, kept = series * samples, 0
    for turn in range(3):
        body = columns()
        sizes = bytes_of(SampleBatch)
        spent.append(once_ms(partial(_post, client, body, series * samples)))
        kept = bytes_of(SampleBatch) - sizes if turn else kept
    results.at_least("samples.columns", series * samples / min(spent) * 1000, "samples/s", 500_000)
    results.at_most("samples.bytes_archived", kept / before, "bytes/sample", 8)
    results.add("samples.runs", StateRun.objects.count(), "rows")

    each = max(1, rows // series)
    spent = []
    for _ in range(3):
        instants = [next(free) for _ in range(each)]
        many = [
            {"source": CODE, "service": f"{CODE}-{number}", "at": at, "state": "up"}
            for at in instants
            for number in range(1, series + 1)
        ]
        body = orjson.dumps(many)
        spent.append(once_ms(partial(_post, client, body, len(many))))
    bulk = each * series / min(spent) * 1000
    results.at_least("samples.rows", bulk, "samples/s", 60_000)

    spent = []
    for _ in range(single):
        row = {"source": CODE, "service": f"{CODE}-1", "at": next(free), "state": "up"}
        spent.append(once_ms(partial(_post, client, orjson.dumps(row), 1)))
    results.add("samples.one_row_a_request", float(np.median(spent)), "ms")
    results.at_least(
        "samples.rows_to_one_row_a_request", bulk * float(np.median(spent)) / 1000, "times", 100
    )


def _outages(dice: np.random.Generator, samples: int) -> list[bool]:
    """About one change of state in five hundred samples."""
    return (np.cumsum(dice.random(samples) < 1 / 500) % 2 == 1).tolist()


def _make_probes(count_of: int) -> None:
    source = Source.objects.create(code=CODE, name="Bench probes")
    services = new_ids(Service, count_of)
    insert_rows(
        Service,
        {"id": ("int8", services)},
        {"code": "%(code)s || '-' || place", "name": "%(code)s || '-' || place"},
        parameters={"code": CODE},
    )
    insert_rows(
        Indicator,
        {
            "service_id": ("int8", services),
            "source_id": ("int8", [source.pk] * count_of),
            "max_gap_seconds": ("int4", [300] * count_of),
        },
        {"public_id": "gen_random_uuid()"},
    )


def _client() -> Client:
    at = timezone.now()
    user = make_manager()
    _token, key = create_token(
        user=user,
        name="bench",
        scopes=[Scope.FACTS_WRITE],
        expires_at=at + dt.timedelta(days=1),
        is_limited=False,
        actor=user,
        at=at,
    )
    return Client(headers={"authorization": f"Bearer {key}"}, SERVER_NAME="localhost")


def _post(client: Client, body: bytes, expected: int) -> None:
    answer = client.post("/api/v1/samples/", body, content_type="application/json", secure=True)
    if answer.status_code != 200 or answer.json() != {"received": expected, "new": expected}:
        raise AssertionError(f"{answer.status_code}: {answer.content[:500]!r}")
