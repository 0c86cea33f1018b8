import stat

from django.core.management import call_command

from accounts.models import Role, User
from accounts.queries.roles import has_role


def run(settings, tmp_path, capsys) -> str:
    settings.VAR = tmp_path / "var"
    call_command("create_first_admin")
    return capsys.readouterr().out


def test_command_makes_an_administrator_once(db, settings, tmp_path, capsys):
    printed = run(settings, tmp_path, capsys)

    user = User.objects.get()
    email, password = (tmp_path / "var" / "first-sign-in.txt").read_text().split()
    assert has_role(user, Role.ADMINISTRATOR)
    assert (user.email, email) == ("administrator@localhost", "administrator@localhost")
    assert user.check_password(password)
    assert password in printed

    assert run(settings, tmp_path, capsys) == (
        "There is an administrator already; nothing was changed.\n"
    )
    assert User.objects.count() == 1


def test_command_keeps_the_file_from_others(db, settings, tmp_path, capsys):
    run(settings, tmp_path, capsys)

    path = tmp_path / "var" / "first-sign-in.txt"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_command_leaves_other_administrators_alone(ayu, settings, tmp_path, capsys):
    run(settings, tmp_path, capsys)

    assert not (tmp_path / "var" / "first-sign-in.txt").exists()
    assert User.objects.get() == ayu


def test_command_writes_history_with_its_door(db, settings, tmp_path, capsys):
    run(settings, tmp_path, capsys)

    event = User.objects.get().events.get()
    assert event.pgh_context.metadata == {"door": "command", "command": "create_first_admin"}
