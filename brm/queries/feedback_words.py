"""What happened to feedback, in words."""

from typing import Any

from django.utils.translation import gettext_lazy as _

STEPS: dict[str, tuple[Any, Any, str, str]] = {
    # name: what is done, what was done, icon, tone
    "received": (_("receive"), _("Received"), "mail", "act"),
    "acknowledge": (_("acknowledge"), _("Acknowledged"), "check", "act"),
    "investigate": (_("look into"), _("Being looked into"), "search", "act"),
    "resolve": (_("resolve"), _("Resolved, in our view"), "check", "met"),
    "answer": (_("answer"), _("Answered and closed"), "met", "met"),
    "accept": (_("accept by the customer"), _("The customer accepted"), "met", "met"),
    "reject": (_("reject by the customer"), _("The customer rejected it"), "missed", "missed"),
    "withdraw": (_("take back by the customer"), _("The customer took it back"), "met", "none"),
    "assigned": (_("assign"), _("Given to somebody"), "user", "none"),
    "changed": (_("change"), _("Changed"), "pen", "none"),
    "judged": (_("judge"), _("Judged"), "check", "none"),
    "offered": (_("offer"), _("Compensation"), "money", "none"),
}


def step_words(name: str) -> Any:
    """What a step is called before it is taken."""
    return STEPS[name][0]
