"""What the four places of the portfolio are called, and what each asks for."""

from django.utils.translation import gettext_lazy as _

from portfolio.engine.quadrant import Quadrant

WORDS = {
    Quadrant.RESCUE: _("Rescue"),
    Quadrant.GROW: _("Grow and protect"),
    Quadrant.MAINTAIN: _("Maintain, develop"),
    Quadrant.FIX: _("Fix or exit"),
}
