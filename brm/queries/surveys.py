"""Who may look at surveys, write them, and take the answers home."""

from typing import Any

from accounts.models import Role
from brm.models import Campaign, Customer
from brm.queries.customers import managed_by, may_add_organisation

# Answers one by one say more than results: relationship managers, administrators, auditors.
EXPORTING = (Role.ADMINISTRATOR, Role.RELATIONSHIP_MANAGER, Role.AUDITOR)


def may_write_surveys(user: Any) -> bool:
    """Whether `user` may begin a survey: of some customer they manage."""
    return managed_by(user).exists() or may_add_organisation(user)


def may_manage_survey(user: Any, campaign: Campaign) -> bool:
    """Whether `user` manages every unit that `campaign` asks; its owner while it names none."""
    asked = set(campaign.units.values_list("pk", flat=True))
    if not asked:
        return campaign.owner_id == user.pk and may_write_surveys(user)
    return asked <= set(managed_by(user).filter(pk__in=asked).values_list("pk", flat=True))


def exported_units(user: Any) -> Any:
    """The units whose answers `user` may read one by one."""
    return Customer.objects.visible_to(user, roles=EXPORTING)


def may_export_answers(user: Any, campaign: Campaign) -> bool:
    """Whether `user` may export answers of some unit of `campaign`, and there is no secret to it.

    The answers of a nameless survey leave only once it has ended, so that nobody can see whose
    answer came last.
    """
    if campaign.is_anonymous and not campaign.ended_at:
        return False
    return exported_units(user).filter(pk__in=campaign.units.values("pk")).exists()
