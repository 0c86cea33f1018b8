"""The addresses at which a survey is answered, and what is kept of their secrets."""

import hashlib

from django.urls import reverse

from notices.queries.message import absolute


def survey_link(secret: str) -> str:
    """The whole address that opens an invitation: what is mailed and what staff may copy."""
    return absolute(reverse("brm:survey-answer", args=[secret]))


def hash_secret(secret: str) -> str:
    """What is kept of a secret. It has 256 random bits, so no slow hash is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()
