"""A change by a page, by the API and by a worker each says who, by which door, in which request."""

from django.utils import timezone

from accounts.models import Scope
from brm.models import Customer
from brm.operations.save_customer import save_customer
from common.jobs import register_job
from common.operations.run_job import claim_job, run_job
from common.operations.start_job import start_job
from tests.accounts.factories import make_token
from tests.brm.factories import make_customer

REQUEST = {"X-Request-ID": "req-12345678"}


def last_context() -> dict:
    event = Customer.objects.get().events.order_by("pgh_id").last()
    assert event.pgh_label == "update"
    return event.pgh_context.metadata


def test_page_leaves_user_door_and_request(rangga, sign_in):
    make_customer("BANK", manager=rangga)
    browser = sign_in(rangga)
    form = browser.get("/customers/BANK/edit/").context["form"]
    data = {name: form[name].value() or "" for name in form.fields} | {"name": "Bank Baru"}

    browser.post("/customers/BANK/edit/", data, headers=REQUEST)

    facts = last_context()
    assert (facts["user"], facts["door"], facts["request_id"]) == (
        rangga.pk,
        "page",
        "req-12345678",
    )


def test_api_leaves_user_door_and_request(rangga, client):
    make_customer("BANK", manager=rangga)
    _token, key = make_token(rangga, Scope.RECORDS_WRITE)

    client.patch(
        "/api/v1/customers/BANK/",
        {"name": "Bank Baru"},
        content_type="application/json",
        headers=REQUEST | {"Authorization": f"Bearer {key}"},
    )

    facts = last_context()
    assert (facts["user"], facts["door"], facts["request_id"]) == (
        rangga.pk,
        "api",
        "req-12345678",
    )


def test_worker_leaves_the_user_who_started_it_and_the_job(rangga):
    make_customer("BANK", manager=rangga)

    @register_job("test.rename")
    def rename(*, job, at, report):
        customer = Customer.objects.get(code=job.arguments["code"])
        customer.name = "Bank Baru"
        save_customer(customer=customer, actor=job.created_by, at=at)
        return {}

    now = timezone.now()
    job = start_job(
        kind="test.rename", title="Rename", arguments={"code": "BANK"}, actor=rangga, at=now
    )
    run_job(job=claim_job(at=now), at=now, clock=timezone.now)

    facts = last_context()
    assert (facts["user"], facts["door"], facts["job"]) == (rangga.pk, "job", str(job.pk))
