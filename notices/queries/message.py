"""A notice as an e-mail."""

from email.utils import parseaddr
from urllib.parse import urljoin

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language

from notices.models import Delivery
from notices.queries.kinds import kind_of
from notices.queries.wording import word

PREFIX = "[Jembatan]"


def message_for(delivery: Delivery) -> EmailMultiAlternatives:
    """Word the delivery for its reader, as text and as HTML, in the language and zone in force.

    The Message-ID is the delivery's own: a message sent twice is recognised as the same by mail
    programs. Answering machines are told to keep quiet.
    """
    wording = word(delivery.notice)
    wishes = absolute(reverse("notices:subscriptions"))
    context = {
        "title": wording.title,
        "body": wording.body,
        "delivery": delivery,
        "notice": delivery.notice,
        "kind": kind_of(delivery.notice.kind),
        "url": absolute(reverse("notices:notice", args=[delivery.notice_id])),
        "wishes_url": wishes,
        "language": get_language(),
    }
    message = EmailMultiAlternatives(
        subject=f"{PREFIX} {wording.title}",
        body=render_to_string("notices/mail.txt", context),
        to=[delivery.user.email],
        headers={
            "Message-ID": f"<{delivery.pk}@{_host()}>",
            "List-Unsubscribe": f"<{wishes}>",
            "Auto-Submitted": "auto-generated",
        },
    )
    message.attach_alternative(render_to_string("notices/mail.html", context), "text/html")
    return message


def absolute(path: str) -> str:
    """The address of a page as it is written into messages."""
    return urljoin(settings.PUBLIC_URL + "/", path.lstrip("/"))


def _host() -> str:
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return address.rpartition("@")[2] or "localhost"
