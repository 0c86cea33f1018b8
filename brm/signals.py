"""What relationship management tells higher apps, inside its transactions."""

from django.dispatch import Signal

# A meeting was held: `interaction`, `contacts` (those who came), `customers`, `at` (when).
meeting_held = Signal()
