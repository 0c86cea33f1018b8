"""Tell the demo's story, or let it go on."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.models import User
from config.demo.bulk import settle
from config.demo.fleet import is_a_fleet
from config.demo.go_on import go_on
from config.demo.seed import is_seeded, seed, seed_fleet


class Command(BaseCommand):
    help = "Fill an empty installation with the demo; run again it tells what happened since."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--size",
            type=int,
            metavar="N",
            help="instead of the story so many services, each with a year of facts and a target",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        size = options["size"]
        if size is not None and size < 1:
            raise CommandError("A demo has at least one service: --size 1.")
        if is_a_fleet() or (is_seeded() and size is None):
            arrived = go_on(at=timezone.now())
            self.stdout.write(f"{arrived} facts and samples since the demo was last told")
            return
        if User.objects.exists():
            raise CommandError(
                "This installation is in use. The demo is only told in an empty one: "
                "start with another database, or with VAR=/another/folder."
            )
        began = time.monotonic()

        def report(step: str) -> None:
            self.stdout.write(f"{time.monotonic() - began:6.1f} s  {step}")

        if size is None:
            seed(at=timezone.now(), report=report)
        else:
            seed_fleet(size=size, at=timezone.now(), report=report)
        # So much was written at once that the planner's picture of it is still an empty table.
        settle()
        report("done")
