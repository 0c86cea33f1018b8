"""The page of one service, and the forms that write it."""

import datetime as dt

from django.utils import timezone

from slm.models import Dependency, Indicator, Service, Slice
from slm.operations.declare_outage import declare_outage
from slm.operations.ingest_samples import ingest_samples
from slm.operations.record_score import Said, record_score
from slm.operations.write_protections import Part
from tests.cast import NOW
from tests.slm.catalogue import make_service


def test_service_says_what_is_out_and_since_when(catalogue, sari, sign_in):
    now = timezone.now()
    declare_outage(
        parts=[Part(catalogue.service)],
        start_at=now - dt.timedelta(minutes=12),
        reason="Switch time-outs",
        actor=sari,
        at=now,
    )
    page = sign_in(sari).get("/services/pay-gw/")
    assert page.context["state_key"] == "down"
    assert [row.external_id for row in page.context["open_outages"]] == ["O-0001"]
    assert b"Switch time-outs" in page.content
    assert b"/outages/end/MANUAL/0/O-0001/" in page.content


def test_service_counts_ninety_days_of_its_state_log(catalogue, sari, sign_in):
    now = timezone.now()
    begin = int((now - dt.timedelta(days=30)).timestamp())
    ingest_samples(
        indicator=catalogue.indicator,
        source=catalogue.source,
        instants=[begin, begin + 86_400, begin + 90_000],
        states=[6, 2, 6],
        at=now,
    )
    # The outage of the catalogue lies at a fixed day and may lie inside the ninety days or not.
    catalogue.outage.delete()
    (row,) = sign_in(sari).get("/services/PAY-GW/").context["levels"]
    assert row.state_key == "up"
    assert len(row.days) == 90
    assert row.found.bad_seconds == 3600
    assert row.found.level.measured - row.found.level.good == 3600


def test_auditor_sees_no_button_that_changes(catalogue, tirta, sign_in):
    page = sign_in(tirta).get("/services/PAY-GW/").content.decode()
    assert "/services/PAY-GW/edit/" not in page
    assert "/outages/new/" not in page


def test_service_is_added_with_its_code_in_capitals(sari, sign_in):
    wish = {"code": "mail", "name": "Mail", "kind": "business", "portfolio_state": "live"}
    answer = sign_in(sari).post("/services/new/", wish)
    assert answer["Location"] == "/services/MAIL/"
    assert Service.objects.get().name == "Mail"


def test_taken_or_unfit_code_is_refused_at_its_field(catalogue, sari, sign_in):
    browser = sign_in(sari)
    for code in ("pay-gw", "PAY GW", "=1+1", "", "X" * 33):
        wish = {"code": code, "name": "Twice", "kind": "business", "portfolio_state": "live"}
        page = browser.post("/services/new/", wish)
        assert list(page.context["form"].errors) == ["code"]
    assert Service.objects.count() == 1


def test_code_never_changes(catalogue, sari, sign_in):
    wish = {"code": "OTHER", "name": "Gateway", "kind": "business", "portfolio_state": "retired"}
    sign_in(sari).post("/services/PAY-GW/edit/", wish)
    stored = Service.objects.get()
    assert (stored.code, stored.name, stored.portfolio_state) == ("PAY-GW", "Gateway", "retired")


def test_slice_code_is_unique_within_its_service(catalogue, sari, sign_in):
    browser = sign_in(sari)
    page = browser.post("/services/PAY-GW/slices/new/", {"code": "sby", "name": "Again"})
    assert list(page.context["form"].errors) == ["code"]
    browser.post("/services/PAY-GW/slices/new/", {"code": "JKT", "name": "Jakarta"})
    assert set(Slice.objects.values_list("code", flat=True)) == {"SBY", "JKT"}


def test_dependency_is_added_and_removed(catalogue, sari, sign_in):
    browser, below = sign_in(sari), make_service("DB", name="Database")
    browser.post("/services/PAY-GW/dependencies/", {"needs": "DB", "required": 1})
    assert Dependency.objects.get().needs == below
    assert b"Database" in browser.get("/services/PAY-GW/").content
    assert browser.get("/services/PAY-GW/dependencies/DB/remove/").status_code == 200
    browser.post("/services/PAY-GW/dependencies/DB/remove/")
    assert not Dependency.objects.exists()


