"""The header of an age file: stanzas that wrap the file key, and a MAC that commits to it (C2SP age, "Header")."""

import binascii
import hmac
import re
from dataclasses import dataclass
from typing import Protocol

from vouchsafe.vault.errors import HeaderMalformed, HeaderTampered, Unsupported, WrongKey
from vouchsafe.vault.primitives import hkdf

FILE_KEY_SIZE = 16
_INTRO = b"age-encryption.org/v1"
_FAMILY = b"age-encryption.org/"
_COLUMNS = 64
_MAC_SIZE = 32
_MOST = 262_144
"""Longest header that is read, in bytes: some 150 hybrid recipients."""
_ARGUMENT = re.compile(rb"[\x21-\x7e]+")
# What almost every header here is: one stanza, whose body is one line.
_PLAIN = re.compile(
    rb"(?P<covered>age-encryption\.org/v1\n"
    rb"-> (?P<args>[\x21-\x7e]+(?: [\x21-\x7e]+)*)\n(?P<body>[A-Za-z0-9+/]{0,63})\n---) (?P<mac>[A-Za-z0-9+/]{43})\n"
)


def one_stanza(kind: str, argument: int, body: int) -> re.Pattern[bytes]:
    """A whole header of this stanza alone, whose one further argument and whose body have so many bytes.

    At the front of a file it matches what `read_header` reads so, and nothing else. `body` fits in a line: 47 at most.
    """
    parts = (re.escape(kind.encode()), *(_base64_of(size) for size in (argument, body, _MAC_SIZE)))
    return re.compile(rb"age-encryption\.org/v1\n-> %s %s\n%s\n--- %s\n" % parts)


