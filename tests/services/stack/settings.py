"""The product's own settings, and an app that registers a job which can be interrupted."""

from config.settings import *  # noqa: F403
from config.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.services.stack.apps.StackConfig"]
