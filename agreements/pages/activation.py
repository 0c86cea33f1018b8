"""Put a version in force, after saying what is missing or what will happen."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.models import Agreement, Version
from agreements.operations.activate import activate, missing_for_activation
from agreements.operations.evaluate import evaluate_due
from agreements.operations.save_version import replaced_by
from agreements.pages.lookup import managed_agreement, version_under_way
from agreements.pages.mending import mended
from agreements.queries.local_dates import last_day
from common.problems import Refusal
from common.ui.times import write_day, write_instant


@login_required
def activate_version(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Ask, then activate; what is missing is listed with the page that mends it."""
    agreement = managed_agreement(request.user, code)
    version = version_under_way(agreement, number)
    refused = ""
    if request.method == "POST":
        try:
            commitments = activate(version=version, actor=request.user, at=timezone.now())
        except Refusal as refusal:
            refused = refusal.message
        else:
            # The figures of the first period stand at once, not only after the next tick.
            evaluate_due(at=timezone.now())
            count = len(commitments)
            messages.success(
                request,
                ngettext(
                    "%(code)s is activated: %(count)d target is watched.",
                    "%(code)s is activated: %(count)d targets are watched.",
                    count,
                )
                % {"code": agreement.code, "count": count},
            )
            return redirect(agreement)
    missing = missing_for_activation(version, at=timezone.now())
    return render(
        request,
        "agreements/activate.html",
        {
            "heading": _("Activate %(version)s") % {"version": version},
            "agreement": agreement,
            "version": version,
            "missing": mended(missing, version),
            "refused": "" if missing else refused,
            "consequences": [] if missing else _consequences(agreement, version),
            "submit": _("Activate"),
            "cancel_url": agreement.get_absolute_url(),
            "crumbs": [
                (_("Agreements"), reverse("agreements:agreement-list")),
                (agreement.code, agreement.get_absolute_url()),
                (_("Activate"), None),
            ],
        },
        status=422 if refused else 200,
    )


def _consequences(agreement: Agreement, version: Version) -> list[str]:
    targets = version.targets.count()
    customers = [row.name for row in agreement.customers.all()]
    start, zone = version.starts_at, agreement.zone
    assert start is not None  # nothing is missing
    found = [
        ngettext(
            "%(count)d target begins to bind on %(day)s.",
            "%(count)d targets begin to bind on %(day)s.",
            targets,
        )
        % {"count": targets, "day": write_instant(start, zone=zone)}
    ]
    if customers:
        found.append(_("Bound by it: %(names)s.") % {"names": ", ".join(customers)})
    ends_on = last_day(version.effective_to, zone)
    found.append(
        _("It holds until %(day)s, that day included.") % {"day": write_day(ends_on)}
        if ends_on
        else _("It holds until it is ended.")
    )
    replaced = replaced_by(agreement, version.takes_over_at)
    if replaced is not None:
        found.append(
            _("Version %(number)d ends then; targets with equal terms go on as they are.")
            % {"number": replaced.number}
        )
    if start < timezone.now():
        found.append(
            _("It began in the past: the periods since then are judged at once from what is known.")
        )
    found.append(_("Text, term and targets of this version cannot be changed any more."))
    return found
