"""The bundle: a whole sealed report as one JSON document (protocol §7), decoded strictly and checked without a key."""

from dataclasses import dataclass
from typing import Final, Literal
from uuid import UUID

from django.utils.translation import gettext as _

from vouchsafe.cases import checks
from vouchsafe.cases.directory import Holders
from vouchsafe.cases.errors import BundleError, Outdated, TooLarge
from vouchsafe.cases.wire import RECEIPT, Hash, SealedBlob, SealedGrant, SealedItem, Wire, decode
from vouchsafe.vault.place import KINDS, KeyKind

MAX_BUNDLE: Final = 4 * 1024 * 1024
APART: Final = ("identity", "subject")
"""Kinds that are sealed under keys which nobody holds whole (protocol §5)."""
IN_REPORT: Final = {kind: KINDS[kind] for kind in ("report", "title", "attachment", *APART)}
"""What a reporter sends."""
IN_ROOM: Final = {kind: KINDS[kind] for kind in ("report", "title", "letter")}
"""What a handler seals to open a reply room: the letter is what the subject is told."""


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


def check_bundle(bundle: Bundle, expected: Expected, kinds: checks.Kinds = IN_REPORT) -> None:
    """Check all that can be seen without a key (protocol §7); raises BundleError or Outdated, the first fault found.

    `kinds` is what such a bundle holds: `IN_REPORT` or `IN_ROOM`.
    """
    # 1. What it was sealed for is what is published now.
    if bundle.directory != expected.holders.directory_hash:
        message = _("The list of those who read reports has changed. Load it again and seal the report to it.")
        raise Outdated("bundle/directory-outdated", message, "directory")
    if bundle.questionnaire_version != expected.questionnaire_version:
        message = _("The questions of this channel have changed. Load them again and check your answers.")
        raise Outdated("bundle/questionnaire-outdated", message, "questionnaire_version")
    # 2. The items: one report, at most one of a title and of what is kept apart, and manifests, under first keys; a
    #    room holds one of each of its kinds.
    checks.check_items(bundle.items, kinds)
    _check_report(bundle)
    if kinds is IN_ROOM:
        checks.check_one_of_each(bundle.items, IN_ROOM)
    # 3. The grants: each key for every holder that it must have, each once, each sealed to one hybrid recipient.
    _check_grants(bundle, expected.holders)
    # 4. The attachments: whole on the server, one manifest each.
    checks.check_blobs(bundle.blobs, bundle.items, expected.uploads)


def _check_grants(bundle: Bundle, holders: Holders) -> None:
    """The case key for every recovery sheet, the receipt and at least one handler; shares for what is kept apart."""
    checks.check_grants([grant.sealed for grant in bundle.grants])
    apart = {int(KINDS[item.kind]) for item in bundle.items if item.kind in APART}
    for position, grant in enumerate(bundle.grants):
        if grant.key_kind not in {KeyKind.CASE, *apart}:
            message = _("A report's keys are those of what it holds. Update the program that sends.")
            raise BundleError("bundle/key-kind-mismatch", message, f"grants[{position}].key_kind")
        _check_first(grant.generation, f"grants[{position}]")
    granted = case_key_holders(bundle)
    checks.check_holders(granted, required=holders.recovery | {RECEIPT}, choice=holders.handlers)
    share_holders = holders.share_holders(granted)
    for key_kind in sorted(apart):
        checks.check_holders(_holders_of(bundle, key_kind), required=share_holders, choice=share_holders)


def case_key_holders(bundle: Bundle) -> list[str]:
    """To whom the case key was granted: fingerprints in hexadecimal, and the receipt."""
    return _holders_of(bundle, KeyKind.CASE)


def _holders_of(bundle: Bundle, key_kind: int) -> list[str]:
    return [grant.holder for grant in bundle.grants if grant.key_kind == key_kind]


def _check_report(bundle: Bundle) -> None:
    kinds = [item.kind for item in bundle.items]
    if kinds.count("report") != 1 or any(kinds.count(kind) > 1 for kind in ("title", *APART)):
        message = _("A report holds exactly one report document, and at most one title. Seal it again.")
        raise BundleError("bundle/report-count", message, "items")
    for position, item in enumerate(bundle.items):
        _check_first(item.generation, f"items[{position}]")


def _check_first(generation: int, field: str) -> None:
    if generation != 0:
        message = _("A new report's key is the first of its case. Update the program that sends.")
        raise BundleError("bundle/generation", message, f"{field}.generation")
