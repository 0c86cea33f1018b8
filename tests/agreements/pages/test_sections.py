"""Text, sets of sections, tariffs, comparison, obligations and the PDF in a browser."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements.models import Charge, SectionItem, SectionSet, Tariff
from agreements.operations.activate import activate
from agreements.operations.keep_obligation import add_obligation
from agreements.operations.save_sections import choose_section_set, save_charging, save_sections
from agreements.operations.save_tariff import create_tariff, set_price
from agreements.operations.save_version import start_version
from tests.agreements.scenes import draft, in_force, indicator, write
from tests.agreements.signing import handed_over
from tests.cast import NOW

pytestmark = pytest.mark.django_db


def page(name, *args):
    return reverse(f"agreements:{name}", args=args)


@pytest.fixture
def version(sari, customer_a):
    return write(draft(sari, customer_a), [indicator()], sari)


def with_set(version, actor, code="SLA-AREA"):
    return choose_section_set(
        version=version,
        section_set=SectionSet.objects.get(code=code),
        governing_language="en",
        actor=actor,
    )


def tariff(actor, customer, code="TRF-A", price="2500000"):
    made = create_tariff(
        code=code, title="Prices", customer=customer, currency="IDR", zone="UTC", actor=actor
    )
    set_price(
        tariff=made,
        name="Gateway",
        price=Decimal(price),
        valid_from=dt.date(2026, 1, 1),
        actor=actor,
    )
    return made


def test_manager_chooses_a_set_and_writes_both_languages(sign_in, sari, version):
    client = sign_in(sari)
    url = page("version-sections", "SLA-0042", 1)
    assert client.get(url).url == page("section-set-choose", "SLA-0042", 1)
    client.post(
        page("section-set-choose", "SLA-0042", 1),
        {"section_set": "SLA-AREA", "governing_language": "id"},
    )
    assert "“" in client.get(version.get_absolute_url()).content.decode()
    client.post(url + "?text=en", {"section-scope": "**Payments**", "none-workload": "on"})
    client.post(url + "?text=id", {"section-scope": "Pembayaran", "none-workload": "on"})

    version.refresh_from_db()
    assert version.sections == {
        "scope": {"en": "**Payments**", "id": "Pembayaran"},
        "workload": {"none": True},
    }
    html = client.get(version.get_absolute_url()).content.decode()
    assert "<strong>Payments</strong>" in html
    assert "None, as the parties state." in html


def test_text_and_none_are_refused_at_the_field(sign_in, sari, version):
    with_set(version, sari)
    answer = sign_in(sari).post(
        page("version-sections", "SLA-0042", 1),
        {"section-workload": "Many", "none-workload": "on"},
    )
    assert answer.status_code == 422
    assert "not both" in answer.content.decode()


@pytest.mark.parametrize("who", ["tirta", "oka", "alia", "bram", "zaki"])
@pytest.mark.parametrize("name", ["version-sections", "section-set-choose", "version-charging"])
def test_others_do_not_write(sign_in, request, version, who, name):
    client = sign_in(request.getfixturevalue(who))
    assert client.get(page(name, "SLA-0042", 1)).status_code in {403, 404}


def test_guest_is_asked_to_sign_in(client, version):
    for url in (
        page("version-sections", "SLA-0042", 1),
        page("version-document", "SLA-0042", 1),
        page("agreement-compare", "SLA-0042"),
        page("tariff-list"),
        page("section-set-list"),
    ):
        assert client.get(url).status_code == 302


def test_text_of_a_version_in_force_is_not_written(sign_in, sari, customer_a):
    in_force(sari, customer_a)
    assert sign_in(sari).get(page("version-sections", "SLA-0042", 1)).status_code == 404


@pytest.mark.parametrize("who", ["sari", "ayu"])
def test_keepers_change_a_set(sign_in, request, who):
    client = sign_in(request.getfixturevalue(who))
    client.post(page("section-set-copy", "SLA-AREA"))
    made = SectionSet.objects.get(code="SLA-AREA-2")
    assert made.items.count() == SectionSet.objects.get(code="SLA-AREA").items.count()

    first = made.items.first()
    url = page("section-set-edit", made.code)
    form = client.get(url).context["items"]
    data = {"name": "Ours", "name_id": "Kami", "is_default": "on"}
    for field in form.management_form:
        data[field.html_name] = field.value()
    for row in form.initial_forms:
        for bound in row:
            if bound.name not in {"is_required", "may_be_none", "DELETE"}:
                data[bound.html_name] = bound.value() or ""
    data[form.initial_forms[0]["name"].html_name] = "Owners"
    data[form.initial_forms[1]["DELETE"].html_name] = "on"
    answer = client.post(url, data)

    assert answer.status_code == 302
    first.refresh_from_db()
    assert first.name == "Owners"
    assert (
        made.items.count() == SectionItem.objects.filter(section_set__code="SLA-AREA").count() - 1
    )
    assert [row.code for row in SectionSet.objects.filter(kind="sla", is_default=True)] == [
        "SLA-AREA-2"
    ]


@pytest.mark.parametrize("who", ["tirta", "oka", "rangga", "alia", "zaki"])
def test_others_do_not_change_sets(sign_in, request, who):
    client = sign_in(request.getfixturevalue(who))
    for url in (
        page("section-set-create"),
        page("section-set-edit", "SLA-AREA"),
        page("section-set-copy", "SLA-AREA"),
    ):
        assert client.get(url).status_code == 403


def test_set_without_code_is_refused(sign_in, ayu):
    answer = sign_in(ayu).post(
        page("section-set-create"),
        {"kind": "sla", "name": "X", "items-TOTAL_FORMS": "0", "items-INITIAL_FORMS": "0"},
    )
    assert answer.status_code == 422


def test_manager_begins_a_tariff_and_sets_prices(sign_in, sari, customer_a):
    client = sign_in(sari)
    client.post(
        page("tariff-create"),
        {
            "code": "trf-1",
            "title": "Prices",
            "customer": "DINAS",
            "currency": "IDR",
            "zone": "Asia/Jakarta",
        },
    )
    given = {"name": "Gateway", "per": "month", "price": "2500000", "valid_from": "2026-01-01"}
    assert client.post(page("tariff-price", "TRF-1"), given).status_code == 302
    html = client.get(page("tariff", "TRF-1")).content.decode()
    assert "Rp\N{NO-BREAK SPACE}2" in html
    again = client.post(page("tariff-price", "TRF-1"), given | {"valid_from": "2025-12-01"})
    assert again.status_code == 422


def test_customer_reads_its_own_tariff_only(sign_in, sari, alia, bram, customer_a):
    made = tariff(sari, customer_a)
    assert sign_in(alia).get(made.get_absolute_url()).status_code == 200
    assert sign_in(bram).get(made.get_absolute_url()).status_code == 404
    assert sign_in(alia).get(page("tariff-price", made.code)).status_code == 403
    assert sign_in(alia).get(page("tariff-list")).status_code == 403


def test_general_tariff_is_read_by_whom_it_is_promised_to(sign_in, sari, alia, bram, customer_a):
    made = tariff(sari, None)
    version = write(draft(sari, customer_a), [indicator()], sari)
    save_charging(version=version, tariff=made, invoiced="monthly", due_days=30, actor=sari)
    assert sign_in(alia).get(made.get_absolute_url()).status_code == 404
    activate(version=version, actor=sari, at=NOW)
    assert sign_in(alia).get(made.get_absolute_url()).status_code == 200
    assert sign_in(bram).get(made.get_absolute_url()).status_code == 404


def test_tariffs_take_the_same_queries_for_one_and_for_three(sign_in, sari, customer_a):
    client = sign_in(sari)

    def count(*urls):
        with CaptureQueriesContext(connection) as seen:
            for url in urls:
                client.get(url)
        return len(seen)

    made = tariff(sari, customer_a)
    client.get(page("tariff-list"))
    few = count(page("tariff-list"), made.get_absolute_url())
    for number in range(3):
        tariff(sari, customer_a, f"TRF-{number}")
        set_price(
            tariff=made,
            name=f"More {number}",
            price=Decimal(1),
            valid_from=dt.date(2026, 1, 1),
            actor=sari,
        )
    assert count(page("tariff-list"), made.get_absolute_url()) == few
    assert Tariff.objects.count() == 4


def test_draft_refers_to_a_tariff(sign_in, sari, version, customer_a):
    made = tariff(sari, customer_a)
    client = sign_in(sari)
    given = {"tariff": made.code, "invoiced": "quarterly", "due_days": "14"}
    assert client.post(page("version-charging", "SLA-0042", 1), given).status_code == 302
    html = client.get(version.get_absolute_url()).content.decode()
    assert made.get_absolute_url() in html
    assert "payable within 14 days" in html


def test_versions_are_compared_with_words_for_every_reader(sign_in, sari, customer_a):
    first = with_set(write(draft(sari, customer_a), [indicator()], sari), sari)
    save_sections(
        version=first, language="en", texts={"scope": "Payments here."}, none=set(), actor=sari
    )
    # A version in force needs all of its text: this one leaves by withdrawal.
    first.refresh_from_db()
    first.state = "withdrawn"
    first.save()
    second = start_version(agreement=first.agreement, actor=sari, at=NOW)
    save_sections(
        version=second, language="en", texts={"scope": "Payments there."}, none=set(), actor=sari
    )
    html = sign_in(sari).get(page("agreement-compare", "SLA-0042") + "?from=1&to=2")
    text = html.content.decode()
    assert '<del><span class="vh">taken out: </span>here</del>' in text
    assert '<ins><span class="vh">added: </span>there</ins>' in text


def test_customer_compares_what_was_handed_over_only(sign_in, sari, alia, bram, customer_a):
    handed_over(sari, customer_a)
    url = page("agreement-compare", "SLA-0042")
    assert sign_in(alia).get(url + "?from=1&to=1").status_code == 200
    assert sign_in(alia).get(url + "?from=1&to=2").status_code == 404
    assert sign_in(bram).get(url).status_code == 404


def test_customer_does_not_compare_drafts(sign_in, sari, alia, version):
    assert sign_in(alia).get(page("agreement-compare", "SLA-0042") + "?to=1").status_code == 404


def test_document_of_what_is_in_force(sign_in, sari, alia, bram, zaki, customer_a):
    in_force(sari, customer_a)
    url = page("version-document", "SLA-0042", 1)
    for user in (sari, alia):
        answer = sign_in(user).get(url)
        assert answer["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF")
        assert answer["Content-Disposition"] == 'attachment; filename="SLA-0042-v1.pdf"'
    for user in (bram, zaki):
        assert sign_in(user).get(url).status_code == 404


def test_document_of_a_draft_is_ours(sign_in, sari, tirta, alia, version):
    url = page("version-document", "SLA-0042", 1)
    for user in (sari, tirta):
        assert sign_in(user).get(url + "?text=both").content.startswith(b"%PDF")
    assert sign_in(alia).get(url).status_code == 404


def test_manager_writes_a_duty_and_the_customer_answers_its_own(
    sign_in, sari, alia, bram, customer_a
):
    agreement = in_force(sari, customer_a).agreement
    client = sign_in(sari)
    party = agreement.parties.get(customer=customer_a)
    client.post(
        page("obligation-create", "SLA-0042"),
        {"party": str(party.pk), "what": "Name a contact", "rule": "each quarter"},
    )
    row = agreement.obligations.get()
    url = page("obligation-answer", "SLA-0042", row.pk)
    assert "Name a contact" in client.get(agreement.get_absolute_url()).content.decode()
    assert url in sign_in(alia).get(page("my-agreement", "SLA-0042")).content.decode()

    refused = sign_in(alia).post(url, {"state": "not_done", "note": ""})
    assert refused.status_code == 422
    assert sign_in(alia).post(url, {"state": "done", "note": "Bram"}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.note) == ("done", "Bram")
    assert sign_in(bram).post(url, {"state": "open"}).status_code == 404


def test_customer_does_not_answer_ours(sign_in, sari, alia, tirta, customer_a):
    agreement = in_force(sari, customer_a).agreement
    row = add_obligation(
        agreement=agreement, party=None, what="Report", rule="monthly", actor=sari, at=NOW
    )
    url = page("obligation-answer", "SLA-0042", row.pk)
    for user in (alia, tirta):
        assert sign_in(user).post(url, {"state": "done"}).status_code == 403
    for user in (alia, tirta):
        assert sign_in(user).get(page("obligation-create", "SLA-0042")).status_code == 403


def test_price_is_ended_without_another_one(sign_in, sari, alia, customer_a):
    made = tariff(sari, customer_a)
    charge = Charge.objects.get(item__tariff=made)
    url = f"{page('tariff-price-end', made.code)}?item={charge.item.name}&from={charge.valid_from}"
    assert url.partition("?")[0] in sign_in(sari).get(made.get_absolute_url()).content.decode()
    assert sign_in(alia).get(url).status_code == 403
    early = charge.valid_from - dt.timedelta(days=1)
    assert sign_in(sari).post(url, {"last_day": early.isoformat()}).status_code == 422
    last_day = charge.valid_from + dt.timedelta(days=30)
    assert sign_in(sari).post(url, {"last_day": last_day.isoformat()}).status_code == 302
    charge.refresh_from_db()
    assert charge.last_day == last_day
    for query in ("", "?item=Nothing&from=2026-01-01", "?item=x&from=yesterday"):
        assert sign_in(sari).get(page("tariff-price-end", made.code) + query).status_code == 404


def test_evidence_of_a_duty_is_read_by_both_sides(sign_in, sari, alia, bram, customer_a):
    agreement = in_force(sari, customer_a).agreement
    duty = add_obligation(
        agreement=agreement,
        party=agreement.parties.get(),
        what="Test releases",
        rule="always",
        actor=sari,
        at=NOW,
    )
    given = {
        "state": "done",
        "note": "",
        "content": SimpleUploadedFile("report.pdf", b"%PDF-1.7\nTested", "application/pdf"),
    }
    url = page("obligation-answer", agreement.code, duty.pk)
    assert sign_in(alia).post(url, given).status_code == 302
    duty.refresh_from_db()
    readers = [duty.evidence_file.may_be_read_by(user) for user in (alia, sari, bram)]
    assert readers == [True, True, False]
    assert "report.pdf" in sign_in(alia).get("/my/agreements/SLA-0042/").content.decode()
