"""A table points only to tables of its own app or of a lower one."""

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model

from tests.architecture.house import APPS, height


def relations():
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_label in APPS:
            for field in model._meta.get_fields():
                if field.is_relation and field.concrete and field.related_model:
                    yield pytest.param(model, field.related_model, id=str(field))


@pytest.mark.parametrize(("model", "target"), list(relations()))
def test_a_foreign_key_points_to_the_same_or_a_lower_app(model, target):
    other = target._meta.app_label
    # What stands beside the house (users, pghistory's context) belongs to its foundations.
    assert (
        target is get_user_model()
        or other not in APPS
        or height(other) <= height(model._meta.app_label)
    )
