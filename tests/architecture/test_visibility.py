"""What tells of a customer says itself who may see it.

Every table of the apps that know customers answers `visible_to(user)`, or is listed here: as a part
of a record that answers, with the foreign key that leads there, or as told to every provider.
"""

import pytest
from django.apps import apps

from brm.models import Customer

# model: the foreign key to the record whose page and API show it.
PARTS = {
    "brm.AccountItem": "plan",
    "brm.Answer": "response",
    "brm.AssessmentView": "assessment",
    "brm.Grant": "customer",
    "brm.InviteeLink": "invitee",
    "brm.MaturityStep": "customer",
    "brm.OutcomeStatement": "campaign",
    "brm.CustomerMove": "customer",
    "brm.ManagerTerm": "customer",
    "brm.TokenScope": "customer",
    "brm.CustomerWord": "feedback",
    "brm.Escalation": "feedback",
    "brm.EscalationLevel": "ladder",
    "brm.FeedbackNote": "feedback",
    "brm.FeedbackStep": "feedback",
    "brm.OutcomeMeasurement": "outcome",
    "agreements.OutcomeDependency": "use",
    "agreements.Basis": "requirement",
    "agreements.CaughtBy": "complaint",
    "agreements.ChangeRequest": "agreement",
    "agreements.Charge": "item",
    "agreements.CommitmentCustomer": "commitment",
    "agreements.ComplaintBreach": "feedback",
    "agreements.ComplaintCheck": "feedback",
    "agreements.Party": "agreement",
    "agreements.Pilot": "version",
    "agreements.PilotPeriod": "target",
    "agreements.PilotTarget": "pilot",
    "agreements.Review": "agreement",
    "agreements.Round": "version",
    "agreements.SpecificationLine": "specification",
    "agreements.Step": "version",
    "agreements.Target": "version",
    "agreements.TariffItem": "tariff",
    "agreements.TermNotice": "version",
    "agreements.TermRenewal": "version",
    "agreements.Verdict": "commitment",
    "agreements.Version": "agreement",
    "agreements.Volume": "requirement",
    "agreements.WantedTarget": "requirement",
    "portfolio.Milestone": "improvement",
}
# model: why it belongs to nobody.
OF_NOBODY: dict[str, str] = {
    "brm.AgendaTemplate": "which points meetings have; no word of any customer",
    "brm.AgendaTemplateItem": "which points meetings have; no word of any customer",
    "brm.Deputy": "who stands in for whom; told to every provider",
    "brm.DueTime": "how fast feedback is answered; told to every provider",
    "agreements.SectionSet": "which sections documents have; no word of any customer",
    "agreements.SectionItem": "which sections documents have; no word of any customer",
    "portfolio.ValueSettings": "how values are worked out; no word of any customer",
    "portfolio.EffortSettings": "what the team can do in a year; no word of any customer",
}


def says_itself(model) -> bool:
    return hasattr(model._default_manager, "visible_to")


MODELS = [
    pytest.param(model, id=model._meta.label)
    for app in ("brm", "agreements", "portfolio")
    for model in apps.get_app_config(app).get_models()
    # Events are the history of their tables, and shown where the record is.
    if not model._meta.label.endswith("Event")
]


def test_customers_say_it_themselves():
    assert says_itself(Customer)


@pytest.mark.parametrize("model", MODELS)
def test_a_record_of_a_customer_says_who_may_see_it(model):
    label = model._meta.label
    if says_itself(model):
        assert label not in PARTS | OF_NOBODY, f"{label} answers by now: take out its line"
        return
    if label in OF_NOBODY:
        return
    assert label in PARTS, f"{label} needs visible_to(user), or a line in PARTS with its owner"
    # Following the parts upwards ends at a record that answers for itself.
    while label in PARTS:
        model = model._meta.get_field(PARTS[label]).related_model
        label = model._meta.label
    assert says_itself(model)


def test_no_line_is_idle():
    assert (PARTS.keys() | OF_NOBODY.keys()) - {parameter.id for parameter in MODELS} == set()
