"""Which page mends what a version lacks."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from agreements.engine.well_written import Advice
from agreements.models import Version
from agreements.queries.advice import Said


def mended(rows: list[dict[str, str]], version: Version) -> list[dict[str, Any]]:
    """Each row with the address of the page that mends it, and the link's words."""
    return [{**row, **mend(row, version)} for row in rows]


def advised(rows: list[Said], version: Version) -> list[dict[str, Any]]:
    """Each piece of advice with the page on which it can be followed, where the text is open."""
    found = []
    for row in rows:
        link = _followed(row.code, version) if version.is_writable else {}
        found.append({"message": row.message, "figures": row.figures, **link})
    return found


def _followed(code: str, version: Version) -> dict[str, str]:
    this = [version.agreement.code, version.number]
    match code:
        case Advice.NO_SERVICE:
            return _link("target-add", this, _("Add targets"))
        case Advice.NO_OUTCOME | Advice.OUTCOME_UNSAID:
            return {"url": f"{version.get_absolute_url()}#written", "do": _("See the targets")}
        case Advice.NOT_AGREED:
            return _link("version-signatories", this, _("Name who signs"))
        case Advice.LONG_SENTENCES:
            return _link("version-sections", this, _("Write the text"))
    return {}


def mend(row: dict[str, str], version: Version) -> dict[str, str]:
    """The link that mends what is missing, in words."""
    agreement = version.agreement
    this = [agreement.code, version.number]
    code = row["code"]
    if code in {"no_customer", "no_provider"}:
        return _link("agreement-edit", [agreement.code], _("Name the parties"))
    if code in {"open_proposals", "open_comments", "no_round"}:
        return _link("version-negotiation", this, _("Open the negotiation"))
    if code in {"no_signatory", "no_authority", "not_signed"}:
        return _link("version-signatories", this, _("See who signs"))
    if code == "pilot_running":
        return _link("pilot-end", this, _("End the pilot"))
    if code == "no_section_set" and version.is_writable:
        return _link("section-set-choose", this, _("Choose sections"))
    if code in {"no_section", "no_section_set"} and version.state == Version.State.AGREED:
        return _link("version-step", [*this, "reopen"], _("Negotiate again"))
    if code == "no_section" and version.is_writable:
        return _link("version-sections", this, _("Write the text"))
    if code == "no_target" and version.is_writable:
        return _link("target-add", this, _("Add targets"))
    if code == "no_evidence" and not version.is_writable:
        return _link("version-signatories", this, _("Name who signs"))
    if code == "no_hours" or not version.is_writable:
        return {"url": version.get_absolute_url(), "do": _("Open the version")}
    return _link("version-term", this, _("Write the term"))


def _link(name: str, arguments: list[Any], do: str) -> dict[str, str]:
    return {"url": reverse(f"agreements:{name}", args=arguments), "do": do}
