"""`vouchsafe verify-door`: what a server serves, compared with what the release and the published definitions give.

The steps, in this order:

1. This installation is what a release key signed (release/build.py); an unsigned one only where that was asked for.
2. The server says which release it serves; its manifest is this one's, byte for byte.
3. It says what its pages are made from; the definitions' hashes, and the release, are in the organisation's record.
4. A copy of the door is made here from that (copy.py), and every answer is compared with its own (answers.py).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import NamedTuple
from urllib.parse import urlsplit

import httpx

from vouchsafe.comparing import addresses, desk
from vouchsafe.comparing.answers import Answer, differences
from vouchsafe.comparing.copy import Copy, copy_of
from vouchsafe.comparing.errors import CannotCompare
from vouchsafe.comparing.published import Door, Organisation, read_door, read_organisation
from vouchsafe.comparing.recorded import PUBLISHED, SERVED, unrecorded
from vouchsafe.intake.terminal.door import TOR, in_words, open_client
from vouchsafe.oversight.terminal.desk import SignIn
from vouchsafe.release.build import PACKAGE, Build
from vouchsafe.tlog.notes import Verifier

LIKE_A_BROWSER = {
    "User-Agent": "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "en-US,en;q=0.5",
    "Accept-Encoding": "gzip, deflate",
}
"""Much as Tor Browser: a server that means to deceive some visitors should not easily know who compares.

It could: by packings that only a browser takes, headers that a browser adds, their order, and TLS.
"""


class Finding(NamedTuple):
    """Something that is not as the release has it: where, and what."""

    where: str
    what: str


@dataclass(frozen=True, slots=True)
class Wishes:
    """How to compare. Keys are verifier keys; None takes the one that the package, or the server, names.

    `organisations`: slugs; none for all that the server lists. `sign_in`: the desk's pages behind signing in too.
    """

    key: Verifier | None = None
    record_key: str | None = None
    unsigned: bool = False
    organisations: tuple[str, ...] = ()
    sign_in: SignIn | None = None
    tor: str | None = None


@dataclass(slots=True)
class Comparison:
    """What came of it. `compared`: how many answers; `signed`: whether a release key vouches for the release here."""

    door: Door
    organisations: list[Organisation]
    signed: bool
    compared: int = 0
    findings: list[Finding] = field(default_factory=list)

    def note(self, where: str, found: Iterable[str]) -> None:
        """Keep what was found there."""
        self.findings += [Finding(where, what) for what in found]


def verify_door(url: str, here: Build, wishes: Wishes, progress: Callable[[str], None]) -> Comparison:
    """Compare the report door at `url`, and its server's desk, with the release that is installed here.

    Raises ReleaseError, CannotCompare and Unreachable where there is nothing to compare.
    """
    if not wishes.unsigned:
        here.check(wishes.key)
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise CannotCompare("door/address", f"{url} is no address: give one such as https://report.example.org.")
    origin = f"{parts.scheme}://{parts.netloc}"
    tor = wishes.tor or (TOR if (parts.hostname or "").endswith(".onion") else None)
    with open_client(tor) as client:
        client.headers.update(LIKE_A_BROWSER)
        door = read_door(client, origin)
        found = Comparison(door, [], signed=not wishes.unsigned)
        found.note(origin, _of_release(door, here))
        slugs = wishes.organisations or door.organisations
        found.organisations = [read_organisation(client, origin, slug) for slug in slugs]
        for each in found.organisations:
            found.note(each.organisation.slug, _of_record(each, here, wishes.record_key))
        if door.release == here.made_of.version:  # whatever was found so far: it may be one page
            _compare(client, origin, parts.netloc, found, wishes, progress)
    return found


def _of_release(door: Door, here: Build) -> Iterator[str]:
    """Whether the server says that it serves what is installed here."""
    if door.release != here.made_of.version:
        yield f"it serves release {door.release}, and {here.made_of.version} is here: install that one to compare"
    elif door.made_of != here.made_of.sha256.hex():
        yield f"it says that its files are not those of this release {door.release}"
    if door.manifest != here.note:
        yield "its signed manifest is not the one that came with the release here"


def _of_record(owner: Organisation, here: Build, key: str | None) -> Iterator[str]:
    """Whether the organisation's record holds the release, and each definition as it is published."""
    from vouchsafe.channels.definitions import sha256_of

    if what := unrecorded(owner, owner.release, SERVED, {"manifest": here.made_of.sha256.hex()}, key):
        yield f"the release that serves it: {what}"
    for channel in owner.channels:
        digest = sha256_of(channel.definition).hex()
        if digest != channel.sha256 or channel.definition.get("version") != channel.version:
            yield f"the definition of {channel.slug} is not the one whose hash and version are told"
        wanted: dict[str, str | int] = {"channel": channel.id, "version": channel.version, "definition": digest}
        if what := unrecorded(owner, channel.recorded, PUBLISHED, wanted, key):
            yield f"the definition of {channel.slug}: {what}"


