"""The bodies that the desk's script sends about channels."""

from typing import Any

import msgspec


class StarterForm(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Which starter to begin with, and the details that it asks for."""

    name: str
    address: str
    contact: str
    privacy_contact: str


class NewChannelForm(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A channel to begin: from a starter, or from the text of a file that was exported or written by hand."""

    slug: str
    starter: StarterForm | None = None
    file: str | None = None


class NewDraftForm(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A draft of an open channel to begin: from the text of a file, else from what is published."""

    file: str | None = None


class DraftForm(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The whole draft as it now stands: `body`, or the text of a `file` in its place; `revision` is what it follows."""

    revision: int
    body: dict[str, Any] | None = None
    file: str | None = None


class RevisionForm(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Which revision of a draft was seen by whoever acts on it."""

    revision: int
