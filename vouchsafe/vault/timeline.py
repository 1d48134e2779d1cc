"""A reporter's timeline: one file that proves, without keys or a server, what was sent and answered (protocol §21).

It is a page for people around JSON for machines, and below both the signature of the receipt's key over every byte
before. Each item in it bears its author's own signature. The page may say what it likes: only the JSON counts here.
"""

import re
import uuid
from dataclasses import dataclass, replace
from typing import Any, Final

import msgspec

from vouchsafe.vault.bodies import encode_body
from vouchsafe.vault.directory import Directory, verify_chain
from vouchsafe.vault.errors import Malformed, Refused, Tampered, Unsupported
from vouchsafe.vault.items import check_signature
from vouchsafe.vault.place import Place, case_id_of
from vouchsafe.vault.primitives import from_base64, from_hex, label, sha256
from vouchsafe.vault.signing import KEY_SIZE, SIGNATURE_SIZE, verify
from vouchsafe.vault.thread_items import REPORTER, Authors, Written, add_successors, authors_of, judge_author
from vouchsafe.vault.thread_types import ItemView, Opened

FORMAT: Final = "vouchsafe-timeline/1"
_TRAILER: Final = re.compile(rb"\n<!-- vouchsafe-timeline/1 ([0-9a-f]{64}) ([0-9a-f]{128}) -->\n\Z")
_BEGIN: Final = b'<pre id="vouchsafe-timeline" hidden="">'
_END: Final = b"</pre>"


class Arrival(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the record holds that the report arrived; `proof` are hashes in base64. Not judged here."""

    leaf: str
    index: int
    proof: list[str]
    checkpoint: str
    keys: list[str]


class _Item(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: uuid.UUID
    kind: str
    generation: int
    author: str
    signature: str
    body: dict[str, Any]
    sealed_sha256: str


class _LeftOut(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: uuid.UUID
    kind: str


class _Chain(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    entries: list[str]
    cards: list[str]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    format: str
    made_on: str
    organisation: uuid.UUID
    case: uuid.UUID
    directory: _Chain
    items: list[_Item]
    left_out: list[_LeftOut]
    findings: list[str]
    told: dict[str, Any]
    record: Arrival | None


@dataclass(frozen=True, slots=True)
class Timeline:
    """What a file proves: `items` in the order of the thread, each signed by who may write it.

    `sealed_sha256` of an item, `left_out` (kinds), `findings` and `made_on` are the reporter's word. `told` is the
    server's, which nobody signed. `record` proves nothing before it is judged.
    """

    made_on: str
    organisation: uuid.UUID
    case: uuid.UUID
    directory: Directory
    items: tuple[Opened, ...]
    left_out: tuple[str, ...]
    findings: tuple[str, ...]
    told: dict[str, Any]
    record: Arrival | None


def read_timeline(data: bytes) -> Timeline:
    """Verify a timeline. Raises Malformed, Unsupported, Tampered or DirectoryError for one that proves nothing."""
    # 1. Every byte is as the key below signed it.
    key, page = _signed_page(data)
    # 2. The machine's part, once and as its form demands.
    file = _machines_part(page)
    # 3. The directory chains, and the report is by the key of which the case id is made (§2, §3).
    directory = verify_chain(_bytes(file.directory.entries), _bytes(file.directory.cards))
    written = [_written(one, file.case) for one in file.items]
    authors = _authors(written, file, directory)
    # 4. Who signed the file has the newest receipt of the case, or an earlier one (§6).
    if add_successors(authors, written) or key not in authors.reporter_keys:
        raise Tampered("This timeline is not signed by a receipt of its case.")
    # 5. Each item is by somebody who may write its kind (§3).
    items = tuple(_judged(one, given, authors) for one, given in zip(written, file.items, strict=True))
    return Timeline(
        made_on=file.made_on,
        organisation=file.organisation,
        case=file.case,
        directory=directory,
        items=items,
        left_out=tuple(one.kind for one in file.left_out),
        findings=tuple(file.findings),
        told=file.told,
        record=file.record,
    )


def _signed_page(data: bytes) -> tuple[bytes, bytes]:
    """The key (32 bytes) that signed the file, and the page that it signed."""
    found = _TRAILER.search(data)
    if found is None:
        raise Malformed("This file does not end as a timeline does, so nothing shows that it is whole.")
    key = from_hex(found[1].decode(), KEY_SIZE)
    page = data[: found.start()]
    try:
        verify(key, from_hex(found[2].decode(), SIGNATURE_SIZE), label("timeline") + sha256(page))
    except Tampered:
        raise Tampered("This file was changed after it was signed, if only by one byte.") from None
    return key, page


def _machines_part(page: bytes) -> _File:
    if page.count(_BEGIN) != 1:
        raise Malformed("This file does not hold exactly one part for machines.")
    begin = page.index(_BEGIN) + len(_BEGIN)
    end = page.find(_END, begin)
    try:
        file = msgspec.json.decode(page[begin:end], type=_File)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Malformed("The part of this file for machines is not of the form of a timeline.") from None
    if file.format != FORMAT:
        raise Unsupported("This timeline is of another version.")
    return file


def _written(item: _Item, case: uuid.UUID) -> Written:
    """An item whose author's signature over its place and content holds."""
    place = Place(case, item.kind, item.id)
    author = from_hex(item.author, KEY_SIZE)
    try:
        body = encode_body(item.kind, item.body)
    except Refused as error:
        raise Malformed(error.message) from None
    check_signature(item.generation, place, author, from_hex(item.signature, SIGNATURE_SIZE), body)
    view = ItemView(item.id, item.kind, int(place.key_kind), item.generation, b"")
    return Written(view, author, item.body)


def _authors(written: list[Written], file: _File, directory: Directory) -> Authors:
    reports = [one for one in written if one.item.kind == "report"]
    if len(reports) != 1 or case_id_of(reports[0].author) != file.case:
        raise Tampered("This timeline does not hold the one report that its case is made of.")
    one = reports[0]
    report = Opened(one.item.id, "report", one.item.generation, REPORTER, one.author, one.body, "")
    if {directory.organisation, uuid.UUID(one.body["organisation"])} != {file.organisation}:
        raise Tampered("The report of this timeline is of another organisation.")
    return authors_of(report, directory)


def _judged(one: Written, given: _Item, authors: Authors) -> Opened:
    judged = judge_author(one, authors)
    if not isinstance(judged, Opened):
        raise Tampered("This timeline holds a document by somebody who may not write it.")
    return replace(judged, sealed_sha256=given.sealed_sha256)


def _bytes(texts: list[str]) -> list[bytes]:
    return [from_base64(text) for text in texts]