def _base64_of(size: int) -> bytes:
    """Canonical base64 without padding: what the last letter has beyond the last byte are zeros (RFC 4648, 3.5)."""
    ends = (b"", b"[A-Za-z0-9+/][AQgw]", b"[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]")
    return b"[A-Za-z0-9+/]{%d}" % (size // 3 * 4) + ends[size % 3]


@dataclass(frozen=True, slots=True)
class Stanza:
    """One way to the file key: its type and further arguments, and a body."""

    args: tuple[str, ...]
    body: bytes

    @property
    def type(self) -> str:
        """The first argument."""
        return self.args[0]

    def encode(self) -> bytes:
        """`-> args`, then the body in lines of 64 columns, the last one shorter."""
        text = encode_base64(self.body)
        lines = [text[i : i + _COLUMNS] for i in range(0, len(text) + 1, _COLUMNS)]
        return f"-> {' '.join(self.args)}\n".encode("ascii") + "".join(line + "\n" for line in lines).encode("ascii")


@dataclass(frozen=True, slots=True)
class Header:
    """A parsed header. `covered` are the bytes under the MAC: all up to and including `---`."""

    stanzas: tuple[Stanza, ...]
    covered: bytes
    mac: bytes

    def check_mac(self, file_key: bytes) -> None:
        """Check that the header is the one that was made with this file key. Raises HeaderTampered."""
        if not hmac.compare_digest(_mac(file_key, self.covered), self.mac):
            raise HeaderTampered("The header of this file was changed.")


class Unlocker(Protocol):
    """Whatever may open a header: an identity, a passphrase, a case key."""

    def unwrap(self, stanzas: tuple[Stanza, ...]) -> bytes | None:
        """The file key (16 bytes), or None when no stanza is for this one. Raises Malformed for a broken stanza."""


def encode_header(stanzas: list[Stanza], file_key: bytes) -> bytes:
    """The header of a new file, MAC included."""
    covered = _INTRO + b"\n" + b"".join(stanza.encode() for stanza in stanzas) + b"---"
    return covered + b" " + encode_base64(_mac(file_key, covered)).encode("ascii") + b"\n"


def unlock(header: Header, unlockers: list[Unlocker]) -> bytes:
    """The file key, once the MAC was checked under it. Raises WrongKey when no unlocker fits, HeaderTampered."""
    for unlocker in unlockers:
        file_key = unlocker.unwrap(header.stanzas)
        if file_key is not None:
            header.check_mac(file_key)
            return file_key
    raise WrongKey("This key does not open this file.")


def encode_base64(data: bytes) -> str:
    """Standard base64 without padding, as in headers."""
    return _canonical(data).decode("ascii")


def decode_base64(text: bytes | str, size: int | None = None) -> bytes:
    """Read canonical base64 without padding, of `size` bytes when given. Raises HeaderMalformed."""
    raw = text.encode("ascii") if isinstance(text, str) else text
    try:
        data = binascii.a2b_base64(raw + b"=" * (-len(raw) % 4), strict_mode=True)
    except binascii.Error as error:
        raise HeaderMalformed("The header of this file holds broken base64.") from error
    if _canonical(data) != raw:
        raise HeaderMalformed("The header of this file holds base64 that is not canonical.")
    if size is not None and len(data) != size:
        raise HeaderMalformed("A part of this file's header has the wrong length.")
    return data


def _canonical(data: bytes) -> bytes:
    return binascii.b2a_base64(data, newline=False).rstrip(b"=")


class HeaderReader:
    """Parses a header that arrives in pieces. `header` is set once it is whole; `rest` is what came after it."""

    def __init__(self) -> None:
        self.header: Header | None = None
        self.rest = b""
        self._covered = bytearray()
        self._line = bytearray()
        self._stanzas: list[Stanza] = []
        self._args: tuple[str, ...] | None = None
        self._body = b""

    def update(self, data: bytes) -> Header | None:
        """Take the next bytes; the header once it is whole.

        Raises HeaderMalformed or Unsupported as soon as it cannot be one.
        """
        at = 0
        while at < len(data) and self.header is None:
            end = data.find(b"\n", at)
            self._line += data[at:] if end < 0 else data[at:end]
            if len(self._covered) + len(self._line) > _MOST:
                raise Unsupported("The header of this file is longer than this release reads.")
            if not self._covered and not _could_be_intro(self._line):
                raise HeaderMalformed("This is not an age file.")
            if end < 0:
                return None
            self._take(bytes(self._line))
            self._line.clear()
            at = end + 1
        self.rest += data[at:]
        return self.header

    def finish(self) -> Header:
        """The header. Raises HeaderMalformed when it is not whole."""
        if self.header is None:
            raise HeaderMalformed("This file ends within its header.")
        return self.header

    def _take(self, line: bytes) -> None:
        if not self._covered:
            _check_intro(line)
        elif self._args is not None:
            self._take_body(line)
        elif line.startswith(b"-> "):
            self._args = _arguments(line[3:])
        elif line.startswith(b"--- ") and self._stanzas:
            covered = bytes(self._covered) + b"---"
            self.header = Header(tuple(self._stanzas), covered, decode_base64(line[4:], _MAC_SIZE))
        else:
            raise HeaderMalformed("The header of this file has a line that is neither stanza nor MAC.")
        self._covered += line + b"\n"

    def _take_body(self, line: bytes) -> None:
        if self._args is None or len(line) > _COLUMNS:
            raise HeaderMalformed("The header of this file has a line that is too long.")
        self._body += decode_base64(line)
        if len(line) < _COLUMNS:
            self._stanzas.append(Stanza(self._args, self._body))
            self._args, self._body = None, b""


def _could_be_intro(line: bytes | bytearray) -> bool:
    return line.startswith(_FAMILY) or _FAMILY.startswith(line)


def _check_intro(line: bytes) -> None:
    if line == _INTRO:
        return
    if line.startswith(_FAMILY) and line.isascii() and not line.endswith(b"\r"):
        raise Unsupported("This age file is of a version that this release does not read.")
    raise HeaderMalformed("This is not an age file.")


def _arguments(text: bytes) -> tuple[str, ...]:
    args = text.split(b" ")
    if not all(_ARGUMENT.fullmatch(arg) for arg in args):
        raise HeaderMalformed("The header of this file has a stanza with a broken argument.")
    return tuple(arg.decode("ascii") for arg in args)


def _mac(file_key: bytes, covered: bytes) -> bytes:
    return hmac.digest(hkdf(file_key, b"header"), covered, "sha256")


def read_header(data: bytes) -> tuple[Header, bytes]:
    """The header at the front of `data`, and what follows it. Raises HeaderMalformed or Unsupported."""
    plain = _PLAIN.match(data)
    if plain is not None and plain.end() <= _MOST:
        args = tuple(plain["args"].decode("ascii").split(" "))
        stanza = Stanza(args, decode_base64(plain["body"]))
        return Header((stanza,), plain["covered"], decode_base64(plain["mac"], _MAC_SIZE)), data[plain.end() :]
    reader = HeaderReader()
    reader.update(data)
    return reader.finish(), reader.rest