def _compare(
    client: httpx.Client, origin: str, host: str, found: Comparison, wishes: Wishes, progress: Callable[[str], None]
) -> None:
    logos = {each.look.logo: _logo(client, origin, each.look.logo) for each in found.organisations if each.look.logo}
    progress("Making a copy of the door from what is published …")
    with copy_of(found.door, found.organisations, logos) as copy:
        from django.conf import settings

        spoken = [code for code, _name in settings.LANGUAGES]
        if list(found.door.languages) != spoken:
            more = " ".join(code for code in found.door.languages if code not in spoken)
            found.note(origin, [f"it speaks languages that are not of the release, which nobody signed: {more}"])
        progress("Comparing the report door's pages …")
        own = [*addresses.client_files(PACKAGE), *addresses.look_files(found.organisations)]
        for path in (*addresses.report_pages(spoken, found.organisations), *own):
            _compare_one(found, origin + path, copy.get(host, path), _fetched(client, origin + path))
        progress(f"Comparing the desk, which the server says is at {found.door.scheme}://{found.door.hosts.desk} …")
        _compare_desk(client, found, copy, own, wishes)


def _compare_desk(client: httpx.Client, found: Comparison, copy: Copy, files: list[str], wishes: Wishes) -> None:
    host = found.door.hosts.desk
    origin = f"{found.door.scheme}://{host}"
    for path in files:
        _compare_one(found, origin + path, copy.get(host, path), _fetched(client, origin + path))
    for path in (f"/{one}" for one in addresses.SIGNED_OUT):
        _compare_one(found, origin + path, copy.get(host, path), _fetched(client, origin + path), desk=True)
    if wishes.sign_in is None:
        return
    with desk.signed_in(origin, wishes.sign_in, client) as member:
        me = member.me()
        if me["organisation"]["slug"] not in {each.organisation.slug for each in found.organisations}:
            message = "Whoever signs in belongs to another organisation than those compared: name it by --organisation."
            raise CannotCompare("door/member", message)
        copy.sign_in(me)
        for path in addresses.desk_pages():
            _compare_one(found, origin + path, copy.get(host, path), member.get(path), desk=True)


def _compare_one(found: Comparison, url: str, ours: Answer, theirs: Answer, *, desk: bool = False) -> None:
    found.compared += 1
    found.note(url, differences(ours, theirs, desk=desk))


def _fetched(client: httpx.Client, url: str) -> Answer:
    """What a first visit gets: the desk gives a token's cookie to whoever brings none."""
    client.cookies.clear()
    with in_words():
        return desk.answer_of(client.get(url))


def _logo(client: httpx.Client, origin: str, address: str) -> bytes:
    """A logo whose hash its address names. Raises CannotCompare for another."""
    body = _fetched(client, origin + address).body
    if f"/{sha256(body).hexdigest()}." not in address:
        raise CannotCompare("door/logo", f"What {address} gives is not the picture whose hash it names.")
    return body
