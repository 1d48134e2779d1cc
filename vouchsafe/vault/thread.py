"""Reading a case without believing the server (protocol §2 to §4).

The one reader behind the terminal client and the exports; the browser's has the same steps.
What cannot be verified is an `Unreadable` entry with its reason, never skipped; what does not fit together is a
`Finding`; and where either concerns a key, that key is not given out for sealing.
"""

import uuid
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from vouchsafe.vault.grants import Grant
from vouchsafe.vault.place import KeyKind
from vouchsafe.vault.thread_findings import (
    entry_findings,
    excluded_handlers,
    in_verified_order,
    part_findings,
    report_findings,
    seen_by,
    seen_findings,
)
from vouchsafe.vault.thread_items import (
    add_successors,
    authors_of,
    is_handed_on,
    is_reporters,
    judge_author,
    judge_report,
    may_grant,
    may_grant_as_reporter,
    open_written,
    unreadable,
)
from vouchsafe.vault.thread_keys import HeldShare, KeyRing, open_grants
from vouchsafe.vault.thread_types import (
    CaseView,
    Finding,
    FindingCode,
    GrantView,
    ItemView,
    Opened,
    Pin,
    Pins,
    Reader,
    ThreadEntry,
    Unreadable,
    pin_name,
)
from vouchsafe.vault.wire import CurrentKey

__all__ = [
    "CaseView",
    "CurrentKey",
    "Finding",
    "FindingCode",
    "GrantView",
    "HeldShare",
    "ItemView",
    "Opened",
    "Pin",
    "Pins",
    "ReadCase",
    "Reader",
    "ThreadEntry",
    "Unreadable",
    "heads",
    "pin_name",
    "read_case",
]

_STOPS_SEALING = frozenset({FindingCode.DIRECTORY_UNKNOWN, FindingCode.CASE_MISMATCH})
_STOPS_SEALING_TO_REPORTER = frozenset({FindingCode.SUCCESSION_FORK})
_STOPS_SEALING_TO_FIRST_RECIPIENTS = frozenset({FindingCode.UNKNOWN_RECIPIENT, FindingCode.SEALED_TO_MISMATCH})


@dataclass(frozen=True, slots=True)
class ReadCase:
    """A case as far as it could be verified.

    `report` is the verified report, or None: then nobody else's word counts for anything.
    `entries` are all items that the server showed, readable or not, in the order that can be verified.
    `keys` are verified keys (32 bytes), `shares` verified shares of keys kept apart; `pins` is what to pin from now on.
    `excluded` are handlers (fingerprints) whom the reporter left out.
    """

    case: uuid.UUID
    report: Opened | None
    entries: tuple[ThreadEntry, ...]
    findings: tuple[Finding, ...]
    keys: dict[tuple[KeyKind, int], bytes]
    shares: tuple[HeldShare, ...]
    pins: dict[str, Pin]
    excluded: frozenset[bytes]
    newest: dict[KeyKind, CurrentKey]

    @property
    def is_room(self) -> bool:
        """Whether this is a reply room, as its author signed it (protocol §22), whatever the server says."""
        return self.report is not None and "room" in self.report.body

    def current(self, kind: KeyKind) -> CurrentKey | None:
        """The key to seal under, or None when nothing may be sealed under keys of this kind."""
        found = {finding.code for finding in self.findings}
        newest = self.newest.get(kind)
        if self.report is None or newest is None or found & _STOPS_SEALING:
            return None
        if kind == KeyKind.CASE and found & _STOPS_SEALING_TO_REPORTER:
            return None
        to_first_recipients = kind == KeyKind.CASE and newest.generation == 0
        return None if to_first_recipients and found & _STOPS_SEALING_TO_FIRST_RECIPIENTS else newest


def read_case(view: CaseView, reader: Reader) -> ReadCase:
    """Verify and open a case for one reader.

    Raises nothing for what the server sent: there always is a `ReadCase`, and it says what it is worth.
    """
    ring = KeyRing(view.case, reader.pins)
    # 1. This reader's grants open, and are what the server says they are (§4).
    grants = open_grants(view, reader.identity, ring)
    # 2. The first case key comes from the reporter, of whose key the case id is made; a receipt takes what it granted
    #    to itself (§3, §4, §6).
    first, later = _part(grants, lambda grant: is_reporters(grant, reader, view.case))
    _accept(ring, first, lambda grant: may_grant_as_reporter(grant, reader))
    #    A holder may have it from a colleague, if it opens the report (§4).
    repeated = _repeated(view)
    handed_on, later = _part(later, lambda grant: is_handed_on(grant, reader, view.case))
    _accept(ring, handed_on, lambda grant: _opens_report(view, grant, reader, repeated))
    # 3. The report is by the key of which the case id is made (§3).
    reports = _open_reports(view, ring, repeated)
    report = next((entry for entry in reports.values() if isinstance(entry, Opened)), None)
    # 4. Every other key comes from a card accepted from the report's directory entry on (§2, §4).
    authors = None if report is None else authors_of(report, reader.directory)
    _accept(ring, later, lambda grant: may_grant(grant, authors))
    # 5. What was pinned is still here (§4).
    ring.check_pins()
    # 6. Every item opens at its place, once (§3).
    written = [
        reports.get(place) or (unreadable(item, "item/duplicate") if place in repeated else open_written(item, ring))
        for place, item in enumerate(view.items)
    ]
    # 7. Its author may write its kind: a key of the reporter, each named by the one before it, or a card (§3, §6).
    forks = [] if authors is None else add_successors(authors, written)
    if authors is not None and reader.role == "reporter" and reader.public not in authors.reporter_keys:
        return _not_this_readers(view, ring, repeated, forks)
    entries = [judge_author(one, authors) for one in written]
    # 8. What the bodies say about each other fits what the server shows (§2, §3).
    findings = [
        *ring.findings,
        *forks,
        *entry_findings(entries),
        *seen_findings(entries, view.items),
        *part_findings(entries),
    ]
    if report is None:
        findings.append(Finding(FindingCode.REPORT_MISSING, str(view.case)))
        return _read(ring, None, entries, findings, frozenset())
    findings += report_findings(report, view.channel, reader.directory)
    excluded = excluded_handlers(report, reader.directory)
    return _read(ring, report, in_verified_order(entries, report), findings, excluded)


