"""The bundle: a whole sealed report as one JSON document (protocol §7), decoded strictly and checked without a key."""

from dataclasses import dataclass
from typing import Final, Literal
from uuid import UUID

from django.utils.translation import gettext as _

from vouchsafe.cases import checks
from vouchsafe.cases.directory import Holders
from vouchsafe.cases.errors import BundleError, TooLarge
from vouchsafe.cases.wire import RECEIPT, Hash, SealedBlob, SealedGrant, SealedItem, Wire, decode
from vouchsafe.intake.errors import Outdated
from vouchsafe.vault.place import KINDS, KeyKind

MAX_BUNDLE: Final = 4 * 1024 * 1024
KINDS_SENT: Final = {kind: KINDS[kind] for kind in ("report", "title", "attachment")}


class Bundle(Wire, frozen=True):
    """A sealed report. Hashes are SHA-256; `directory` names the entry that the grants follow; `test` marks a trial."""

    version: Literal[1]
    channel: UUID
    questionnaire_version: int
    directory: Hash
    receipt_hash: Hash
    items: list[SealedItem]
    grants: list[SealedGrant]
    blobs: list[SealedBlob]
    test: bool = False


@dataclass(frozen=True, slots=True)
class Expected:
    """What a bundle must agree with: the channel as it is published, its key holders, the uploads that wait."""

    questionnaire_version: int
    holders: Holders
    uploads: checks.Uploads


def read_bundle(raw: bytes) -> Bundle:
    """Decode a bundle of at most `MAX_BUNDLE` bytes; raises BundleError that names the field."""
    if len(raw) > MAX_BUNDLE:
        raise TooLarge("bundle/too-large", _("This report is too large. Send long texts as attachments."))
    return decode(raw, Bundle)


def check_bundle(bundle: Bundle, expected: Expected) -> None:
    """Check all that can be seen without a key (protocol §7); raises BundleError or Outdated, the first fault found."""
    # 1. What it was sealed for is what is published now.
    if bundle.directory != expected.holders.directory_hash:
        message = _("The list of those who read reports has changed. Load it again and seal the report to it.")
        raise Outdated("bundle/directory-outdated", message, "directory")
    if bundle.questionnaire_version != expected.questionnaire_version:
        message = _("The questions of this channel have changed. Load them again and check your answers.")
        raise Outdated("bundle/questionnaire-outdated", message, "questionnaire_version")
    # 2. The items: one report, at most one title, and manifests, each under the case key as it was made.
    checks.check_items(bundle.items, KINDS_SENT)
    _check_report(bundle)
    # 3. The grants: the case key for every holder, each once, each sealed to one hybrid recipient.
    for position, grant in enumerate(bundle.grants):
        _check_first_case_key(grant.key_kind, grant.generation, f"grants[{position}]")
    checks.check_grants([grant.sealed for grant in bundle.grants])
    checks.check_holders(
        [grant.holder for grant in bundle.grants],
        required=expected.holders.recovery | {RECEIPT},
        choice=expected.holders.handlers,
    )
    # 4. The attachments: whole on the server, one manifest each.
    checks.check_blobs(bundle.blobs, bundle.items, expected.uploads)


def _check_report(bundle: Bundle) -> None:
    kinds = [item.kind for item in bundle.items]
    if kinds.count("report") != 1 or kinds.count("title") > 1:
        message = _("A report holds exactly one report document and at most one title. Seal it again.")
        raise BundleError("bundle/report-count", message, "items")
    for position, item in enumerate(bundle.items):
        _check_first_case_key(item.key_kind, item.generation, f"items[{position}]")


def _check_first_case_key(key_kind: int, generation: int, field: str) -> None:
    if key_kind != KeyKind.CASE:
        message = _("A report is sealed under its case key alone. Update the program that sends.")
        raise BundleError("bundle/key-kind-mismatch", message, f"{field}.key_kind")
    if generation != 0:
        message = _("A new report's key is the first of its case. Update the program that sends.")
        raise BundleError("bundle/generation", message, f"{field}.generation")
