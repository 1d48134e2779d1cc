"""Opening the items of a case and judging who may have written them (protocol §3)."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from vouchsafe.vault.bodies import Body, decode_body
from vouchsafe.vault.directory import Directory, Role
from vouchsafe.vault.errors import VaultError
from vouchsafe.vault.grants import Grant
from vouchsafe.vault.items import open_item
from vouchsafe.vault.place import KINDS, KeyKind, Place, case_id_of
from vouchsafe.vault.shares import share_hash
from vouchsafe.vault.thread_keys import KeyRing
from vouchsafe.vault.thread_types import Finding, FindingCode, ItemView, Listed, Opened, Reader, ThreadEntry, Unreadable

REPORTER = "reporter"
_HANDLERS = (Role.HANDLER,)
_CORRESPONDENTS = (Role.HANDLER, Role.COORDINATOR)
_SHARE_HOLDERS = (Role.HANDLER, Role.COORDINATOR, Role.OVERSEER, Role.CUSTODIAN)

_BY_AUTHOR = frozenset({"report", "identity", "subject"})
"""Kinds that only the key which wrote the report may write."""
_BY_REPORTER = frozenset({"succession", "title", "message", "attachment", "checkin", "checked", "contest"})
"""Kinds that any of the reporter's keys may write."""
_BY_HOLDER: dict[str, tuple[Role, ...]] = {
    "title": _CORRESPONDENTS,
    "message": _CORRESPONDENTS,
    "attachment": _CORRESPONDENTS,
    "letter": _HANDLERS,
    "handover": _HANDLERS,
    "agreement": _HANDLERS,
    "release": _HANDLERS,
    "minutes": _HANDLERS,
    "note": _HANDLERS,
    "memo": _HANDLERS,
    "measure": _HANDLERS,
    "proposal": _HANDLERS,
    "verdict": _HANDLERS,
    "filing": _HANDLERS,
    "task": _HANDLERS,
    "conclusion": _HANDLERS,
    "request": _SHARE_HOLDERS,
    "decision": _SHARE_HOLDERS,
}
"""Kinds that cards with these roles may write."""


@dataclass(frozen=True, slots=True)
class Written:
    """An item that opened, with an author who signed it but who is not judged yet."""

    item: Listed
    author: bytes
    body: Body


@dataclass(frozen=True, slots=True)
class Authors:
    """Who may write: the report's author and their successors, and the cards accepted from the report's entry on.

    `shares` are the hashes of the shares that the report lists (protocol §5).
    """

    report_author: bytes
    directory: Directory
    channel: uuid.UUID
    since: bytes
    shares: frozenset[bytes]
    reporter_keys: set[bytes] = field(default_factory=set)

    def card_of(self, key: bytes, roles: tuple[Role, ...]) -> str | None:
        """The fingerprint (hex) of this signing key's card, when it has one of these roles; else None."""
        if self.since not in self.directory:
            return None
        card = self.directory.author(key, self.channel, since=self.since, roles=roles)
        return None if card is None else card.fingerprint.hex()


def authors_of(report: Opened, directory: Directory) -> Authors:
    """What a verified report says about who may write in its case."""
    author = report.author_key
    channel, since = uuid.UUID(report.body["channel"]), bytes.fromhex(report.body["directory"])
    shares = frozenset(map(bytes.fromhex, report.body.get("shares", ())))
    return Authors(author, directory, channel, since, shares, {author})


def unreadable(item: Listed, reason: str) -> Unreadable:
    """The item as one that could not be verified."""
    return Unreadable(item.id, item.kind, reason, item.sealed_sha256)


def open_written(item: ItemView, ring: KeyRing) -> Written | Unreadable:
    """Open one item under the key of its kind and generation, never by trial (protocol §3).

    Place, padding, size, signature and body are verified. Never raises for what the server sent: gives the reason.
    """
    place = Place(ring.case, item.kind, item.id)
    if item.kind not in KINDS or item.kind == "blob":
        return unreadable(item, "vault/unsupported")
    if place.key_kind != item.key_kind:
        return unreadable(item, "vault/tampered")
    key = ring.keys.get((place.key_kind, item.generation))
    if key is None:
        return unreadable(item, "key/apart" if place.key_kind.is_shared else "key/missing")
    try:
        opened = open_item(key, item.generation, place, item.sealed)
        return Written(item, opened.author, decode_body(item.kind, opened.body))
    except VaultError as error:
        return unreadable(item, error.code)


