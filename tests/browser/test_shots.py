"""Takes the README's pictures anew, and one of every main page in each look: `make shots`."""

import os
from pathlib import Path

import pytest
from django.utils import timezone

from accounts.models import User
from agreements.models import Commitment

pytestmark = [pytest.mark.shots, pytest.mark.django_db(transaction=True)]

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
GALLERY = Path(os.environ.get("VAR") or Path(__file__).parents[2] / "var") / "shots"


@pytest.fixture
def demo(transactional_db):
    from config.demo.seed import seed

    seed(at=timezone.now(), report=lambda _step: None)


def pages() -> dict[str, str]:
    gateway = Commitment.objects.get(
        agreement__code="SLA-0042", target__indicator__service__code="PAY-GW"
    )
    return {
        "overview": "/levels/",
        "service": "/services/PAY-GW/",
        "agreement": "/agreements/SLA-0042/",
        "target": gateway.get_absolute_url(),
        "breach": "/agreements/SLA-0040/breaches/3/",
        "register": "/agreements/",
        "hours": "/hours/OFFICE/",
        "notices": "/notices/",
        "customers": "/customers/",
    }


def test_pictures_of_the_demo(demo, open_page):
    bima = User.objects.get(email="bima@jembatan.example")
    for width in (1280, 360):
        for theme in ("light", "dark"):
            page = open_page(bima, width=width, theme=theme)
            for name, path in pages().items():
                response = page.goto(path)
                assert response is not None
                assert (path, response.status) == (path, 200)
                target = GALLERY / f"{name}-{width}-{theme}.png"
                target.parent.mkdir(parents=True, exist_ok=True)
                page.screenshot(path=target, full_page=True)
    page = open_page(bima, width=1280, theme="light")
    page.goto("/levels/")
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / "overview.png")
    page.goto(pages()["target"])
    page.screenshot(path=PICTURES / "target.png")
