from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from accounts.operations.create_first_admin import FILE_NAME, create_first_admin


class Command(BaseCommand):
    help = (
        "Creates the first administrator with a generated password; does nothing when one exists."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", default="administrator@localhost")
        parser.add_argument("--name", default="Administrator")

    def handle(self, *args: Any, **options: Any) -> None:
        password = create_first_admin(
            email=options["email"], name=options["name"], folder=settings.VAR, at=timezone.now()
        )
        if password is None:
            self.stdout.write("There is an administrator already; nothing was changed.")
            return
        self.stdout.write(f"First administrator: {options['email']}  password: {password}")
        self.stdout.write(f"Also written to {settings.VAR / FILE_NAME}. Change it after sign-in.")
