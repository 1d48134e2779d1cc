"""What the server can check of sealed content without a key: ids, kinds, shapes, sizes, counts (protocol §3, §4, §7).

Every function returns None or raises BundleError with the field at fault. Nothing here reads a database.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Final, Protocol
from uuid import RFC_4122, UUID

from django.utils.translation import gettext as _

from vouchsafe.cases.errors import BundleError, TooLarge
from vouchsafe.cases.wire import RECEIPT, Addition, NewReceipt, SealedBlob, SealedItem
from vouchsafe.vault import grants as vault_grants
from vouchsafe.vault import items as vault_items
from vouchsafe.vault import padding
from vouchsafe.vault.errors import VaultError
from vouchsafe.vault.place import KINDS, KeyKind

MAX_ITEMS: Final = 64
MAX_ITEM_SIZE: Final = 512 * 1024
MAX_BLOBS: Final = 32
MAX_BLOB_SIZE: Final = padding.blob_sealed_size(2 * 1024**3)
MAX_GRANTS: Final = 1024
MAX_GENERATION: Final = 2**31 - 1
MANIFEST: Final = "attachment"

Kinds = Mapping[str, KeyKind]


class Uploads(Protocol):
    """The uploads of one organisation that wait for what they belong to."""

    def take(self, blob: UUID, size: int) -> bytes | None:
        """The first bytes (header and nonce) of a blob of this id and sealed size.

        None unless it is on the server, whole, and not about to be swept away. If it is, whoever uploaded it can no
        longer take it back.
        """


FROM_REPORTER: Final[Kinds] = {kind: KINDS[kind] for kind in ("message", "attachment", "checkin", "checked", "contest")}
"""What a returning reporter may write."""
FROM_SUBJECT: Final[Kinds] = {kind: KINDS[kind] for kind in ("message", "attachment")}
"""What somebody may write who answers in a reply room."""
ROTATION: Final[Kinds] = {"succession": KINDS["succession"]}
"""What a reporter writes who comes to a new receipt."""
FROM_DESK: Final[Kinds] = {
    kind: KINDS[kind] for kind in ("title", "message", "attachment", "note", "filing", "task", "minutes", "measure")
}
"""What a handler may write now. The other kinds come with the steps that they belong to."""
FROM_DESK_IN_ROOM: Final[Kinds] = {kind: key for kind, key in FROM_DESK.items() if kind not in ("minutes", "measure")}
"""What of it a handler may write in a reply room: a meeting and measures of protection are a reporter's."""
QUESTION: Final[Kinds] = {kind: KINDS[kind] for kind in ("message", "attachment")}
"""What a handler asks the reporter, or tells them beside an act."""
REASONS: Final[Kinds] = {"note": KINDS["note"]}
"""Reasons that only handlers read."""

PROPOSALS: Final[Kinds] = {kind: KINDS[kind] for kind in ("handover",)}
"""What proposes an act that takes two people."""
DESK_PROPOSAL: Final[Kinds] = {"proposal": KINDS["proposal"]}
"""What proposes an act that handlers alone read of."""
DESK_VERDICT: Final[Kinds] = {"verdict": KINDS["verdict"]}
"""What one of them says to it."""
CONCLUSION: Final[Kinds] = {"conclusion": KINDS["conclusion"]}
"""What says what came of a case."""
CLOSING_LETTER: Final[Kinds] = {"letter": KINDS["letter"]}
"""What tells the reporter."""
AGREEMENT: Final[Kinds] = {"agreement": KINDS["agreement"]}
"""What one of them says to a proposal."""
REQUEST: Final[Kinds] = {"request": KINDS["request"]}
"""What asks to open what is kept apart."""
DECISION: Final[Kinds] = {"decision": KINDS["decision"]}
"""What somebody says to such a request."""


def check_addition(addition: Addition, kinds: Kinds, uploads: Uploads) -> None:
    """What is added to a case: at least one item, all of `kinds`, and the blobs that they need."""
    if not addition.items:
        raise BundleError("bundle/empty", _("There is nothing in this. Write something, then send it."), "items")
    check_items(addition.items, kinds)
    check_blobs(addition.blobs, addition.items, uploads)


def check_has(items: Sequence[SealedItem], kind: str) -> None:
    """Exactly one of the items is of this kind."""
    if sum(item.kind == kind for item in items) != 1:
        raise BundleError(
            "bundle/one-of-kind", _("Send exactly one text with this. Reload and write it again."), "items"
        )


def check_one_of_each(items: Sequence[SealedItem], kinds: Kinds) -> dict[str, SealedItem]:
    """Exactly one item of each of `kinds`, and no other; by kind."""
    check_items(items, kinds)
    found = {item.kind: item for item in items}
    if len(items) != len(kinds) or len(found) != len(kinds):
        message = _("This takes exactly one document of each kind. Reload the page and do it again.")
        raise BundleError("bundle/one-of-each", message, "items")
    return found


def check_new_receipt(new: NewReceipt) -> None:
    """One succession, and grants to the receipt alone. Whether they are of the right keys, the store tells."""
    check_items([new.item], ROTATION)
    for position, grant in enumerate(new.grants):
        if grant.holder != RECEIPT:
            message = _("A new receipt gives keys to itself alone. Update the program that sends.")
            raise BundleError("bundle/wrong-holders", message, f"grants[{position}].holder")
    check_grants([grant.sealed for grant in new.grants])


def check_items(items: Sequence[SealedItem], kinds: Kinds) -> None:
    """Each item is one of `kinds`, under the key kind of its kind, once, of the one shape and a padded size."""
    _check_count(items, MAX_ITEMS, "items")
    _check_unique([item.id for item in items], "items", "bundle/duplicate-item")
    for position, item in enumerate(items):
        _check_item(item, f"items[{position}]", kinds)


