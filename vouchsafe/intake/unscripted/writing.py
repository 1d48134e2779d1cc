"""Writing again in a case that was opened here (protocol §9)."""

import json
from collections.abc import Callable, Sequence
from functools import partial
from typing import Literal
from uuid import UUID

from vouchsafe.cases.errors import Conflict
from vouchsafe.cases.models import Case
from vouchsafe.cases.wire import Addition, decode
from vouchsafe.common import clock
from vouchsafe.common.settling import settle
from vouchsafe.intake.services import write_again_unannounced
from vouchsafe.intake.unscripted import blobs, once
from vouchsafe.vault.attachments import AttachedFile, seal_attachment, seal_manifest
from vouchsafe.vault.compose import Purpose, key_for, seal_contest, seal_message
from vouchsafe.vault.receipt import Receipt
from vouchsafe.vault.thread import ReadCase
from vouchsafe.vault.wire import ItemJson

Meaning = Purpose | Literal["contest"]
"""What a message is for, where it is more than one; "contest" asks for another look at the outcome."""
SENT_BEFORE = "bundle/item-exists"
Sealing = Callable[[UUID], ItemJson]
"""Seals one item under the id that it gets."""


def write_one(case: Case, word: str, what: str, seal: Sealing, *, completes: UUID | None = None) -> bool:
    """Store the one item that a form of a page seals; False if that form of the page with this word sent one before.

    `completes`: the item of minutes that it says are right.

    Raises Stale, CaseError and VaultError; nothing is stored then.
    """
    item = seal(once.item_of(word, case.id, what))
    addition = decode(json.dumps({"items": [item], "blobs": []}).encode(), Addition)
    try:
        write_again_unannounced(case, addition, completes=completes)
    except Conflict as error:
        if error.code != SENT_BEFORE:
            raise
        settle()
        return False
    return True


def write(
    case: Case,
    read: ReadCase,
    receipt: Receipt,
    word: str,
    text: str,
    files: Sequence[AttachedFile] = (),
    purpose: Meaning | None = None,
) -> bool:
    """Seal a message with its files and store it; False if the page with this word sent one before.

    Raises Stale, CaseError, VaultError and OSError; nothing is stored then.
    """
    try:
        _write(case, read, receipt, word, text, files, purpose)
    except Conflict as error:
        if error.code != SENT_BEFORE:
            raise
        settle()
        return False
    return True


def _write(
    case: Case,
    read: ReadCase,
    receipt: Receipt,
    word: str,
    text: str,
    files: Sequence[AttachedFile],
    purpose: Meaning | None,
) -> None:
    item, today, signer = once.item_of(word, case.id), clock.today(), receipt.keys.signing
    current = key_for(read, "attachment")
    with blobs.laid_down(case.organisation_id) as lay_down:
        # 1. The files, straight from memory through the sealer onto the disk, and a manifest for each.
        sealed = [lay_down(file, partial(seal_attachment, current, case.id)) for file in files]
        manifests = [seal_manifest(current, case.id, signer, one, today) for one in sealed]
        parts = [part for _manifest, its_parts in manifests for part in its_parts]
        # 2. The message that vouches for them.
        if purpose == "contest":
            message = seal_contest(read, signer, text, today, parts, item=item)
        else:
            message = seal_message(read, signer, text, today, parts, purpose=purpose, item=item)
        # 3. Stored wholly or not at all.
        items = [message, *(manifest for manifest, _parts in manifests)]
        sizes = [{"id": str(one.blob), "size": one.seal.sealed_size} for one in sealed]
        addition = decode(json.dumps({"items": items, "blobs": sizes}).encode(), Addition)
        write_again_unannounced(case, addition, asks_meeting=purpose == "meeting")
