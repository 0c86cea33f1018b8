"""The roof as an app of Django's: loads what every process needs once the settings are there."""

from django.apps import AppConfig


class RoofConfig(AppConfig):
    """Loads the Celery application, so that pages and commands wake workers of ours by name.

    Without it a page would speak to a default application that knows neither broker nor queues.
    """

    name = "config"
    label = "roof"

    def ready(self) -> None:
        import config.celery  # noqa: F401
