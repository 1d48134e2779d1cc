"""What a reporter can read, with a receipt's lookup token or without. A visit is never recorded."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final, NamedTuple, TypeVar
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from vouchsafe.audit.proofs import Proven, first_of_case
from vouchsafe.audit.tags import Tag
from vouchsafe.cases import clocks, known
from vouchsafe.cases.errors import BundleError
from vouchsafe.cases.known import Known, Received
from vouchsafe.cases.models import Case, Clock, Item, State
from vouchsafe.cases.queries import case_of_receipt, items_of
from vouchsafe.cases.rows import ClockRow, ItemRow
from vouchsafe.channels import pauses
from vouchsafe.channels.models import Definition
from vouchsafe.channels.published import version_by_id
from vouchsafe.common import clock
from vouchsafe.common.prepared import prepared_cursor
from vouchsafe.intake.errors import MailboxNotFound
from vouchsafe.intake.models import Kind
from vouchsafe.law.packs import Authority, Matter, for_channel
from vouchsafe.vault.errors import Malformed
from vouchsafe.vault.place import KeyKind
from vouchsafe.vault.primitives import from_base64
from vouchsafe.vault.receipt import Receipt

OWN_KINDS: Final = (KeyKind.CASE, KeyKind.IDENTITY, KeyKind.SUBJECT, KeyKind.REQUEST)
"""What a reporter's own report vouches for; what is kept apart they see sealed, since its keys are not theirs. A
request to open that they read under its own key (protocol §5)."""

AnyClock = TypeVar("AnyClock", Clock, ClockRow)


class OwnCase(NamedTuple):
    """What a reporter is told of their `Case`, and what opening it needs."""

    id: UUID
    erasure_id: UUID
    state: str
    received_on: date
    sealed_by: str
    is_room: bool
    opened_on: date | None
    read_through: int
    acknowledged_on: date | None
    contested_on: date | None
    upheld_on: date | None
    erase_due: date | None
    held_until: date | None


def mailbox(organisation: UUID, lookup_token: str) -> Case:
    """The case of a receipt, by one read of the index on the token's SHA-256.

    `lookup_token` is base64 of 32 bytes. Raises MailboxNotFound, the same for an unknown and a malformed one.
    """
    case = find_mailbox(organisation, lookup_token)
    if case is None:
        raise no_mailbox()
    return case


def find_mailbox(organisation: UUID, lookup_token: str) -> Case | None:
    """As `mailbox`, but None where that raises."""
    try:
        token = from_base64(lookup_token)
    except Malformed:
        token = b""
    return case_of_receipt(organisation, hashlib.sha256(token).digest())


def case_of(organisation: UUID, receipt: Receipt) -> Case:
    """The case of a receipt that was typed here. Raises MailboxNotFound as `mailbox` does."""
    case = case_of_receipt(organisation, receipt.lookup_hash)
    if case is None:
        raise no_mailbox()
    return case


def own_items(case: Case) -> QuerySet[Item]:
    """What a reporter sees of their case: what they can open, and what they sealed apart, as it is vouched for."""
    return items_of(case, key_kinds=OWN_KINDS)


def is_read(case: Case | OwnCase, item: Item | ItemRow) -> bool:
    """Whether a handler has opened the case since this item was there."""
    return item.position <= case.read_through


def told_erasure(case: Case | OwnCase) -> date | None:
    """The day on which the case is erased, as its reporter is told: none where none is set, or a hold lasts longer.

    That there is a hold, handlers alone read; but nobody is told a day that is not kept.
    """
    is_held = case.erase_due is not None and case.held_until is not None and case.held_until > case.erase_due
    return None if is_held else case.erase_due


def clocks_of(case: Case) -> list[Clock]:
    """What is due to the reporter, from the rows that the desk reads too (protocol §14)."""
    return told_to_reporter(clocks.of(case))


def told_to_reporter(rows: Iterable[AnyClock]) -> list[AnyClock]:
    """Those of a case's clocks that its reporter is told of, in the order in which they are told."""
    by_matter = {row.matter: row for row in rows}
    return [by_matter[matter] for matter in clocks.REPORTERS if matter in by_matter]


def turns_elsewhere(rows: Iterable[Clock | ClockRow]) -> bool:
    """Whether an acknowledgement or an answer was missed, and nothing came since: the outside authorities are named."""
    return any(
        row.met_on is None and clocks.is_missed(row)
        for row in rows
        if row.matter in (Matter.ACKNOWLEDGE, Matter.FEEDBACK)
    )


def may_contest(case: Case | OwnCase) -> bool:
    """Whether the reporter may ask for another look at the outcome: once, after it was concluded; in a room never."""
    return case.state == State.CONCLUDED and case.contested_on is None and not case.is_room


def authorities_of(definition: Mapping[str, Any]) -> tuple[Authority, ...]:
    """Outside authorities that the channel's law names, whatever the organisation itself says."""
    return for_channel(definition).authorities


