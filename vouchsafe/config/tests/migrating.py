"""What a migration may do while the release before it still serves (docs/contributors/migrations.md).

Each rule looks at one operation of Django's and the state of the models before it, and gives a sentence, or nothing.
"""

import re
from collections.abc import Callable, Iterator
from typing import Final

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db.migrations import Migration, operations
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import NOT_PROVIDED, Field

TAKES_AWAY: Final = (
    operations.RemoveField,
    operations.DeleteModel,
    operations.RenameField,
    operations.RenameModel,
    operations.AlterModelTable,
)
DESTRUCTIVE: Final = re.compile(
    r"\b(drop\s+(table|column)|rename|truncate|set\s+not\s+null|lock\s+table)\b", re.IGNORECASE
)

Rule = Callable[[Operation, ProjectState, str], str]


def takes_away(operation: Operation, _state: ProjectState, _app: str) -> str:
    """The older release still asks for it."""
    return "takes away or renames what the release before uses" if isinstance(operation, TAKES_AWAY) else ""


def demands(operation: Operation, _state: ProjectState, _app: str) -> str:
    """The older release writes rows without it, and Django's own default is not the database's."""
    if not isinstance(operation, operations.AddField) or operation.field.many_to_many:
        return ""
    field = operation.field
    filled = field.null or field.db_default is not NOT_PROVIDED or field.generated
    return "" if filled else "adds a column that must be filled, without a default of the database (db_default)"


def tightens(operation: Operation, state: ProjectState, app: str) -> str:
    """Another type or NOT NULL rewrites or scans the table, and refuses what the older release writes."""
    if not isinstance(operation, operations.AlterField):
        return ""
    before = state.models[app, operation.model_name_lower].fields[operation.name]
    after = operation.field
    if before.null and not after.null:
        return "makes a column NOT NULL"
    return "" if _kind(before) == _kind(after) and not _is_shorter(before, after) else "changes a column's type"


def blocks(operation: Operation, _state: ProjectState, _app: str) -> str:
    """An index on a table that has rows is made beside its writers, or they all wait."""
    if isinstance(operation, AddIndexConcurrently | RemoveIndexConcurrently):
        return ""
    is_of_index = isinstance(operation, operations.AddIndex | operations.RemoveIndex)
    return (
        "makes or removes an index while everybody waits (AddIndexConcurrently, atomic = False)" if is_of_index else ""
    )


def constrains(operation: Operation, _state: ProjectState, _app: str) -> str:
    """A constraint checks every row while everybody waits, and may refuse what the older release writes."""
    adds = isinstance(operation, operations.AddConstraint | operations.AlterUniqueTogether)
    return "adds a constraint to a table that is written" if adds else ""


def is_opaque(operation: Operation, _state: ProjectState, _app: str) -> str:
    """What code does is seen by a reader only; SQL that takes something away is found."""
    if isinstance(operation, operations.RunPython):
        return "runs code, which may hold locks for as long as there are rows"
    if isinstance(operation, operations.RunSQL) and DESTRUCTIVE.search(str(operation.sql)):
        return "has SQL that takes away, renames, demands or locks"
    return ""


RULES: Final[tuple[Rule, ...]] = (takes_away, demands, tightens, blocks, constrains, is_opaque)


def unsafe(migration: Migration, state: ProjectState) -> Iterator[str]:
    """What this migration does that the release before it may not survive; `state` is how the models stood before."""
    app, new = migration.app_label, set()
    for operation in migration.operations:
        if isinstance(operation, operations.CreateModel):
            new.add(operation.name_lower)
        if _of(operation) not in new:  # nobody uses a table that begins here
            for rule in RULES:
                if sentence := rule(operation, state, app):
                    yield f"{app}.{migration.name}: {operation.describe()}: {sentence}"
        operation.state_forwards(app, state)


def _of(operation: Operation) -> str:
    """The name of the model that an operation is about, or ""."""
    return str(getattr(operation, "model_name", "")).lower()


def _kind(field: "Field[object, object]") -> str:
    return field.get_internal_type()


def _is_shorter(before: "Field[object, object]", after: "Field[object, object]") -> bool:
    longest = after.max_length
    return longest is not None and (before.max_length is None or before.max_length > longest)
