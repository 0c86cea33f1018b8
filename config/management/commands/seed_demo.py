"""Tell the demo's story, or let it go on."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from accounts.models import User
from config.demo.go_on import go_on
from config.demo.seed import is_seeded, seed


class Command(BaseCommand):
    help = "Fill an empty installation with the demo; run again it tells what happened since."

    def handle(self, *args: Any, **options: Any) -> None:
        if is_seeded():
            self.stdout.write(f"{go_on(at=timezone.now())} samples since the demo was last told")
            return
        if User.objects.exists():
            raise CommandError(
                "This installation is in use. The demo is only told in an empty one: "
                "start with another database, or with VAR=/another/folder."
            )
        began = time.monotonic()

        def report(step: str) -> None:
            self.stdout.write(f"{time.monotonic() - began:6.1f} s  {step}")

        seed(at=timezone.now(), report=report)
        with connection.cursor() as cursor:
            # So much was written at once that the planner's picture of it is still an empty table.
            cursor.execute("ANALYZE")
        report("done")