def arrival_of(case: Case) -> Proven | None:
    """Where the record holds that a case arrived, proven; None until the night after, when arrivals enter it."""
    return first_of_case(case.organisation_id, Tag.CASE_RECEIVED, case.id)


def no_mailbox() -> MailboxNotFound:
    """The one answer to every token that opens nothing."""
    message = _("There is no report for this receipt here. Check each group of the receipt, and the organisation.")
    return MailboxNotFound("mailbox/not-found", message)


class Before(NamedTuple):
    """What a bundle for a channel is looked at with: its newest definition, today's reports, the directory's head.

    The first is None where the channel is closed or none of this organisation's.
    """

    definition: Definition | None
    used: int
    entry: bytes | None
    entry_hash: bytes | None


_OPEN: Final = """
SELECT d.id, coalesce(u.used, 0) AS used, e.encoded, e.hash FROM channels_channel AS c
JOIN channels_definition AS d ON d.organisation_id = %(organisation)s AND d.channel_id = c.id
LEFT JOIN intake_use AS u ON u.organisation_id = %(organisation)s AND u.scope = c.id AND u.kind = %(kind)s
                         AND u.day = %(day)s
LEFT JOIN (
  SELECT encoded, hash FROM people_directoryentry WHERE organisation_id = %(organisation)s
  ORDER BY sequence DESC LIMIT 1
) AS e ON true
WHERE c.organisation_id = %(organisation)s AND c.id = %(channel)s AND c.active
ORDER BY d.version DESC LIMIT 1
"""


_BEFORE: Final = f"""
SELECT o.id, o.used, o.encoded, o.hash, k.is_erased, k.bundle_hash, k.received_on
FROM ({known.KNOWN}) AS k LEFT JOIN ({_OPEN}) AS o ON true
"""  # noqa: S608 - texts of our own


def open_channel(organisation: UUID, channel: UUID) -> Definition:
    """The newest definition of a channel; raises BundleError unless this organisation has it and it is open."""
    with prepared_cursor() as cursor:
        cursor.execute(_OPEN, {"organisation": organisation, **_today(channel, Kind.REPORTS)})
        found = cursor.fetchone()
    return demand_open(version_by_id(organisation, found[0]) if found else None)


def before_storing(organisation: UUID, case: UUID, bundle_hash: bytes, channel: UUID, quota: Kind) -> Received | Before:
    """All that is read before a bundle is checked and stored, by one statement.

    Where these very bytes were stored before, the answer of the first time, and Conflict as `known.already_received`.
    """
    with prepared_cursor() as cursor:
        cursor.execute(_BEFORE, {**known.named(organisation, case), **_today(channel, quota)})
        row = cursor.fetchone()
    told = known.told_again(case, bundle_hash, Known(*row[4:]))
    return told or _before(organisation, *row[:4])


_BEFORE_TOGETHER: Final = f"""
SELECT o.id, o.used, o.encoded, o.hash, ARRAY(
  SELECT id FROM cases_case WHERE organisation_id = %(organisation)s AND id = ANY(%(ids)s::uuid[])
  UNION ALL
  SELECT id FROM cases_blob WHERE organisation_id = %(organisation)s AND id = ANY(%(ids)s::uuid[])
) AS taken
FROM (VALUES (1)) AS one LEFT JOIN ({_OPEN}) AS o ON true
"""  # noqa: S608 - texts of our own


def before_storing_together(
    organisation: UUID, ids: Iterable[UUID], channel: UUID, quota: Kind
) -> tuple[Before, set[UUID]]:
    """As `before_storing`, for bundles for one channel; and which of their ids, and their attachments', are taken."""
    with prepared_cursor() as cursor:
        cursor.execute(_BEFORE_TOGETHER, {"organisation": organisation, "ids": list(ids), **_today(channel, quota)})
        *found, taken = cursor.fetchone()
    return _before(organisation, *found), set(taken)


def _before(
    organisation: UUID, definition: UUID | None, used: int | None, entry: bytes | None, entry_hash: bytes | None
) -> Before:
    newest = None if definition is None else version_by_id(organisation, definition)
    return Before(newest, used or 0, entry, entry_hash)


def demand_open(definition: Definition | None) -> Definition:
    """A channel's newest definition as it was found; raises BundleError where there is none that is open."""
    if definition is None:
        message = _("This organisation has no such channel, or it is closed. Begin again from the channel's page.")
        raise BundleError("bundle/channel", message, "channel")
    return definition


def _today(channel: UUID, quota: Kind) -> dict[str, Any]:
    return {"channel": channel, "kind": quota.value, "day": clock.today()}


def sealed_under(newest: Definition, version: int) -> Definition:
    """The version that a bundle names, where what is published now differs from it only in what waits for a review.

    Else the newest. The category is sealed: a report of a category that was paused while it was written is taken.
    """
    if version == newest.version:
        return newest
    within = Definition.objects.filter(organisation=newest.organisation_id, channel=newest.channel_id)
    named = within.filter(version=version).first()
    return named if named is not None and pauses.asks_the_same(named.body, newest.body) else newest
