"""Sealing a report on the reporter's machine (protocol §7).

A `ReportSealer` makes the case's key; attachments are sealed and uploaded under it; `finish` seals the rest into a
`Bundle`, which is sent as it is, again and again until it was answered.
"""

import datetime as dt
import json
import os
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from vouchsafe.vault.apart import KeptApart, seal_apart
from vouchsafe.vault.attachments import AttachedFile, SealedAttachment, seal_attachment, seal_manifest
from vouchsafe.vault.directory import Directory, Role
from vouchsafe.vault.errors import DirectoryError, Refused
from vouchsafe.vault.place import KeyKind
from vouchsafe.vault.primitives import to_base64
from vouchsafe.vault.receipt import Receipt
from vouchsafe.vault.stanza import KEY_SIZE
from vouchsafe.vault.wire import (
    CurrentKey,
    GrantJson,
    ItemJson,
    Part,
    Target,
    card_target,
    grant_to,
    part_of,
    seal_body,
)

Entry = Mapping[str, str | Sequence[str]]
"""One entry of a repeated question, by part id."""
Answers = Mapping[str, str | Sequence[str] | Sequence[Entry]]
"""What was answered, by field id."""
Apart = Mapping[str, Answers]
"""What is kept apart: the answers of an item by its kind, "identity" (who reports) or "subject" (whom it concerns)."""
URGENT = "urgent"
"""The answer that the title repeats, so that a list of cases can show it."""


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """The published questionnaire that was answered: its version, and the SHA-256 (32 bytes) of its definition."""

    version: int
    sha256: bytes


@dataclass(frozen=True, slots=True)
class Bundle:
    """A sealed report, ready to be sent by `PUT` under its case id. `blobs` are (id, sealed size in bytes)."""

    case_id: uuid.UUID
    channel: uuid.UUID
    questionnaire_version: int
    directory: bytes
    receipt_hash: bytes
    items: tuple[ItemJson, ...]
    grants: tuple[GrantJson, ...]
    blobs: tuple[tuple[uuid.UUID, int], ...]
    test: bool = False

    def to_json(self) -> bytes:
        """The bytes to send: the same for every try, so that the server knows a retry."""
        body = {
            "version": 1,
            "channel": str(self.channel),
            "questionnaire_version": self.questionnaire_version,
            "directory": self.directory.hex(),
            "receipt_hash": self.receipt_hash.hex(),
            "items": self.items,
            "grants": self.grants,
            "blobs": [{"id": str(blob), "size": size} for blob, size in self.blobs],
            **({"test": True} if self.test else {}),
        }
        return json.dumps(body, sort_keys=True, separators=(",", ":")).encode("ascii")


