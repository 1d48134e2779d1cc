"""The ledger compared with what there is: rows, receipts, and the bytes in the object store."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from bench.reporter import API, JSON
from deploy.drills.ledger import Entry, Ledger, Refused
from deploy.local.store import connect_to
from vouchsafe.vault.errors import VaultError
from vouchsafe.vault.grants import open_grant
from vouchsafe.vault.primitives import from_base64, to_base64

_ROWS = """
SELECT c.receipt_hash,
  (SELECT array_agg(encode(sha256(i.sealed), 'hex')) FROM cases_item i WHERE i.case_id = c.id),
  (SELECT count(*) FROM cases_grant g WHERE g.case_id = c.id),
  (SELECT array_agg(b.id) FROM cases_blob b WHERE b.case_id = c.id),
  (SELECT count(*) FROM cases_casekey k WHERE k.case_id = c.id)
FROM cases_case c WHERE c.id = %s OR c.receipt_hash = %s
"""


@dataclass
class Verdict:
    """What became of the reports. All three lists are empty where all is as it must be."""

    acknowledged: int = 0
    lost: list[UUID] = field(default_factory=list)
    doubled: list[UUID] = field(default_factory=list)
    half: list[tuple[UUID, str]] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        """Whether no report is lost, doubled or half."""
        return not (self.lost or self.doubled or self.half)


def compare(ledger: Ledger) -> Verdict:
    """Every report that was begun, with what there is of it now. Call it once the ledger is no longer kept."""
    verdict = Verdict(acknowledged=len(ledger.acknowledged))
    for entry in ledger.begun:
        case = entry.bundle.case_id
        rows = ledger.cluster.rows(_ROWS, case, entry.bundle.receipt_hash)
        if len(rows) > 1:
            verdict.doubled.append(case)
        elif rows:
            wrong = _in_rows(entry, rows[0]) or _by_receipt(ledger, entry) or _in_store(ledger, entry)
            verdict.half += [(case, wrong)] if wrong else []
        elif case in ledger.acknowledged:
            verdict.lost.append(case)
    return verdict


def _in_rows(entry: Entry, row: Sequence[Any]) -> str:
    """What of a report's rows is missing or too much; "" for nothing."""
    receipt_hash, items, grants, blobs, keys = row
    bundle = entry.bundle
    sealed = sorted(hashlib.sha256(from_base64(item["sealed"])).hexdigest() for item in bundle.items)
    there = {
        "receipt": receipt_hash == bundle.receipt_hash,
        "items": sorted(items or []) == sealed,
        "grants": grants == len(bundle.grants),
        "blobs": sorted(blobs or []) == sorted(blob for blob, _size in bundle.blobs),
        "key": keys == 1,
    }
    return ", ".join(name for name, is_right in there.items() if not is_right)


def _by_receipt(ledger: Ledger, entry: Entry) -> str:
    """What the receipt does not open: the erasure key may be missing, though every row is there."""
    body = json.dumps({"lookup_token": to_base64(entry.receipt.lookup_token)}).encode()
    try:
        answer = ledger.until(200, "POST", f"{API}/mailbox", body, JSON)
    except Refused as refused:
        return str(refused)
    try:
        keys = [
            open_grant(entry.receipt.keys.identity, from_base64(grant["sealed"])).key
            for grant in json.loads(answer.body)["grants"]
        ]
    except VaultError as error:
        return f"grant {error}"
    return "" if entry.case_key in keys else "case key"


def _in_store(ledger: Ledger, entry: Entry) -> str:
    """Whether the blob's bytes are those that were sent."""
    for blob, _size in entry.bundle.blobs:
        ((organisation,),) = ledger.cluster.rows("SELECT organisation_id FROM cases_blob WHERE id = %s", blob)
        client = connect_to(ledger.cluster.machines["s3"].address, ledger.cluster.keys)
        found = client.get_object(Bucket="vouchsafe", Key=f"new/{organisation}/{blob}")["Body"].read()
        if found != entry.sealed:
            return "bytes of a blob"
    return ""
