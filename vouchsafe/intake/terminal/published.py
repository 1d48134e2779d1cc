"""What an organisation publishes at its report door, fetched and held against itself and against the words of a pin."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx

from vouchsafe.intake.terminal.door import Place, ask
from vouchsafe.intake.terminal.errors import TerminalError, vault_errors
from vouchsafe.intake.terminal.texts import gettext as _
from vouchsafe.vault.directory import Directory, verify_chain
from vouchsafe.vault.primitives import from_base64, from_hex
from vouchsafe.vault.report import Questionnaire
from vouchsafe.vault.words import parse_words, words_match


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel as it is published now."""

    id: UUID
    organisation: UUID
    organisation_name: str
    definition: Mapping[str, Any]
    questionnaire: Questionnaire


def fetch_channel(client: httpx.Client, place: Place) -> Channel:
    """The channel of an address; raises TerminalError "channel/…" when what is published does not fit together."""
    if place.channel is None:
        raise TerminalError(
            "channel/none", _("This is not a channel's address: choose one on the organisation's page.")
        )
    answer = ask(client, "GET", place.api(f"channels/{place.channel}"))
    with _as_published("channel/foreign"), vault_errors():
        definition, sha256 = answer["definition"], from_hex(answer["sha256"], 32)
        if hashlib.sha256(_canonical(definition)).digest() != sha256 or definition["version"] != answer["version"]:
            raise TerminalError(
                "channel/changed", _("The server does not show the questionnaire that it names. Stop here.")
            )
        return Channel(
            id=UUID(answer["channel"]["id"]),
            organisation=UUID(answer["organisation"]["id"]),
            organisation_name=str(answer["organisation"]["name"]),
            definition=definition,
            questionnaire=Questionnaire(answer["version"], sha256),
        )


def fetch_directory(client: httpx.Client, place: Place, organisation: UUID, pin: str | None) -> Directory:
    """The organisation's directory, verified; see `read_directory`."""
    return read_directory(ask(client, "GET", place.api("directory")), organisation, pin)


def read_directory(answer: Mapping[str, Any], organisation: UUID | None, pin: str | None) -> Directory:
    """Verify a directory from its first entry to its newest (protocol §2).

    1. It chains, and is of the organisation that the channel is of.
    2. It begins where the words say, if there are any; without them the server chooses at first use.
    """
    with _as_published("directory/foreign"), vault_errors():
        parts = ([from_base64(text) for text in answer[part]] for part in ("entries", "cards"))
        directory = verify_chain(*parts)
        if organisation is not None and directory.organisation != organisation:
            raise TerminalError(
                "directory/foreign", _("The server shows the key holders of another organisation. Stop here.")
            )
        if pin is not None and not words_match(parse_words(pin), directory.root_hash):
            message = _(
                "These key holders are not those of your words. Compare the words; if they are right, stop here."
            )
            raise TerminalError("directory/root-mismatch", message)
        return directory


def _canonical(definition: Mapping[str, Any]) -> bytes:
    return json.dumps(definition, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


@contextmanager
def _as_published(code: str) -> Iterator[None]:
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        message = _("The server does not answer as a report door does. Check the address.")
        raise TerminalError(code, message) from error
