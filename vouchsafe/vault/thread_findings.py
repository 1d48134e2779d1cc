"""What the bodies of a case say about each other, held against what the server shows (protocol §2, §3)."""

import uuid
from collections.abc import Iterator, Sequence

from vouchsafe.vault.directory import Directory, Role
from vouchsafe.vault.thread_types import Finding, FindingCode, Listed, Opened, ThreadEntry, Unreadable


def seen_by(entry: ThreadEntry) -> list[str]:
    """Hashes (hex) of the items that the author of this entry had seen; none for kinds that do not say."""
    return list(entry.body.get("seen", ())) if isinstance(entry, Opened) else []


def entry_findings(entries: Sequence[ThreadEntry]) -> Iterator[Finding]:
    """Items that came twice, or from someone who may not write them."""
    codes = {"item/duplicate": FindingCode.DUPLICATE_ITEM, "author/not-allowed": FindingCode.FOREIGN_AUTHOR}
    for entry in entries:
        if isinstance(entry, Unreadable) and entry.reason in codes:
            yield Finding(codes[entry.reason], str(entry.id))


def report_findings(report: Opened, channel: uuid.UUID, directory: Directory) -> Iterator[Finding]:
    """Where the report was meant to go and to whom it was sealed, by the directory entry that it names (protocol §2).

    A handler who is missing was left out by the reporter; a missing recovery sheet, no handler at all, or a card too
    many is not the reporter's doing.
    """
    place = (report.body["organisation"], report.body["channel"])
    if place != (str(directory.organisation), str(channel)):
        yield Finding(FindingCode.CASE_MISMATCH, str(report.id))
    entry = bytes.fromhex(report.body["directory"])
    if entry not in directory:
        yield Finding(FindingCode.DIRECTORY_UNKNOWN, entry.hex())
        return
    handlers = _handlers(report, directory)
    expected = {card.fingerprint.hex() for card in directory.sealing_set(_channel(report), entry=entry)}
    sealed_to = set(report.body["sealed_to"])
    for stranger in sorted(sealed_to - expected):
        yield Finding(FindingCode.UNKNOWN_RECIPIENT, stranger)
    forgotten = sorted(expected - handlers - sealed_to)
    if forgotten or not handlers & sealed_to:
        yield Finding(FindingCode.SEALED_TO_MISMATCH, forgotten[0] if forgotten else str(report.id))


def excluded_handlers(report: Opened, directory: Directory) -> frozenset[bytes]:
    """Handlers (fingerprints) whom the reporter left out (protocol §7); they are granted no later key either."""
    if bytes.fromhex(report.body["directory"]) not in directory:
        return frozenset()
    return frozenset(map(bytes.fromhex, _handlers(report, directory) - set(report.body["sealed_to"])))


def independent_only(report: Opened, directory: Directory) -> bool:
    """Whether the reporter left out every handler who was not independent then, and somebody was (protocol §7)."""
    entry = bytes.fromhex(report.body["directory"])
    if entry not in directory:
        return False
    channel = _channel(report)
    independent = {card.fingerprint.hex() for card in directory.holders(channel, [Role.INDEPENDENT], entry=entry)}
    handlers = _handlers(report, directory)
    granted = handlers & set(report.body["sealed_to"])
    return bool(granted) and granted <= independent and not handlers <= independent


ERASING_OUTCOMES = ("unsupported", "outside-scope")
"""Where nothing is to stay of a case: what was kept apart in it is erased with the letter that closes it."""


def part_findings(entries: Sequence[ThreadEntry]) -> Iterator[Finding]:
    """Every item that a body vouches for must be here with that hash; blobs are held to theirs when they are opened.

    What was kept apart may be gone once a handler's signed letter closed the case so that it is erased (protocol §18).
    """
    gone = ("identity", "subject") if any(_erases(entry) for entry in entries) else ()
    here = {(entry.kind, str(entry.id), entry.sealed_sha256) for entry in entries}
    for entry in entries:
        for part in entry.body.get("parts", ()) if isinstance(entry, Opened) else ():
            if part["kind"] not in ("blob", *gone) and (part["kind"], part["id"], part["sha256"]) not in here:
                yield Finding(FindingCode.PART_MISSING, part["id"])


def seen_findings(entries: Sequence[ThreadEntry], items: Sequence[Listed]) -> Iterator[Finding]:
    """Gaps, and an order that contradicts what the authors had seen. `entries` are in the order of `items`."""
    places = _places(entries)
    for place, entry in enumerate(entries):
        for digest in seen_by(entry):
            earlier = places.get(digest)
            if earlier is None:
                yield Finding(FindingCode.GAP, digest)
            elif earlier > place and not _same_day(items, earlier, place):
                yield Finding(FindingCode.ORDER, str(entry.id))


def in_verified_order(entries: Sequence[ThreadEntry], report: Opened | None) -> list[ThreadEntry]:
    """The order that can be verified.

    The report, then as the server lists them, but each item after all that its author had seen. (A hash cannot be of
    something that holds it, so there are no circles.)
    """
    places = _places(entries)
    ordered: dict[int, ThreadEntry] = {}
    # The report first, by itself and not by its hash: a server may list its bytes once more, under another id.
    pending = sorted(range(len(entries)), key=lambda place: (entries[place] is not report, place), reverse=True)
    while pending:
        place = pending[-1]
        needed = [places[digest] for digest in seen_by(entries[place]) if digest in places]
        missing = [] if place in ordered else [other for other in needed if other not in ordered]
        if missing:
            pending += reversed(missing)
        else:
            ordered.setdefault(place, entries[place])
            pending.pop()
    return list(ordered.values())


def _erases(entry: ThreadEntry) -> bool:
    return isinstance(entry, Opened) and entry.kind == "letter" and entry.body.get("outcome") in ERASING_OUTCOMES


def _channel(report: Opened) -> uuid.UUID:
    return uuid.UUID(report.body["channel"])


def _handlers(report: Opened, directory: Directory) -> set[str]:
    entry = bytes.fromhex(report.body["directory"])
    return {card.fingerprint.hex() for card in directory.holders(_channel(report), [Role.HANDLER], entry=entry)}


def _places(entries: Sequence[ThreadEntry]) -> dict[str, int]:
    """Where each sealed hash stands first."""
    places: dict[str, int] = {}
    for place, entry in enumerate(entries):
        places.setdefault(entry.sealed_sha256, place)
    return places


def _same_day(items: Sequence[Listed], one: int, other: int) -> bool:
    """Rows of one day have no order on the server, so that it knows no times (protocol §8)."""
    return items[one].day is not None and items[one].day == items[other].day
