"""Columns, guessed by what tools and people call them."""

from common.imports.fields import Field, guess
from slm.operations.import_work_items import fields_of

FIELDS = (
    Field("reference", "Reference", synonyms=("number", "nomor tiket")),
    Field("opened", "Opened", synonyms=("created", "tanggal dibuka")),
    Field("closed", "Closed", synonyms=("resolved", "created")),
)


def test_names_are_compared_without_case_accents_and_signs():
    assert guess(["NOMOR_TIKET", "Tanggal  Dibuka", "résolved"], FIELDS) == {
        "reference": 0,
        "opened": 1,
        "closed": 2,
    }


def test_a_column_goes_to_one_field_and_a_repeated_name_to_its_first_column():
    assert guess(["Created", "Created", "Number"], FIELDS) == {"opened": 0, "reference": 2}


def test_what_was_remembered_wins_over_synonyms():
    found = guess(["Number", "Ref 2", "Created"], FIELDS, {"reference": "ref 2", "gone": "x"})
    assert found == {"reference": 1, "opened": 2}


def test_unnamed_columns_are_not_guessed():
    assert guess(["", "#"], (Field("a", "…"),)) == {}


def test_exports_of_ticket_tools_are_understood():
    service_now = ["Number", "Short description", "Priority", "Opened", "Resolved", "Updated"]
    names = ["external_id", "title", "priority", "opened_at", "resolved_at", "told_at"]
    chosen = fields_of({"indicator": "x"})
    assert guess(service_now, chosen) == {name: place for place, name in enumerate(names)}
    indonesian = [
        "No. Tiket",
        "Layanan",
        "Prioritas",
        "Waktu Lapor",
        "Waktu Respons",
        "Waktu Selesai",
    ]
    assert guess(indonesian, fields_of({})) == {
        "external_id": 0,
        "service": 1,
        "priority": 2,
        "opened_at": 3,
        "responded_at": 4,
        "resolved_at": 5,
    }
    zendesk = ["Id", "Subject", "Requested", "Solved", "Updated"]
    assert guess(zendesk, chosen) == {
        "external_id": 0,
        "title": 1,
        "opened_at": 2,
        "resolved_at": 3,
        "told_at": 4,
    }
