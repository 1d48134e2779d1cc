"""Sealed content as it travels: strict shapes for items, grants and blobs (protocol §3, §4, §7), and their decoder.

Unknown fields, wrong types, other base64 than the canonical one and other hexadecimal than lower case are refused,
so that one content has one encoding and a retry can be told from a change.
"""

import re
from datetime import date
from typing import Any, Final, Literal, TypeVar
from uuid import UUID

import msgspec
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.utils.translation import gettext as _

from vouchsafe.cases.errors import BundleError, TooLarge
from vouchsafe.vault import primitives
from vouchsafe.vault.errors import Malformed

RECEIPT: Final = "receipt"
"""The holder's name of the grant that the receipt opens."""


class Encoded(bytes):
    """Bytes that travel as canonical base64 (standard alphabet, padded)."""

    __slots__ = ()


class Hash(bytes):
    """A SHA-256 (32 bytes) that travels as 64 lower-case hexadecimal digits."""

    __slots__ = ()


class NotCanonicalError(ValueError):
    """A text that is not the one encoding of its bytes."""


class Wire(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A shape that refuses what it does not know."""


class SealedItem(Wire, frozen=True):
    """One sealed document: an age file with one stanza of our own type."""

    id: UUID
    kind: str
    key_kind: int
    generation: int
    sealed: Encoded


class SealedGrant(Wire, frozen=True):
    """A key sealed to one holder: a card's fingerprint in hexadecimal, or `receipt`."""

    holder: str
    key_kind: int
    generation: int
    sealed: Encoded


class SealedBlob(Wire, frozen=True):
    """A sealed attachment that was uploaded before; `size` is its sealed size in bytes."""

    id: UUID
    size: int


class NamedRecording(Wire, frozen=True):
    """The file from which minutes were made, beside the item that holds them."""

    minutes: UUID
    blob: UUID


class Addition(Wire, frozen=True):
    """What is added to a case that exists: items, and the blobs that their manifests name.

    `recording`, from the desk: it goes once the reporter said that the minutes made from it are right.
    """

    items: list[SealedItem]
    blobs: list[SealedBlob] = []
    recording: NamedRecording | None = None


class NewReceipt(Wire, frozen=True):
    """A receipt that takes another's place: the SHA-256 of its lookup token, its succession, and its own grants."""

    receipt_hash: Hash
    item: SealedItem
    grants: list[SealedGrant]


class KeyGrant(Wire, frozen=True):
    """One holder's grant of a key whose kind and generation stand beside the list."""

    holder: str
    sealed: Encoded


class CaseGrant(Wire, frozen=True):
    """A key of a case sealed to the card (SHA-256) of somebody who lacks it."""

    case: UUID
    holder: Hash
    key_kind: int
    generation: int
    sealed: Encoded


class CaseGrants(Wire, frozen=True):
    """Some of these, of any cases."""

    grants: list[CaseGrant]


class NewKey(Wire, frozen=True):
    """A key made at the desk, granted to each of its holders."""

    key_kind: int
    generation: int
    grants: list[KeyGrant]


class NewKeys(Wire, frozen=True):
    """The next generation of a case's keys; `successions` is how many items of that kind their maker saw."""

    keys: list[NewKey]
    successions: int


class NewRequest(Wire, frozen=True):
    """A request to open what is kept apart, with its own key. `urgent`: the reporter is given no time and reads why."""

    item: SealedItem
    asks: Literal["identity", "subject"]
    key_generation: int
    not_before: date
    grants: list[KeyGrant]
    successions: int
    urgent: bool = False


class NewDecision(Wire, frozen=True):
    """What somebody says to a request, as a sealed item; with a share (a grant to who asked) where it is given."""

    verdict: Literal["given", "refused", "withdrawn"]
    item: SealedItem
    share: Encoded | None = None


T = TypeVar("T")

_PATH: Final = re.compile(r" - at `\$\.?(?P<path>[^`]*)`$")
_NAME: Final = re.compile(r"(?:unknown|required) field `(?P<name>[^`]{1,64})`")


def _decode_own(kind: type, value: Any) -> Any:  # noqa: ANN401 - msgspec hands over whatever the JSON held
    if not isinstance(value, str):
        raise TypeError
    try:
        if kind is Encoded:
            return Encoded(primitives.from_base64(value))
        if kind is Hash:
            return Hash(primitives.from_hex(value, 32))
    except Malformed as error:
        raise NotCanonicalError from error
    raise TypeError


def decode(raw: bytes, shape: type[T]) -> T:
    """Read JSON strictly into `shape`; raises BundleError that names the field."""
    try:
        return msgspec.json.decode(raw, type=shape, dec_hook=_decode_own)
    except msgspec.ValidationError as error:
        raise _shape_error(error) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        message = _("This is not JSON that can be read. Send the whole document again, in UTF-8.")
        raise BundleError("bundle/malformed", message) from error


def read(request: HttpRequest, shape: type[T]) -> T:
    """The body of a request at the desk; a browser cannot send this content type from elsewhere without asking."""
    return decode(json_of(request), shape)


def json_of(request: HttpRequest) -> bytes:
    """The bytes of that JSON, as they came."""
    if request.content_type != "application/json":
        raise BundleError("bundle/content-type", _("Send JSON, with Content-Type: application/json."))
    return body_of(request)


def body_of(request: HttpRequest) -> bytes:
    """The whole body of a request; raises TooLarge "bundle/too-large" beyond what Django takes into memory."""
    try:
        return request.body
    except RequestDataTooBig as error:
        message = _("This is too large to be sent at once. Send long texts as attachments.")
        raise TooLarge("bundle/too-large", message) from error


def _shape_error(error: msgspec.ValidationError) -> BundleError:
    text = str(error)
    path, name = _PATH.search(text), _NAME.search(text)
    field = ".".join(part for part in (path and path["path"], name and name["name"]) if part) or None
    if isinstance(error.__cause__, NotCanonicalError):
        message = _("This field is not in canonical encoding: standard padded base64, or 64 lower-case hex digits.")
        return BundleError("bundle/not-canonical", message, field)
    if "unknown field" in text:
        message = _("This field is not known here. Remove it, or update the program that sends.")
        return BundleError("bundle/unknown-field", message, field)
    message = _("A field is missing or has the wrong type. Update the program that sends.")
    return BundleError("bundle/malformed", message, field)
