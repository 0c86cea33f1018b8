"""A table of feedback from its upload to the register; read again it changes nothing."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from brm.models import Feedback
from brm.operations.import_feedback import FIELDS, take_rows
from common.imports.plan import ReadRow
from common.models import TableImport
from slm.models import Service
from tests.cast import NOW

TABLE = """Nomor;Pelanggan;Jenis;Prioritas;Layanan;Perihal;Uraian;Pelapor;Diterima
K-1;DINAS;Keluhan;Tinggi;PRN;Antre;Satu jam;Ibu Wening;13/11/2026 08:00
"""


@pytest.fixture(autouse=True)
def _service(db):
    Service.objects.create(code="PRN", name="Printing", kind="business")


def rows(*said):
    names = [field.name for field in FIELDS]
    return [
        ReadRow(number, dict.fromkeys(names, "") | values, {}, {})
        for number, values in enumerate(said, start=2)
    ]


def row(**changed):
    return {
        "external_id": "K-1",
        "customer": "Dinas Contoh",
        "title": "Antre",
        "told_by": "Ibu Wening",
        "received_at": NOW,
    } | changed


def take(actor, *said):
    return take_rows(
        arguments={}, rows=rows(*said), actor=actor, at=NOW, report=lambda done, whole: None
    )


def test_columns_are_guessed_in_indonesian(customer_a, rangga, sign_in):
    answer = sign_in(rangga).post(
        reverse("brm:feedback-import"),
        {"file": SimpleUploadedFile("k.csv", TABLE.encode())},
    )

    assert answer.status_code == 302
    columns = TableImport.objects.get().columns
    assert set(columns) == {field.name for field in FIELDS} - {"channel"}


def test_rows_are_taken_once(customer_a, rangga):
    first = take(rangga, row(kind="Pengaduan", severity="P1", service="printing"))
    again = take(rangga, row())

    assert (first.counts, again.counts) == (["1 new."], ["1 known already."])
    record = Feedback.objects.get()
    assert (record.kind, record.severity, record.service.code, record.text) == (
        "complaint",
        "critical",
        "PRN",
        "Antre",
    )


@pytest.mark.parametrize(
    ("changed", "label"),
    [
        ({"customer": "Nobody"}, "Customer"),
        ({"service": "Nothing"}, "Service"),
        ({"kind": "what"}, "Kind"),
        ({"severity": "what"}, "Severity"),
        ({"received_at": NOW.replace(year=2027)}, "Received"),
    ],
)
def test_bad_row_is_named_and_the_others_are_taken(customer_a, rangga, changed, label):
    outcome = take(rangga, row(external_id="K-0", **changed), row())

    assert [(error["row"], error["field"]) for error in outcome.errors] == [(2, label)]
    assert Feedback.objects.count() == 1


def test_nobody_writes_for_customers_that_they_do_not_manage(customer_a, tirta):
    assert [error["field"] for error in take(tirta, row()).errors] == ["Customer"]