def heads(read: ReadCase, kinds: Collection[str]) -> list[str]:
    """Hashes (hex, ascending) for `seen` of the next item: opened items of these kinds that no other of them has seen.

    A message names only kinds that the reporter can read, else the reporter would find a gap (protocol §3).
    """
    relevant = [entry for entry in read.entries if isinstance(entry, Opened) and entry.kind in kinds]
    seen = {digest for entry in relevant for digest in seen_by(entry)}
    return sorted(entry.sealed_sha256 for entry in relevant if entry.sealed_sha256 not in seen)


def _part(grants: Iterable[Grant], rule: Callable[[Grant], bool]) -> tuple[list[Grant], list[Grant]]:
    yes: list[Grant] = []
    no: list[Grant] = []
    for grant in grants:
        (yes if rule(grant) else no).append(grant)
    return yes, no


def _accept(ring: KeyRing, grants: list[Grant], is_trusted: Callable[[Grant], bool]) -> None:
    """Accept the grants of trusted granters, and say what is wrong with the others."""
    for grant in grants:
        if is_trusted(grant):
            ring.accept(grant)
        else:
            is_desk = grant.key_kind == KeyKind.DESK
            code = FindingCode.FOREIGN_DESK_KEY if is_desk else FindingCode.GRANT_INVALID
            ring.reject(code, grant.key_kind, grant.generation)


def _opens_report(view: CaseView, grant: Grant, reader: Reader, repeated: set[int]) -> bool:
    """Whether a first case key which a colleague handed on opens the report of this case.

    The colleague's card is accepted from the report's directory entry on. The report is by the key of which the case id
    is made, so no other key can stand in for it.
    """
    alone = KeyRing(view.case, {})
    alone.accept(grant)
    reports = _open_reports(view, alone, repeated).values()
    report = next((entry for entry in reports if isinstance(entry, Opened)), None)
    return report is not None and may_grant(grant, authors_of(report, reader.directory))


def _repeated(view: CaseView) -> set[int]:
    """Places of items whose id an item before them has."""
    first: dict[uuid.UUID, int] = {}
    return {place for place, item in enumerate(view.items) if first.setdefault(item.id, place) != place}


def _open_reports(view: CaseView, ring: KeyRing, repeated: set[int]) -> dict[int, ThreadEntry]:
    """All items of kind report, by place; of several verified ones only the first counts."""
    reports: dict[int, ThreadEntry] = {}
    for place, item in enumerate(view.items):
        if item.kind != "report" or place in repeated:
            continue
        entry = judge_report(open_written(item, ring), view.case)
        is_second = isinstance(entry, Opened) and any(isinstance(other, Opened) for other in reports.values())
        reports[place] = unreadable(item, "item/duplicate") if is_second else entry
    return reports


def _not_this_readers(view: CaseView, ring: KeyRing, repeated: set[int], forks: list[Finding]) -> ReadCase:
    """The receipt is another case's: nothing is opened with keys that somebody slipped in."""
    ring.clear()
    findings = [
        *ring.findings,
        *forks,
        *(Finding(FindingCode.DUPLICATE_ITEM, str(view.items[place].id)) for place in sorted(repeated)),
        Finding(FindingCode.CASE_MISMATCH, str(view.case)),
        Finding(FindingCode.REPORT_MISSING, str(view.case)),
    ]
    entries: list[ThreadEntry] = [unreadable(item, "key/missing") for item in view.items]
    return _read(ring, None, entries, findings, frozenset())


def _read(
    ring: KeyRing,
    report: Opened | None,
    entries: list[ThreadEntry],
    findings: list[Finding],
    excluded: frozenset[bytes],
) -> ReadCase:
    newest = {kind: current for kind in KeyKind if (current := ring.newest(kind)) is not None}
    return ReadCase(
        case=ring.case,
        report=report,
        entries=tuple(entries),
        findings=tuple(findings),
        keys=dict(ring.keys),
        shares=tuple(ring.shares),
        pins=ring.new_pins(),
        excluded=excluded,
        newest=newest,
    )
