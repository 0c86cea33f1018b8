"""What was sent and what was not: the administrator's page."""

import uuid

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.queries.roles import may_manage_people
from common.access import Allowed, allowed_if
from common.listing import Chip, Column, Empty, ListPage
from common.problems import Refusal
from notices.models import Delivery
from notices.operations.retry_delivery import retry_delivery
from notices.queries.kinds import kinds
from notices.queries.log import DeliveryFilter, delivery_log


def _error(delivery: Delivery) -> str:
    """Our own reasons in the reader's language; a mail server's as it gave them."""
    return _(delivery.error) if delivery.error else ""


class DeliveryList(Allowed, ListPage):
    """Every message that had to travel, the newest first; those given up can be tried again."""

    may = may_manage_people
    template_name = "notices/delivery_list.html"
    filterset_class = DeliveryFilter
    heading = gettext_lazy("Deliveries")
    export_name = "deliveries"
    default_sort = "-due"
    columns = [
        Column("recipient", gettext_lazy("Recipient"), "user.email", sort="user__email"),
        Column("kind", gettext_lazy("Kind"), "notice.kind", sort="notice__kind"),
        Column("subject", gettext_lazy("About"), "notice.subject"),
        Column("channel", gettext_lazy("Channel"), "get_channel_display", sort="channel"),
        Column("state", gettext_lazy("State"), "get_state_display", sort="state"),
        Column("attempts", gettext_lazy("Attempts"), sort="attempts", num=True),
        Column("due", gettext_lazy("Due"), "due_at", sort="due_at"),
        Column("sent", gettext_lazy("Sent"), "sent_at", sort="sent_at"),
        Column("error", gettext_lazy("Error"), _error, shown=False),
    ]
    chips = [
        Chip(gettext_lazy("All")),
        Chip(gettext_lazy("Waiting"), {"state": "waiting"}),
        Chip(gettext_lazy("Given up"), {"state": "failed"}, icon="missed"),
    ]
    empty = Empty(
        gettext_lazy("No message yet"),
        gettext_lazy("E-mails are listed here from the moment they are written."),
    )

    def get_queryset(self) -> QuerySet[Delivery]:
        return delivery_log()

    def get_context(self) -> dict:
        rows = [
            {
                "delivery": delivery,
                "error": _error(delivery),
                "state": {"sent": "done", "skipped": "ignored"}.get(delivery.state, delivery.state),
            }
            for delivery in self.page
        ]
        labels = {kind.code: kind.label for kind in kinds()}
        for row in rows:
            code = row["delivery"].notice.kind
            row["kind"] = labels.get(code, code)
        return {"rows": rows}


@require_POST
@allowed_if(may_manage_people)
def retry(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Send a message that was given up once more."""
    delivery = get_object_or_404(delivery_log(), pk=pk)
    try:
        retry_delivery(delivery=delivery, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(
            request,
            _("It goes out again to %(address)s in a moment.") % {"address": delivery.user.email},
        )
    return redirect("notices:delivery-list")
