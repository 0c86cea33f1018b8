"""Many changes of tables as one step of a migration."""

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import AddConstraint, AddField, AddIndex, CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class Together(Operation):
    """What `operations` do one after the other, with the models drawn up once for all of them.

    Django draws up every related model anew after every change. Here nearly all are related to a
    customer or a user, so that a few hundred changes took minutes of thinking and a second of SQL.

    A table that is made here is made as it is at the end: what is added to it further down (a
    column, a constraint, an index) is there already. `operations` create models and add columns,
    constraints, indexes and triggers, or remove triggers; nothing else belongs here.
    """

    reduces_to_sql = True
    reversible = True
    serialization_expand_args = ["operations"]

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = operations

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [], {"operations": list(self.operations)}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        # Without models drawn up nothing is drawn up anew; whoever asks next draws them.
        state.__dict__.pop("apps", None)
        for one in self.operations:
            one.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for one in self._steps():
            one.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for one in reversed(self._steps()):
            one.database_backwards(app_label, schema_editor, from_state, to_state)

    def _steps(self) -> list[Operation]:
        """The operations less what comes with a table that is made among them."""
        made, steps = set(), []
        for one in self.operations:
            if isinstance(one, CreateModel):
                made.add(one.name_lower)
            elif isinstance(one, AddField | AddConstraint | AddIndex) and (
                one.model_name.lower() in made
            ):
                continue
            steps.append(one)
        return steps

    def describe(self) -> str:
        return f"Change tables in {len(self.operations)} steps"
