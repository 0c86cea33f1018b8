"""A table of revenue comes in through the pages of imports, is corrected, and can be undone."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Role
from brm.models import Grant
from common.models import ImportedRecord
from common.operations.begin_import import ImportRefused, begin_import, map_import
from common.operations.take_import import take_import
from common.operations.undo_import import UndoRefused, undo_import
from portfolio.models import Price, RevenueFact
from portfolio.queries import registers
from tests.cast import NOW, make_user
from tests.portfolio.money import make_service, month, price, write

pytestmark = pytest.mark.django_db

HEAD = "Bulan;Pelanggan;Layanan;Jumlah;Mata uang\n"


@pytest.fixture
def service(db):
    return make_service("PAY", "Payments")


def bring(actor, text: str, register: str = "revenue"):
    """Upload a table and settle its columns as they were guessed."""
    row = begin_import(
        kind=f"portfolio.{register}",
        arguments={"register": register},
        content=SimpleUploadedFile("table.csv", text.encode()),
        zone="Asia/Jakarta",
        actor=actor,
        at=NOW,
    )
    return map_import(
        table_import=row,
        columns=row.columns,
        date_order=row.date_order,
        zone=row.zone,
        length_unit=row.length_unit,
        decimal_mark=row.decimal_mark,
    )


def take(row, actor, **options):
    wish = {"is_trial": False, "skip_bad": False, "at": NOW} | options
    return take_import(table_import=row, actor=actor, report=lambda _done, _whole: None, **wish)


def test_a_table_with_decimal_commas_is_read_as_it_is_meant(rangga, customer_a, service):
    text = HEAD + "2026-10;DINAS;PAY;1.250.000,50;IDR\nSep 2026;Dinas Contoh;payments;900,25;IDR\n"
    result = take(bring(rangga, text), rangga)
    assert list(RevenueFact.objects.order_by("month").values_list("month", "amount")) == [
        (dt.date(2026, 9, 1), Decimal("900.25")),
        (dt.date(2026, 10, 1), Decimal("1250000.50")),
    ]
    assert "2 new figures." in result["message"]


def test_the_same_table_again_changes_nothing(rangga, customer_a, service):
    text = HEAD + "2026-10;DINAS;PAY;1250,5;IDR\n"
    take(bring(rangga, text), rangga)
    result = take(bring(rangga, text), rangga)
    assert (result["message"], "undo_url" in result) == ("1 known already.", False)


def test_a_trial_records_nothing(rangga, customer_a, service):
    row = bring(rangga, HEAD + "2026-10;DINAS;PAY;1250,5;IDR\n")
    take(row, rangga, is_trial=True)
    row.refresh_from_db()
    assert (RevenueFact.objects.count(), row.taken_at) == (0, None)


def test_bad_rows_are_named_by_row_and_column(rangga, customer_a, service):
    text = HEAD + "2026-10;NOBODY;PAY;1;IDR\n2026-10;DINAS;PAY;many;IDR\n2026-13;DINAS;PAY;1;IDR\n"
    with pytest.raises(ImportRefused) as refused:
        take(bring(rangga, text), rangga)
    assert [(error["row"], error["field"]) for error in refused.value.rows] == [
        (2, "Customer"),
        (3, "Amount"),
        (4, "Month"),
    ]
    assert not RevenueFact.objects.exists()


def test_a_limited_manager_writes_only_its_own_customers(customer_a, customer_b, service):
    user = make_user("Lintang Terbatas")
    Grant.objects.create(user=user, role=Role.RELATIONSHIP_MANAGER, customer=customer_a)
    text = HEAD + "2026-10;DINAS;PAY;1;IDR\n2026-10;KANTOR;PAY;1;IDR\n"
    result = take(bring(user, text), user, skip_bad=True)
    assert [fact.customer for fact in RevenueFact.objects.all()] == [customer_a]
    assert [error["row"] for error in result["errors"]] == [3]


def test_an_import_is_undone_as_a_whole(rangga, customer_a, service):
    write(
        registers.REVENUE,
        {
            "customer": customer_a,
            "service": service,
            "month": month(1),
            "amount": Decimal(10),
            "currency": "EUR",
        },
    )
    before = RevenueFact.objects.values().get()
    row = bring(rangga, HEAD + "2026-10;DINAS;PAY;77;EUR\n2026-09;DINAS;PAY;78;EUR\n")
    result = take(row, rangga, at=NOW + dt.timedelta(hours=1))
    assert result["undo_url"] == f"/imports/{row.pk}/undo/"
    assert undo_import(table_import=row, actor=rangga, at=NOW) == 2
    assert RevenueFact.objects.values().get() == before
    assert not ImportedRecord.objects.exists()


def test_a_newer_word_stands_against_an_undo(rangga, customer_a, service):
    row = bring(rangga, HEAD + "2026-10;DINAS;PAY;77;EUR\n2026-09;DINAS;PAY;78;EUR\n")
    take(row, rangga)
    told = {"customer": customer_a, "service": service, "month": month(1), "currency": "EUR"}
    write(registers.REVENUE, told | {"amount": Decimal(80)})
    with pytest.raises(UndoRefused, match="Dinas Contoh, Payments, 2026-10"):
        undo_import(table_import=row, actor=rangga, at=NOW)
    assert RevenueFact.objects.count() == 2


def test_an_import_is_undone_once(rangga, customer_a, service):
    row = bring(rangga, HEAD + "2026-10;DINAS;PAY;77;EUR\n")
    take(row, rangga)
    undo_import(table_import=row, actor=rangga, at=NOW)
    with pytest.raises(UndoRefused, match="already"):
        undo_import(table_import=row, actor=rangga, at=NOW)


def test_an_undone_price_gives_the_one_before_its_end_back(rangga, service):
    price(service, "10")
    text = "service,charged for each,amount,currency,valid from\nPAY,user,12,EUR,2026-08-01\n"
    row = bring(rangga, text, "prices")
    take(row, rangga)
    assert Price.objects.get(amount=10).valid_until == dt.date(2026, 8, 1)
    undo_import(table_import=row, actor=rangga, at=NOW)
    assert list(Price.objects.values_list("amount", "valid_until")) == [(10, None)]


def test_the_last_day_of_a_price_in_a_table_is_included(rangga, service):
    text = "service,amount,currency,valid from,last day\nPAY,12,EUR,2026-08-01,2026-08-31\n"
    take(bring(rangga, text, "prices"), rangga)
    assert Price.objects.get().valid_until == dt.date(2026, 9, 1)