def test_circle_is_refused_with_its_path(catalogue, sari, sign_in):
    below = make_service("DB", name="Database")
    Dependency.objects.create(service=below, needs=catalogue.service)
    page = sign_in(sari).post("/services/PAY-GW/dependencies/", {"needs": "DB", "required": 1})
    assert page.context["form"].errors["needs"] == [
        "That would be a circle: Payment gateway → Database → Payment gateway."
    ]


def test_indicator_is_added_once(catalogue, sari, sign_in):
    browser = sign_in(sari)
    wish = {"kind": "availability", "slice": "", "name": "", "is_fed": "on"}
    page = browser.post("/services/PAY-GW/indicators/new/", wish)
    assert list(page.context["form"].errors) == ["name"]
    browser.post("/services/PAY-GW/indicators/new/", wish | {"slice": catalogue.slice.pk})
    assert Indicator.objects.count() == 2


def test_kind_is_chosen_before_its_fields(catalogue, sari, sign_in):
    browser = sign_in(sari)
    chooser = browser.get("/services/PAY-GW/indicators/new/").content.decode()
    for kind in Indicator.Kind:
        assert f"/services/PAY-GW/indicators/new/?kind={kind.value}" in chooser
    shown = {
        kind.value: set(
            browser.get(f"/services/PAY-GW/indicators/new/?kind={kind.value}")
            .context["form"]
            .fields
        )
        - {"kind", "slice", "name"}
        for kind in Indicator.Kind
    }
    assert shown["availability"] == {"source", "is_fed", "max_gap_seconds"}
    assert shown["counter"] == {"source"}
    assert shown["satisfaction"] == {"scale_from", "scale_to"}
    assert shown["entered"] == {"unit"}


def test_satisfaction_has_a_scale_that_stays_once_somebody_answered(catalogue, sari, sign_in):
    browser, url = sign_in(sari), "/services/PAY-GW/indicators/new/?kind=satisfaction"
    wish = {"name": "", "slice": "", "scale_from": 5, "scale_to": 1}
    page = browser.post(url, wish)
    assert list(page.context["form"].errors) == ["scale_to"]
    assert browser.post(url, wish | {"scale_from": 1, "scale_to": 5}).status_code == 302
    row = Indicator.objects.get(kind=Indicator.Kind.SATISFACTION)
    said = Said(dt.date(2026, 11, 2), 4_000, 12)
    record_score(indicator=row, said=said, actor=sari, at=NOW)
    page = browser.post(f"/indicators/{row.public_id}/edit/", {"scale_from": 1, "scale_to": 10})
    assert list(page.context["form"].errors) == ["scale_to"]


def test_indicator_asks_before_it_moves_levels(catalogue, sari, sign_in):
    browser, url = sign_in(sari), f"/indicators/{catalogue.indicator.public_id}/edit/"
    wish = {"name": "", "source": catalogue.source.pk, "max_gap_seconds": ""}
    page = browser.post(url, wish)  # is_fed off
    assert list(page.context["form"].errors) == ["accepts_recompute"]
    assert b"Every level from the first on is computed again" in page.content
    catalogue.indicator.refresh_from_db()
    assert catalogue.indicator.is_fed
    assert browser.post(url, wish | {"accepts_recompute": "on"}).status_code == 302
    catalogue.indicator.refresh_from_db()
    assert not catalogue.indicator.is_fed


def test_indicator_refuses_a_gap_of_nothing(catalogue, sari, sign_in):
    url = f"/indicators/{catalogue.indicator.public_id}/edit/"
    for gap in ("0", "-5", "99999999", "x"):
        page = sign_in(sari).post(url, {"is_fed": "on", "max_gap_seconds": gap})
        assert list(page.context["form"].errors) == ["max_gap_seconds"]


def test_owner_who_lost_the_role_stays_until_another_is_chosen(catalogue, sari, zaki, sign_in):
    Service.objects.update(owner=zaki)
    wish = {"name": "Gateway", "kind": "business", "portfolio_state": "live", "owner": zaki.pk}
    assert sign_in(sari).post("/services/PAY-GW/edit/", wish).status_code == 302
    wish = {"code": "NEW", **wish}
    page = sign_in(sari).post("/services/new/", wish)
    assert list(page.context["form"].errors) == ["owner"]


def test_search_finds_services_for_those_who_may_look(catalogue, sari, alia, sign_in):
    assert b"/services/PAY-GW/" in sign_in(sari).get("/search/?q=gateway").content
    assert b"/services/PAY-GW/" not in sign_in(alia).get("/search/?q=gateway").content
