"""What the pages of a channel are made from: one function, for what is published and for what is being written."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from vouchsafe.channels.answers import URGENT
from vouchsafe.common.texts import in_language, speaks_otherwise
from vouchsafe.looks.hosts import address
from vouchsafe.people import queries as people
from vouchsafe.people.models import Organisation
from vouchsafe.vault.words import hash_words


@dataclass(frozen=True, slots=True)
class Shown:
    """A channel's definition as a page shows it. `version` 0 and no hash: it is not published."""

    id: UUID
    slug: str
    body: Mapping[str, Any]
    version: int = 0
    sha256: bytes = b""


def channel_context(lang: str, owner: Organisation, shown: Shown) -> dict[str, Any]:
    """The context of `intake/channel.html`, `intake/report.html` and their like."""
    definition = in_language(shown.body, lang)
    return {
        "organisation": owner,
        "channel": shown,
        "definition": definition,
        "in_english_too": speaks_otherwise(definition),
        "urgent": {"id": URGENT, "kind": "consent", "required": False, **definition["urgent"]},
        "version": shown.version,
        "sha256": shown.sha256.hex(),
        "here": address(owner.slug, "report", f"/{lang}/{owner.slug}/{shown.slug}/"),
        **root_context(owner),
    }


def root_context(owner: Organisation) -> dict[str, Any]:
    """Entry 0's hash, as hex for the script and as twelve words for people; empty before set-up."""
    entries = people.directory_of(owner.id).entries
    if not entries:
        return {"root": "", "words": []}
    root = hashlib.sha256(entries[0]).digest()
    return {"root": root.hex(), "words": hash_words(root)}
