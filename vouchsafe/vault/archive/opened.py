"""Verifying `case.json` of an archive: a case that was taken away as it was opened (docs/export.md).

Who exported it could have written anything into it. So nothing is believed but what an author signed, by the same steps
as any reader's (`vault.thread`), without the keys.
"""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

from jsonschema import Draft202012Validator, FormatChecker

from vouchsafe.vault.bodies import decode_body
from vouchsafe.vault.directory import Directory, verify_chain
from vouchsafe.vault.errors import Malformed, Tampered, VaultError
from vouchsafe.vault.items import check_signature
from vouchsafe.vault.place import KINDS, Place
from vouchsafe.vault.primitives import from_base64
from vouchsafe.vault.thread_findings import entry_findings, part_findings, report_findings, seen_findings
from vouchsafe.vault.thread_items import (
    Written,
    add_successors,
    authors_of,
    judge_author,
    judge_report,
    unreadable,
)
from vouchsafe.vault.thread_types import Finding, FindingCode, Opened, ThreadEntry, Unreadable

FORMAT: Final = "vouchsafe-open-case/1"
DOCUMENT: Final = "case.json"

Document = dict[str, Any]
"""`case.json`, as its schema says."""


@dataclass(frozen=True, slots=True)
class KeptItem:
    """An item as an archive lists it: `sealed_sha256` is the exporter's word, which other items' `seen` may confirm."""

    id: uuid.UUID
    kind: str
    key_kind: int
    generation: int
    day: str
    sealed_sha256: str


@dataclass(frozen=True, slots=True)
class OpenedCase:
    """A case as far as it could be verified. `findings` are of this reading, not those of the exporter's browser."""

    directory: Directory
    report: Opened | None
    entries: tuple[ThreadEntry, ...]
    findings: tuple[Finding, ...]


def read_document(raw: bytes) -> Document:
    """Read `case.json`. Raises Malformed unless it is as its schema says."""
    try:
        document = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError):
        raise Malformed("case.json of this archive cannot be read.") from None
    problem = next(_validator().iter_errors(document), None)
    if problem is not None:
        raise Malformed(f"case.json of this archive is not as its schema says, at {problem.json_path}.")
    return dict(document)


def verify_case(document: Document) -> OpenedCase:
    """Verify what authors signed. Raises as `verify_chain`.

    And Tampered for another organisation's directory, or one that never listed the exporter's card.
    """
    case, channel = (uuid.UUID(document["case"][name]) for name in ("id", "channel"))
    # 1. The directory, from its first entry on (§2).
    directory = _directory(document)
    # 2. Each item was signed by its author for its place, and says what its kind may say (§3).
    items = [_kept(one) for one in document["items"]]
    signed = _once([_written(case, item, one) for item, one in zip(items, document["items"], strict=True)])
    # 3. The report is by the key of which the case id is made; of several only the first counts (§3).
    written, report = _judged_reports(case, signed)
    # 4. Every other author may write its kind (§3, §6).
    authors = None if report is None else authors_of(report, directory)
    forks = [] if authors is None else add_successors(authors, written)
    entries = [judge_author(one, authors) for one in written]
    # 5. What the bodies say about each other fits what is here (§2, §3).
    findings = [*forks, *entry_findings(entries), *seen_findings(entries, items), *part_findings(entries)]
    if report is None:
        findings.append(Finding(FindingCode.REPORT_MISSING, str(case)))
    else:
        findings += report_findings(report, channel, directory)
    return OpenedCase(directory, report, tuple(entries), tuple(dict.fromkeys(findings)))


def document_schema() -> dict[str, Any]:
    """The published JSON Schema of `case.json`."""
    text = (resources.files(__package__) / "opened.json").read_text("utf-8")
    return dict(json.loads(text))


def _directory(document: Document) -> Directory:
    parts = document["directory"]
    directory = verify_chain(*([from_base64(text) for text in parts[name]] for name in ("entries", "cards")))
    if str(directory.organisation) != document["organisation"]["id"]:
        raise Tampered("This archive shows the key holders of another organisation.")
    directory.card(bytes.fromhex(document["exported_by"]))
    return directory


def _kept(one: Document) -> KeptItem:
    about = (one["kind"], one["key_kind"], one["generation"], one["day"], one["sealed_sha256"])
    return KeptItem(uuid.UUID(one["id"]), *about)


def _written(case: uuid.UUID, item: KeptItem, one: Document) -> Written | Unreadable:
    if "unreadable" in one:
        return unreadable(item, one["unreadable"])
    if item.kind not in KINDS or item.kind == "blob":
        return unreadable(item, "vault/unsupported")
    place = Place(case, item.kind, item.id)
    if place.key_kind != item.key_kind:
        return unreadable(item, "vault/tampered")
    signed = one["signed"]
    try:
        author, signature = (from_base64(signed[name]) for name in ("author", "signature"))
        body = signed["body"].encode("utf-8", "surrogatepass")
        check_signature(item.generation, place, author, signature, body)
        return Written(item, author, decode_body(item.kind, body))
    except VaultError as error:
        return unreadable(item, error.code)


def _once(written: Sequence[Written | Unreadable]) -> list[Written | Unreadable]:
    """Of items with one id only the first counts."""
    seen: set[uuid.UUID] = set()
    once: list[Written | Unreadable] = []
    for one in written:
        item = one.item if isinstance(one, Written) else one
        repeated = item.id in seen
        seen.add(item.id)
        once.append(Unreadable(item.id, item.kind, "item/duplicate", item.sealed_sha256) if repeated else one)
    return once


def _judged_reports(
    case: uuid.UUID, written: Sequence[Written | Unreadable]
) -> tuple[list[Written | ThreadEntry], Opened | None]:
    report: Opened | None = None
    judged: list[Written | ThreadEntry] = []
    for one in written:
        if not isinstance(one, Written) or one.item.kind != "report":
            judged.append(one)
            continue
        entry = judge_report(one, case)
        if isinstance(entry, Opened) and report is not None:
            entry = unreadable(one.item, "item/duplicate")
        report = entry if isinstance(entry, Opened) else report
        judged.append(entry)
    return judged, report


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(document_schema(), format_checker=FormatChecker(["date"]))
