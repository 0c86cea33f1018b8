"""Sign a user out everywhere."""

from allauth.usersessions.models import UserSession

from accounts.models import User


def end_sessions(*, user: User, except_key: str = "") -> int:
    """End every session of `user` but the one with `except_key`; return how many were ended."""
    sessions = list(UserSession.objects.filter(user=user).exclude(session_key=except_key))
    for session in sessions:
        session.end()
    return len(sessions)