def check_blobs(blobs: Sequence[SealedBlob], items: Sequence[SealedItem], uploads: Uploads) -> None:
    """Each blob is a padded size, whole on the server, once; and there is one manifest item for each."""
    _check_count(blobs, MAX_BLOBS, "blobs")
    _check_unique([blob.id for blob in blobs], "blobs", "bundle/duplicate-blob")
    if sum(item.kind == MANIFEST for item in items) != len(blobs):
        message = _("Each attachment needs exactly one sealed manifest. Attach the files again.")
        raise BundleError("bundle/manifest-count", message, "blobs")
    for position, blob in enumerate(blobs):
        check_blob_size(blob.size, f"blobs[{position}].size")
        head = uploads.take(blob.id, blob.size)
        if head is None:
            message = _("This attachment has not arrived whole, or too long ago. Send it again.")
            raise BundleError("bundle/blob-missing", message, f"blobs[{position}]")
        try:
            vault_items.is_blob_shape(head, blob.size)
        except VaultError as error:
            message = _("This attachment is not one file under the case's key alone. Seal it again.")
            raise BundleError("bundle/blob-shape", message, f"blobs[{position}]") from error


def check_blob_size(size: int, field: str | None = None) -> None:
    """The size in bytes is one that a padded, sealed attachment can have, and not above the limit."""
    if size > MAX_BLOB_SIZE:
        raise TooLarge("bundle/blob-too-large", _("This attachment is larger than 2 GiB. Send it in parts."), field)
    if not padding.is_blob_size(size):
        message = _("This attachment was not padded, so its size would tell about it. Seal it again.")
        raise BundleError("bundle/unpadded-blob", message, field)


def read_length(header: str | None) -> int:
    """The sealed size in bytes that an Upload-Length header announces, checked by `check_blob_size`."""
    if header is None or not re.fullmatch(r"[0-9]{1,15}", header):
        message = _("Say with Upload-Length how many sealed bytes will come.")
        raise BundleError("bundle/upload-length", message, "Upload-Length")
    check_blob_size(int(header), "Upload-Length")
    return int(header)


def check_grants(sealed: Sequence[bytes], field: str = "grants") -> None:
    """Each grant is an age file for exactly one hybrid recipient, of the one length."""
    _check_count(sealed, MAX_GRANTS, field)
    for position, grant in enumerate(sealed):
        try:
            vault_grants.is_grant_shape(grant)
        except VaultError as error:
            message = _("A key was not sealed to exactly one post-quantum recipient. Seal it again.")
            raise BundleError("bundle/grant-shape", message, f"{field}[{position}].sealed") from error


def check_holders(holders: Sequence[str], required: Collection[str], choice: Collection[str]) -> None:
    """`holders`, each once, are all of `required` and at least one of `choice`, and nobody else."""
    _check_unique(holders, "grants", "bundle/duplicate-grant")
    for position, holder in enumerate(holders):
        if holder not in required and holder not in choice:
            message = _("A key was sealed to somebody who is not to read here. Read the directory again and reseal.")
            raise BundleError("bundle/wrong-holders", message, f"grants[{position}].holder")
    if not set(required) <= set(holders):
        message = _("A key was not sealed to everyone who must hold it. Read the directory again and reseal.")
        raise BundleError("bundle/wrong-holders", message, "grants")
    if not set(choice) & set(holders):
        message = _("Nobody who handles this channel could read this. Seal it to at least one handler.")
        raise BundleError("bundle/no-handler", message, "grants")


def check_generation(generation: int, field: str) -> None:
    """A key's generation is a number that can be stored."""
    if not 0 <= generation <= MAX_GENERATION:
        raise BundleError("bundle/generation", _("There is no such generation of this key. Reload and reseal."), field)


def _check_item(item: SealedItem, field: str, kinds: Kinds) -> None:
    _check_random_id(item.id, f"{field}.id")
    if item.kind not in kinds:
        message = _("This kind of document cannot be sent here. Update the program that sends.")
        raise BundleError("bundle/kind-not-allowed", message, f"{field}.kind")
    if item.key_kind != kinds[item.kind]:
        message = _("This kind of document belongs under another key. Update the program that sends.")
        raise BundleError("bundle/key-kind-mismatch", message, f"{field}.key_kind")
    check_generation(item.generation, f"{field}.generation")
    if len(item.sealed) > MAX_ITEM_SIZE:
        raise TooLarge("bundle/item-too-large", _("This text is too long. Shorten it."), f"{field}.sealed")
    if not padding.is_item_size(len(item.sealed)):
        message = _("This document was not padded, so its size would tell about it. Seal it again.")
        raise BundleError("bundle/unpadded-item", message, f"{field}.sealed")
    try:
        vault_items.is_item_shape(item.sealed)
    except VaultError as error:
        message = _("This is not one document under the case's key alone. Seal it again.")
        raise BundleError("bundle/item-shape", message, f"{field}.sealed") from error


def _check_random_id(value: UUID, field: str) -> None:
    if value.version != 4 or value.variant != RFC_4122:  # noqa: PLR2004 - the version of random UUIDs
        raise BundleError("bundle/id", _("An id must be a random UUID, version 4. Make a new one."), field)


def _check_count(things: Sequence[object], limit: int, field: str) -> None:
    if len(things) > limit:
        message = _("More than %(limit)d of these at once. Send them in parts.") % {"limit": limit}
        raise TooLarge("bundle/too-many", message, field)


def _check_unique(values: Sequence[object], field: str, code: str) -> None:
    seen: set[object] = set()
    for position, value in enumerate(values):
        if value in seen:
            raise BundleError(code, _("This stands here twice. Send each once."), f"{field}[{position}]")
        seen.add(value)
