"""Short ways to what health is made of: answers about outcomes, money, promises kept."""

import datetime as dt

from brm.operations.run_survey import end_survey
from brm.queries.questions import Given
from portfolio.operations.compute_values import compute_values
from tests.brm.factories import make_contact
from tests.brm.surveys import answer, opened, outcome, survey
from tests.cast import NOW
from tests.portfolio.money import live


def asked(owner, customer, satisfaction: int, *, at: dt.datetime = NOW) -> None:
    """A survey about one outcome that one person of `customer` answered, 0 to 10; it has ended."""
    person = f"Dewi{customer.code.title()}"
    if not customer.contacts.filter(person__name=person).exists():
        make_contact(customer, person, "decision_maker")
    campaign = survey(owner, customer, blocks=("outcomes",))
    row = outcome(campaign, customer, "Paid")
    campaign = opened(campaign)
    answer(campaign, person, Given("outcomes", statement=row.pk, importance=8, value=satisfaction))
    end_survey(campaign=campaign, actor=owner, at=at)


def valued(*customers_with_revenue) -> None:
    """Money of each (customer, service, revenue), and the values of this month."""
    for customer, service, revenue in customers_with_revenue:
        live(customer, service, revenue=revenue, cost="1")
    compute_values(actor=None, at=NOW)
