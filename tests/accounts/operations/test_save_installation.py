import pytest
from django.core.exceptions import ValidationError

from accounts.models import Installation
from accounts.operations.save_installation import save_installation
from tests.cast import NOW


def save(ayu, **values):
    return save_installation(installation=Installation(**values), actor=ayu, at=NOW)


def test_save_makes_the_only_row_and_then_changes_it(ayu):
    save(ayu, organisation="Penyedia Contoh", zone="Asia/Jakarta")
    save(ayu, organisation="Penyedia Misal", zone="Asia/Makassar")

    assert Installation.objects.count() == 1
    assert str(Installation.current()) == "Penyedia Misal"


@pytest.mark.parametrize(
    "values",
    [
        {"zone": "Asia/Atlantis"},
        {"reporting_currency": "rupiah"},
        {"fiscal_year_starts": 13},
        {"week_starts": 2},
    ],
)
def test_save_refuses_what_cannot_be(ayu, values):
    with pytest.raises(ValidationError) as error:
        save(ayu, **values)

    assert set(error.value.message_dict) == set(values)


def test_save_leaves_history(ayu):
    save(ayu, organisation="Penyedia Contoh")
    save(ayu, organisation="Penyedia Misal")

    events = Installation.current().events.order_by("pgh_id")
    assert [(e.pgh_label, e.organisation) for e in events] == [
        ("insert", "Penyedia Contoh"),
        ("update", "Penyedia Misal"),
    ]
