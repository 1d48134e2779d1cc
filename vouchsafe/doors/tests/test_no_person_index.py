"""No address, table or search finds cases by person (design §1): names live only inside sealed content."""

import re
from dataclasses import fields
from pathlib import Path

import pytest
from django.db import connection

import vouchsafe
from vouchsafe.cases.inbox import Narrowing

WORDS_OF_CASES = frozenset(
    {
        "cases_case.category",
        "cases_case.outcome",
        "cases_case.sealed_by",
        "cases_case.state",
        "cases_clock.matter",
        "cases_concluded.category",
        "cases_concluded.outcome",
        "cases_event.what",
        "cases_item.kind",
        "cases_proposal.act",
        "cases_proposal.state",
        "cases_proposal.terms",  # a day, an id, an outcome: each act's terms are a strict shape (cases/acts)
        "cases_reminder.matter",
        "cases_reminder.step",
        "cases_request.asks",
        "cases_request.state",
        "handover_room.address",  # where a partner takes a file
        "handover_room.failure",
        "handover_sending.failure",
    }
)
"""Every column beside a case that can hold words: one of a fixed list each, a definition's id, or what it says here."""
NARROWED_BY = frozenset({"state", "channel", "assigned", "due", "unread", "cases"})
"""How a list of cases is narrowed. `assigned` is a member who works on it; nobody whom a case is about."""
ASKED = frozenset(
    {"accent", "after", "cases", "channel", "from", "limit", "to"}  # a colour, a cursor, ids, versions, a number
    | {"assigned", "due", "state", "unread"}  # choices, read by name (cases/views/inbox.py)
    | {
        "tag",
        "member",
        "case",
        "since",
        "until",
    }  # of the record: ids, days, a tag (oversight/acts.py)
)
"""What addresses take in their query: never words to look for."""

_WORDS = """
SELECT c.table_name || '.' || c.column_name
FROM information_schema.columns AS c
WHERE c.table_schema = 'public' AND c.data_type IN ('text', 'character varying', 'json', 'jsonb')
  AND (c.table_name = 'cases_case' OR EXISTS (
    SELECT FROM information_schema.columns AS of_case
    WHERE of_case.table_schema = 'public' AND of_case.table_name = c.table_name AND of_case.column_name = 'case_id'))
"""

_NAMES = re.compile(r"""(?:\.GET(?:\.get\(|\[)|_one_of\(\w+, request, |_yes\(request, |query(?:\.get\(|\[))"(\w+)\"""")


@pytest.mark.django_db
def test_no_table_of_cases_has_room_for_a_name() -> None:
    """A column that could hold words beside a case is on the list, with what it holds, or it is not there."""
    with connection.cursor() as cursor:
        cursor.execute(_WORDS)
        assert {row[0] for row in cursor.fetchall()} == WORDS_OF_CASES


def test_no_list_of_cases_is_narrowed_by_who_it_is_about() -> None:
    """Only by what the server knows of the work."""
    assert {field.name for field in fields(Narrowing)} == NARROWED_BY


def test_no_address_takes_words_to_look_for() -> None:
    """Whatever a query may say, in any module, is on the list, and all that is on it is asked for."""
    package = Path(vouchsafe.__file__).parent
    sources = [path.read_text("utf-8") for path in package.glob("**/*.py") if "tests" not in path.parts]
    asked = {name for source in sources for name in _NAMES.findall(source)}
    assert asked == ASKED
