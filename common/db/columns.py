"""Many new columns as one step of a migration."""

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import AddField
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import NOT_PROVIDED


class AddColumns(Operation):
    """What each of `operations` does, with the models drawn up once for all of them.

    Django draws up every model that is related to a changed one after every single AddField. Here
    all are related to a customer, so that sixty columns took half a minute of thinking.
    """

    reduces_to_sql = True
    reversible = True
    serialization_expand_args = ("operations",)

    def __init__(self, operations: Sequence[AddField]) -> None:
        self.operations = operations

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [], {"operations": list(self.operations)}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        touched = set()
        for one in self.operations:
            key = app_label, one.model_name_lower
            field = one.field
            if not one.preserve_default:
                field = field.clone()
                field.default = NOT_PROVIDED
            state.models[key].fields[one.name] = field
            touched.add(key)
        # Relations are kept beside the models; they are found again when somebody asks.
        state._relations = None
        state.reload_models(touched, delay=False)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for one in self.operations:
            one.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for one in reversed(self.operations):
            one.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"Add {len(self.operations)} columns"
