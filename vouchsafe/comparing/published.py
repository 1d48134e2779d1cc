"""What a door says of itself and of its organisations (doors/published.py), read as what a stranger sent."""

import hashlib
from typing import Annotated, Any, Final, Literal, TypeVar

import httpx
import msgspec

from vouchsafe.comparing.errors import CannotCompare
from vouchsafe.intake.terminal.door import in_words

PLACE: Final = "/.well-known/vouchsafe-client.json"
_LARGEST: Final = 64 * 2**20
T = TypeVar("T")

Host = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9.-]{1,253}(:[0-9]{1,5})?$")]
Onion = Annotated[str, msgspec.Meta(pattern=r"^([a-z2-7]{56}\.onion)?$")]
Slug = Annotated[str, msgspec.Meta(pattern=r"^[-a-zA-Z0-9_]{1,60}$")]
Id = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
Code = Annotated[str, msgspec.Meta(pattern=r"^[a-z]{2,3}(-[a-z0-9]{2,8})*$")]
Hash = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class Hosts(msgspec.Struct, frozen=True):
    """The three doors."""

    report: Host
    desk: Host
    public: Host


class Provider(msgspec.Struct, frozen=True):
    """Whom members may sign in with, as the desk's first page names it."""

    id: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9-]{1,40}$")]
    name: Name


class Door(msgspec.Struct, frozen=True):
    """What every page of a server depends on beside its release."""

    format: Literal["vouchsafe-client/1"]
    release: Annotated[str, msgspec.Meta(max_length=60)]
    manifest: str | None
    made_of: Hash
    scheme: Literal["https", "http"]
    hosts: Hosts
    onion: Onion
    demo: bool
    help: Annotated[str, msgspec.Meta(pattern=r"^(https?://[!-~]+)?$")]
    providers: tuple[Provider, ...]
    languages: tuple[Code, ...]
    organisations: tuple[Slug, ...]


class Proven(msgspec.Struct, frozen=True):
    """An entry of the record and what proves it (audit/proofs.py)."""

    leaf: str
    index: Annotated[int, msgspec.Meta(ge=0)]
    proof: tuple[bytes, ...]
    checkpoint: str
    keys: tuple[str, ...]


class Owner(msgspec.Struct, frozen=True):
    """An organisation."""

    id: Id
    name: Name
    slug: Slug


class Look(msgspec.Struct, frozen=True):
    """Its look. `accent` is "" for the house's. `logo` is an address that names the hash of what it gives, or ""."""

    accent: Annotated[str, msgspec.Meta(pattern=r"^(#[0-9a-f]{6})?$")]
    logo: Annotated[str, msgspec.Meta(pattern=r"^(/looks/[-a-z0-9_]{1,60}/[0-9a-f]{64}\.png)?$")]
    languages: tuple[Code, ...]
    default_language: Code


class Channel(msgspec.Struct, frozen=True):
    """An open channel and its newest definition."""

    id: Id
    slug: Slug
    version: Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)]
    sha256: Hash
    definition: dict[str, Any]
    recorded: Proven | None


class Organisation(msgspec.Struct, frozen=True):
    """What an organisation's pages are made from. `root`: entry 0 of its directory, None before set-up."""

    organisation: Owner
    look: Look
    hosts: dict[Literal["report", "public"], Host]
    root: bytes | None
    channels: tuple[Channel, ...]
    release: Proven | None

    @property
    def root_hash(self) -> bytes | None:
        """What the twelve words of a poster stand for."""
        return None if self.root is None else hashlib.sha256(self.root).digest()


def read_door(client: httpx.Client, origin: str) -> Door:
    """What the door at `origin` says of its server. Raises Unreachable and CannotCompare."""
    return _read(client, f"{origin}{PLACE}", Door)


def read_organisation(client: httpx.Client, origin: str, slug: str) -> Organisation:
    """What the report door at `origin` says of an organisation. Raises Unreachable and CannotCompare."""
    found = _read(client, f"{origin}/api/v1/{slug}/published", Organisation)
    if found.organisation.slug != slug:
        raise CannotCompare("door/another", f"The server was asked about {slug} and told of another organisation.")
    return found


def _read(client: httpx.Client, url: str, form: type[T]) -> T:
    with in_words():
        answer = client.get(url)
    if answer.status_code != httpx.codes.OK or len(answer.content) > _LARGEST:
        message = f"{url} does not say what it is made from (HTTP {answer.status_code}): is this a Vouchsafe's door?"
        raise CannotCompare("door/silent", message)
    try:
        return msgspec.json.decode(answer.content, type=form)
    except msgspec.DecodeError as error:
        raise CannotCompare("door/unreadable", f"{url} is not as docs/protocol.md §23 says: {error}.") from error