class ReportSealer:
    """Seals one report. Its case key is new, and stays the same when the report must be sealed again."""

    def __init__(
        self,
        receipt: Receipt,
        directory: Directory,
        channel: uuid.UUID,
        questionnaire: Questionnaire,
        *,
        excluded: Collection[bytes] = (),
        test: bool = False,
    ) -> None:
        """`excluded` are fingerprints of handlers whom the reporter leaves out; `test` marks a trial of the channel.

        A fingerprint leaves out its holder, whichever card they have when the report is sealed. Raises Refused when
        nobody would be left to read the report, or no recovery sheet is known, DirectoryError for an unknown card.
        """
        self.case_id = receipt.case_id
        self.case_key = os.urandom(KEY_SIZE)
        self._receipt = receipt
        self._directory = directory
        self._channel = channel
        self._questionnaire = questionnaire
        self._excluded = frozenset(excluded)
        self._test = test
        self._attachments: list[SealedAttachment] = []
        self._targets()

    @property
    def _current(self) -> CurrentKey:
        return CurrentKey(0, self.case_key)

    def seal_attachment(self, file: AttachedFile, sink: BinaryIO, *, blob: uuid.UUID | None = None) -> SealedAttachment:
        """Seal a file into `sink`; it belongs to the report from now on. Raises as `blobs.seal_blob`."""
        attachment = seal_attachment(self._current, self.case_id, file, sink, blob=blob)
        self._attachments.append(attachment)
        return attachment

    def adopt(self, directory: Directory) -> None:
        """Take a newer directory, after the server said that this one is outdated (protocol §2).

        Raises DirectoryError `directory/not-descendant` unless it continues the one at hand: then stop.
        """
        if self._directory.head_hash not in directory:
            raise DirectoryError(
                "The server names recipients that do not follow from those you saw. Nothing was sent.",
                code="directory/not-descendant",
            )
        self._directory = directory

    def finish(
        self,
        answers: Answers,
        title: str,
        sent_on: dt.date,
        *,
        category: str | None = None,
        apart: Apart | None = None,
        handed_over: Mapping[str, object] | None = None,
        room: Mapping[str, object] | None = None,
    ) -> Bundle:
        """Seal the report. `sent_on` is today in UTC, without the time. Raises Refused for answers of a wrong form.

        `category` is the one that was chosen, by its id; the title repeats it, so that a list of cases can show it.
        `handed_over` stands in a report that another organisation hands over (protocol §16), `room` in
        the one of a reply room, which is no report (protocol §22).
        """
        # 1. Everything that the report vouches for: the title, and each attachment's manifest and blob (§3).
        marks = {URGENT: answers.get(URGENT), "category": category}
        told = {name: value for name, value in marks.items() if value is not None}
        title_item = self._seal("title", {"sent_on": sent_on.isoformat(), "revision": 0, "title": title, **told})
        manifests: list[ItemJson] = []
        parts = [part_of(title_item)]
        for attachment in self._attachments:
            signer = self._receipt.keys.signing
            manifest, its_parts = seal_manifest(self._current, self.case_id, signer, attachment, sent_on)
            manifests.append(manifest)
            parts += its_parts
        # 2. What is kept apart, each under a key of its own that nobody holds whole (§5).
        kept = self._seal_apart(apart or {}, sent_on)
        parts += [part_of(one.item) for one in kept]
        # 3. The report itself, which also says to whom it was sealed and by which entry (§2).
        targets = self._targets()
        shares = sorted(digest for one in kept for digest in one.share_hashes)
        special = {"handed_over": handed_over, "room": room}
        extra = {name: dict(value) for name, value in special.items() if value is not None}
        report = self._seal("report", self._body(answers, sent_on, targets, parts, shares) | extra)
        # 4. One grant of the case key for each card, and one for the receipt; one share for each share holder (§4).
        grants = [*self._grants(targets), *(grant for one in kept for grant in one.grants)]
        return Bundle(
            case_id=self.case_id,
            channel=self._channel,
            questionnaire_version=self._questionnaire.version,
            directory=self._directory.head_hash,
            receipt_hash=self._receipt.lookup_hash,
            items=(report, title_item, *(one.item for one in kept), *manifests),
            grants=tuple(grants),
            blobs=tuple((attachment.blob, attachment.seal.sealed_size) for attachment in self._attachments),
            test=self._test,
        )

    def _seal(self, kind: str, body: dict[str, object]) -> ItemJson:
        return seal_body(self._current, self.case_id, self._receipt.keys.signing, kind, body)

    def _seal_apart(self, apart: Apart, sent_on: dt.date) -> list[KeptApart]:
        cards = self._directory.share_holders(self._channel)
        left_out = self._left_out()
        holders = [card_target(card) for card in cards if card.fingerprint not in left_out]
        signer = self._receipt.keys.signing
        return [
            seal_apart(
                kind,
                {"sent_on": sent_on.isoformat(), "answers": _plain_all(apart[kind])},
                self.case_id,
                signer,
                holders,
            )
            for kind in sorted(apart)
        ]

    def _grants(self, targets: list[Target]) -> list[GrantJson]:
        receipt = Target("receipt", self._receipt.keys.recipient)
        signer = self._receipt.keys.signing
        return grant_to([*targets, receipt], self.case_id, KeyKind.CASE, self._current, signer)

    def _body(
        self, answers: Answers, sent_on: dt.date, targets: list[Target], parts: list[Part], shares: list[str]
    ) -> dict[str, object]:
        return {
            "sent_on": sent_on.isoformat(),
            "organisation": str(self._directory.organisation),
            "channel": str(self._channel),
            "questionnaire": {
                "version": self._questionnaire.version,
                "sha256": self._questionnaire.sha256.hex(),
            },
            "directory": self._directory.head_hash.hex(),
            "sealed_to": sorted(target.holder for target in targets),
            "reply_to": to_base64(self._receipt.keys.recipient.raw),
            "answers": _plain_all(answers),
            "parts": parts,
            **({"shares": shares} if shares else {}),
        }

    def _left_out(self) -> set[bytes]:
        """The handlers' cards of those whom the reporter leaves out."""
        people = self._directory.people(self._excluded)
        handlers = self._directory.holders(self._channel, [Role.HANDLER])
        return {card.fingerprint for card in handlers if card.holder in people}

    def _targets(self) -> list[Target]:
        """The channel's handlers but those left out, and every recovery sheet (§7)."""
        handlers = {card.fingerprint for card in self._directory.holders(self._channel, [Role.HANDLER])}
        cards = self._directory.sealing_set(self._channel)
        left_out = self._left_out()
        kept = [card for card in cards if card.fingerprint not in left_out]
        if not any(card.fingerprint in handlers for card in kept):
            raise Refused("Nobody would be left to read this report.")
        if all(card.fingerprint in handlers for card in kept):
            raise Refused("This organisation has no recovery sheet, so nothing can be sealed to it yet.")
        return [card_target(card) for card in kept]


def _plain_all(answers: Answers) -> dict[str, object]:
    return {field: _plain(value) for field, value in answers.items()}


def _plain(answer: str | Sequence[str] | Sequence[Entry]) -> str | list[object]:
    """An answer as JSON holds it: schemas know lists and objects, not tuples and mappings."""
    if isinstance(answer, str):
        return answer
    return [one if isinstance(one, str) else {name: _plain(value) for name, value in one.items()} for one in answer]
