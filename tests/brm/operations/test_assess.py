"""Both sides give their view; the newest counts and reasons are owed."""

import datetime as dt

import pytest

from brm.models import STATEMENTS, Assessment, AssessmentView
from brm.operations.assess import AssessmentRefused, give_view, open_assessment
from brm.queries.assessments import weighed
from tests.cast import NOW

TODAY = dt.date(2026, 11, 25)


@pytest.fixture
def assessment(customer_a, rangga):
    return open_assessment(
        customer=customer_a, subject="  Three years  of payments ", actor=rangga, on=TODAY
    )


def view(assessment, actor, **values):
    return give_view(
        assessment=assessment,
        actor=actor,
        at=values.pop("at", NOW),
        on=TODAY,
        **{
            "side": "provider",
            "points": dict.fromkeys(STATEMENTS, 4),
            "verdict": "commit",
            "conditions": "",
            "given_by": "Rangga",
        }
        | values,
    )


def test_same_subject_is_asked_once(assessment, customer_a, rangga):
    assert assessment.subject == "Three years of payments"
    for subject in ("Three years of payments", "  "):
        with pytest.raises(AssessmentRefused) as refusal:
            open_assessment(customer=customer_a, subject=subject, actor=rangga, on=TODAY)
        assert refusal.value.field == "subject"
    assert Assessment.objects.count() == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"points": dict.fromkeys(STATEMENTS, 4) | {"worth": 6}}, "worth"),
        ({"points": {"need": 3}}, "fit"),
        ({"verdict": "perhaps"}, "verdict"),
        ({"verdict": "conditions"}, "conditions"),
        ({"verdict": "decline", "conditions": " "}, "conditions"),
        ({"given_by": ""}, "given_by"),
    ],
)
def test_view_is_refused_at_its_field(assessment, rangga, values, field):
    with pytest.raises(AssessmentRefused) as refusal:
        view(assessment, rangga, **values)
    assert refusal.value.field == field
    assert not AssessmentView.objects.exists()


def test_newest_view_of_each_side_counts(assessment, rangga, alia):
    view(assessment, rangga, verdict="decline", conditions="No people")
    assert weighed([assessment])[0].standing == "waiting_for_customer"
    view(assessment, alia, side="customer", given_by="Alia")
    assert weighed([assessment])[0].standing == "declined"
    view(assessment, rangga, at=NOW + dt.timedelta(hours=1))
    assert weighed([assessment])[0].standing == "commit"
    assert assessment.views.count() == 3


def test_many_are_weighed_in_one_query(assessment, customer_b, rangga, django_assert_num_queries):
    other = open_assessment(customer=customer_b, subject="Archive", actor=rangga, on=TODAY)
    view(other, rangga)
    with django_assert_num_queries(1):
        rows = weighed([assessment, other])
    assert [row.standing for row in rows] == ["waiting_for_both", "waiting_for_customer"]
