"""Tenants held apart below the application, by PostgreSQL's row-level security.

The whole mechanism:

1. Every table that holds rows of organisations has row-level security, and one policy: the role `vouchsafe_tenant` sees
   and writes rows of the organisation that `vouchsafe.organisation` names on its connection, and no others. Where that
   names none, it sees nothing. `people/tenancy.py` makes policies and privileges after each migration.
2. A process is confined: each of its connections begins as that role, or does not begin. It stays confined unless
   `act_as_system()` was called before Django was set up, which is for migrations, the worker and the command line.
   The system connects as the tables' owner, to whom policies do not apply (so that a backup is whole).
3. A request is one `visit()`. It names its organisation with `enter()` or `enter_as()` once it is known: by the slug in
   the address, or by whom the desk's session belongs to. Until it does, and for every statement outside a visit,
   the connection is first told that there is no organisation: what an earlier request entered is never used again.

What it is for: a filter that was forgotten, in our statements or in a library's, shows nothing of another tenant. What
it is not for: whoever can run any SQL of their choice can name another organisation too (docs/threat-model.md).
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from django.db import connection

from vouchsafe.common.prepared import prepared_cursor

ROLE: Final = "vouchsafe_tenant"
SETTING: Final = "vouchsafe.organisation"

Value = str | UUID
Execute = Callable[[str, Any, bool, dict[str, Any]], Any]


class Way(StrEnum):
    """How an organisation is found before there is one: functions that give an id or NULL, and nothing else."""

    SLUG = "tenant_of_slug(%s)"
    EMAIL = "tenant_of_email(%s)"
    MEMBER = "tenant_of_member(%s)"
    ACCOUNT = "tenant_of_account(%s, %s)"


class _Thread(threading.local):
    """`visiting`: a request is being answered. `entered`: what the connection names is this visit's own.

    `touched`: this visit told the connection anything. `setting`: it is being told. `named`: the organisation that the
    visit entered by its id; None where it was found in another way.
    """

    visiting = False
    entered = False
    touched = False
    setting = False
    named: str | None = None


_thread = _Thread()
_system = False


def act_as_system() -> None:
    """DANGEROUS: from now on this process sees every tenant, outside of requests. Call it before Django is set up."""
    global _system  # noqa: PLW0603 - the stance of a whole process, taken once
    _system = True


def sees_all() -> bool:
    """Whether this process is the system, which sees every tenant outside of requests."""
    return _system


def confined(database: dict[str, Any]) -> dict[str, Any]:
    """Django's DATABASES entry so that each connection begins as the tenants' role; as it is for the system.

    By the start packet, so that a connection for which PostgreSQL refuses the role does not exist.
    """
    if _system:
        return database
    options = database["OPTIONS"]
    begin = f"{options.get('options', '')} -c role={ROLE}".strip()
    return {**database, "OPTIONS": {**options, "options": begin}}


@contextmanager
def visit() -> Iterator[None]:
    """One request, from its first statement to its last."""
    _thread.visiting, _thread.entered, _thread.touched = True, False, False
    try:
        yield
    finally:
        _thread.visiting = _thread.entered = False
        if _system and _thread.touched:  # whoever answers requests in a process of the system (tests) goes on as it
            _set("'none'", "''")


@contextmanager
def visit_of(organisation: UUID) -> Iterator[None]:
    """What goes on after its request was answered, perhaps in another thread: a file that is still being read.

    Never inside a visit: that would be over with this.
    """
    with visit():
        enter(organisation)
        yield


def enter(organisation: UUID | str | None) -> None:
    """From now on this visit sees rows of the organisation and no others; of none: nothing.

    One round trip. Call it outside transactions: a rollback would bring back what was entered before.
    """
    named = "" if organisation is None else str(organisation)
    _set(f"'{ROLE}'", "%s", named)
    _thread.named = named


def enter_again(organisation: UUID | None) -> None:
    """As `enter`, unless this visit is there already: after somebody was looked for who is not the one that goes on."""
    if not _thread.entered or _thread.named != ("" if organisation is None else str(organisation)):
        enter(organisation)


def enter_as(way: Way, *values: Value) -> UUID | None:
    """As `enter`, for the organisation that is found in this way, or for none; gives its id."""
    found = _set(f"'{ROLE}'", f"coalesce({way.value}::text, '')", *values)
    _thread.named = None
    return UUID(found) if found else None


def ask(question: str, *values: Value) -> Any:  # noqa: ANN401 - a value as a cursor reads it
    """What one of the functions of `people/tenancy.py` says, e.g. `ask(Way.EMAIL, address)`; enters nothing."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {question}", values)
        return cursor.fetchone()[0]


def guard(execute: Execute, statement: str, values: object, many: bool, context: dict[str, Any]) -> Any:  # noqa: ANN401, FBT001 - Django's wrapper of statements
    """Before a statement of a visit that has not entered, or of a confined process outside any: there is no tenant."""
    if not (_thread.entered or _thread.setting or (_system and not _thread.visiting)):
        enter(None)
        # A rollback would bring back what the connection named before: then it is told again.
        _thread.entered = _thread.visiting and not connection.in_atomic_block
    return execute(statement, values, many, context)


def keep_guard(sender: object, connection: Any, **_kwargs: object) -> None:  # noqa: ANN401, ARG001 - a signal's signature
    """Each new connection has the guard."""
    if guard not in connection.execute_wrappers:
        connection.execute_wrappers.append(guard)


def _set(role: str, organisation: str, *values: Value) -> str:
    """Tell the connection; gives what it names now."""
    _thread.setting = True
    try:
        with prepared_cursor() as cursor:
            cursor.execute(  # constants and our own functions; values are bound
                f"SELECT set_config('role', {role}, false), set_config('{SETTING}', {organisation}, false)",
                values,
            )
            named: str = cursor.fetchone()[1]
    finally:
        _thread.setting = False
    _thread.entered = _thread.touched = _thread.visiting
    return named