def judge_report(one: Written | Unreadable, case: uuid.UUID) -> ThreadEntry:
    """The report of a case is written by the key that the case id is made of; anybody else's is another's."""
    if isinstance(one, Unreadable):
        return one
    if case_id_of(one.author) != case:
        return unreadable(one.item, "report/not-this-case")
    return _opened(one, REPORTER)


def add_successors(authors: Authors, written: Iterable[Written | ThreadEntry]) -> list[Finding]:
    """Follow the reporter's keys from the report's author on, each to the next one that it names (protocol §6).

    Where a key names two, or goes back to an earlier one, nobody can tell which is the reporter's: none of them counts,
    and that is the finding.
    """
    named: dict[bytes, set[tuple[bytes, str]]] = defaultdict(set)
    for one in written:
        if isinstance(one, Written) and one.item.kind == "succession":
            named[one.author].add((bytes.fromhex(one.body["signing_key"]), one.body["recipient"]))
    present = authors.report_author
    while following := named.get(present):
        (key, _recipient), *others = following
        if others or key in authors.reporter_keys:
            return [Finding(FindingCode.SUCCESSION_FORK, present.hex())]
        authors.reporter_keys.add(key)
        present = key
    return []


def judge_author(one: Written | ThreadEntry, authors: Authors | None) -> ThreadEntry:
    """An opened item, once its author may write this kind; without a verified report (None) nobody may."""
    if not isinstance(one, Written):
        return one
    author = None if authors is None else _author(one, authors)
    return unreadable(one.item, "author/not-allowed") if author is None else _opened(one, author)


def is_reporters(grant: Grant, reader: Reader, case: uuid.UUID) -> bool:
    """Whether this is the reporter's to grant (protocol §4, §6).

    For a holder a first case key by the key of which the case id is made; for a receipt every first case key, and
    whatever it granted to itself.
    """
    if reader.role == "holder":
        return _is_first(grant) and case_id_of(grant.granter) == case
    return _is_first(grant) or (not grant.key_kind.is_shared and _is_own(grant, reader))


def may_grant_as_reporter(grant: Grant, reader: Reader) -> bool:
    """Whether the reporter granted it, of those that `is_reporters`.

    A receipt takes only what it granted to itself, so that neither the server nor whoever knows an earlier receipt can
    show it another case or another key.
    """
    return reader.role == "holder" or _is_own(grant, reader)


def is_handed_on(grant: Grant, reader: Reader, case: uuid.UUID) -> bool:
    """Whether this is a first case key which not the reporter granted: a holder may have it from a colleague (§4)."""
    return reader.role == "holder" and _is_first(grant) and case_id_of(grant.granter) != case


def may_grant(grant: Grant, authors: Authors | None) -> bool:
    """Whether this granter may grant this key: for a share who may hold one, else a correspondent (§4, §5).

    A share by the reporter is one that their signed report lists.
    """
    if authors is None:
        return False
    if not grant.key_kind.is_shared:
        return authors.card_of(grant.granter, _CORRESPONDENTS) is not None
    if grant.granter == authors.report_author:
        return share_hash(grant.key) in authors.shares
    return authors.card_of(grant.granter, _SHARE_HOLDERS) is not None


def _is_first(grant: Grant) -> bool:
    return (grant.key_kind, grant.generation) == (KeyKind.CASE, 0)


def _is_own(grant: Grant, reader: Reader) -> bool:
    return reader.role == "reporter" and grant.granter == reader.public


def _author(one: Written, authors: Authors) -> str | None:
    kind = one.item.kind
    if kind in _BY_AUTHOR and one.author == authors.report_author:
        return REPORTER
    if kind in _BY_REPORTER and one.author in authors.reporter_keys:
        return REPORTER
    return authors.card_of(one.author, _BY_HOLDER.get(kind, ()))


def _opened(one: Written, author: str) -> Opened:
    item = one.item
    return Opened(item.id, item.kind, item.generation, author, one.author, one.body, item.sealed_sha256)
