from django.urls import path

from accounts.pages import (
    home,
    installation,
    invitations,
    profile,
    roles,
    standing,
    tokens,
    users,
)

app_name = "accounts"
urlpatterns = [
    path("", home.home, name="home"),
    path("settings/users/", users.UserList.as_view(), name="user-list"),
    path("settings/users/invite/", invitations.invite, name="user-invite"),
    path("settings/users/<uuid:public_id>/", users.user, name="user"),
    path("settings/users/<uuid:public_id>/roles/", roles.roles, name="user-roles"),
    path(
        "settings/users/<uuid:public_id>/deactivate/", standing.deactivate, name="user-deactivate"
    ),
    path(
        "settings/users/<uuid:public_id>/reactivate/", standing.reactivate, name="user-reactivate"
    ),
    path("settings/users/<uuid:public_id>/invitation/", invitations.resend, name="user-resend"),
    path(
        "settings/users/<uuid:public_id>/sign-out/", users.end_user_sessions, name="user-sign-out"
    ),
    path("settings/installation/", installation.installation, name="installation"),
    path("settings/installation/test-mail/", installation.send_test_mail, name="test-mail"),
    path("invitation/<str:secret>/", invitations.accept, name="invitation"),
    path("profile/", profile.profile, name="profile"),
    path("profile/tokens/", tokens.token_list, name="token-list"),
    path("profile/tokens/new/", tokens.token_create, name="token-create"),
    path("profile/tokens/<slug:prefix>/revoke/", tokens.token_revoke, name="token-revoke"),
]
