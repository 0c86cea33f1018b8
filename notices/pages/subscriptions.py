"""What reaches me: kinds of notices by channels, and which are silent until a day."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from common.ui.forms import DateInput
from notices.models import Channel, Subscription
from notices.operations.save_wishes import Wish, save_wishes
from notices.queries.audience import audiences_of
from notices.queries.kinds import Kind, kinds


class SubscriptionForm(forms.Form):
    """A box for each kind and channel, and a day for each kind; fields are named by the kind."""

    refused = gettext_lazy("Your choice was not saved")

    def __init__(self, *args: Any, kinds: list[Kind], today: dt.date, **options: Any):
        super().__init__(*args, **options)
        self.kinds, self.today = kinds, today
        for kind in kinds:
            for channel in Channel:
                self.fields[f"{kind.code}:{channel}"] = forms.BooleanField(
                    label=f"{kind.label}, {channel.label}",
                    required=False,
                    disabled=channel in kind.fixed,
                )
            if Channel.BELL not in kind.fixed:
                self.fields[f"{kind.code}:until"] = forms.DateField(
                    label=_("%(kind)s: silent until") % {"kind": kind.label},
                    required=False,
                    widget=DateInput,
                )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for kind in self.kinds:
            name = f"{kind.code}:until"
            until_on = cleaned.get(name)
            if until_on is not None and until_on < self.today:
                self.add_error(name, _("This day is over. Choose a later one, or none."))
        return cleaned

    def rows(self) -> list[dict[str, Any]]:
        """What the table draws: a kind, its boxes in the order of the channels, its day."""
        return [
            {
                "kind": kind,
                "boxes": [self[f"{kind.code}:{channel}"] for channel in Channel],
                "until": self[f"{kind.code}:until"]
                if f"{kind.code}:until" in self.fields
                else None,
            }
            for kind in self.kinds
        ]

    def wishes(self) -> dict[str, Wish]:
        """What was chosen; a day counts to its end, in the reader's zone."""
        return {
            kind.code: Wish(
                channels=frozenset(
                    channel for channel in Channel if self.cleaned_data[f"{kind.code}:{channel}"]
                ),
                muted_until_at=_end_of(self.cleaned_data.get(f"{kind.code}:until")),
            )
            for kind in self.kinds
        }


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def subscriptions(request: HttpRequest) -> HttpResponse:
    """Show and keep the reader's choice."""
    now = timezone.now()
    audiences = audiences_of(request.user)
    mine = [kind for kind in kinds() if kind.audience in audiences]
    form = SubscriptionForm(
        request.POST or None,
        kinds=mine,
        today=timezone.localdate(now),
        initial=_current(request.user, mine, now),
    )
    if request.method == "POST" and form.is_valid():
        save_wishes(user=request.user, wishes=form.wishes())
        messages.success(request, _("Saved. It holds for whatever happens from now on."))
        return redirect("notices:subscriptions")
    return render(
        request,
        "notices/subscriptions.html",
        {"form": form, "channels": list(Channel), "zone": str(timezone.get_current_timezone())},
    )


def _current(user: Any, mine: list[Kind], at: dt.datetime) -> dict[str, Any]:
    """What holds now: the boxes as they would be without a mute, and the last day of each mute."""
    rows = {(row.kind, row.channel): row for row in Subscription.objects.filter(user=user)}
    initial: dict[str, Any] = {}
    for kind in mine:
        for channel in Channel:
            wish = rows.get((kind.code, channel))
            wanted = channel in kind.channels if wish is None else wish.wanted
            initial[f"{kind.code}:{channel}"] = wanted or channel in kind.fixed
        bell = rows.get((kind.code, Channel.BELL))
        if bell is not None and bell.is_muted(at):
            last = timezone.localtime(bell.muted_until_at) - dt.timedelta(microseconds=1)
            initial[f"{kind.code}:until"] = last.date()
    return initial


def _end_of(day: dt.date | None) -> dt.datetime | None:
    """The first instant after a day, in the zone in force."""
    if day is None:
        return None
    return timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=1), dt.time()))
