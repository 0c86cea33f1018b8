"""Who gets an account: the invited, nobody else."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest

from accounts.models import Installation


class InvitedOnly(DefaultAccountAdapter):
    """Accounts are made by invitation, so nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_user_search_fields(self) -> list[str]:
        return ["email"]

    def format_email_subject(self, subject: str) -> str:
        """Put the organisation before the subject, not the host name of the installation."""
        return f"{Installation.current()}: {subject}"


class KnownOnly(DefaultSocialAccountAdapter):
    """Single sign-on lets in whoever has been invited under the same address."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False
