"""What the record proves of a case in an archive: that its entries stand under a signed checkpoint."""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from vouchsafe.tlog.checkpoints import open_checkpoint
from vouchsafe.tlog.errors import AnotherRecord, RecordError, Unreadable
from vouchsafe.tlog.leaves import Leaf, read_leaf
from vouchsafe.tlog.notes import read_verifier
from vouchsafe.tlog.tree import leaf_hash, verify_inclusion
from vouchsafe.vault.archive.opened import Document
from vouchsafe.vault.errors import VaultError
from vouchsafe.vault.primitives import from_base64

EXPORT: Final = "case:archived"
"""The tag of the act by which the archive was made."""


class ExportNotRecorded(RecordError):
    """The entries are proven, but the export itself is not among them."""

    def __init__(self) -> None:
        super().__init__(
            "record/export-missing",
            "The record does not show that this case was exported by whom the archive names: entries were left out.",
        )


def verify_record(document: Document, exporters: Collection[UUID], key: str | None) -> list[Leaf]:
    """The entries, each proven. `key`: the record's verifier key as its reader knows it, else the archive's own counts.

    1. The checkpoint is signed by the key. 2. Each leaf is in its one form, of this organisation and case. 3. Each is
    under the checkpoint's root. 4. One of them is an export by the member who holds the exporter's card (`exporters`).
    Raises RecordError. That no entry of the case was left out cannot be proven without the whole record.
    """
    record, case = document["record"], document["case"]["id"]
    now, _note = open_checkpoint(record["checkpoint"], read_verifier(key or record["key"]))
    leaves: list[Leaf] = []
    for entry in record["entries"]:
        raw = entry["leaf"].encode("utf-8", "surrogatepass")
        leaf = read_leaf(raw, entry["index"])
        if str(leaf.organisation) != document["organisation"]["id"] or leaf.objects.get("case") != case:
            raise AnotherRecord(case, str(leaf.objects.get("case")))
        verify_inclusion(entry["index"], now.size, leaf_hash(raw), _path(entry["proof"]), now.root)
        leaves.append(leaf)
    if not any(leaf.tag == EXPORT and leaf.actor in exporters for leaf in leaves):
        raise ExportNotRecorded
    return leaves


def _path(proof: list[str]) -> list[bytes]:
    try:
        return [from_base64(each) for each in proof]
    except VaultError as error:
        raise Unreadable("a proof is hashes in base64") from error
