"""The reader of age files: header, payload and armor, whole and in pieces, beside another implementation (pyrage)."""

from typing import Final
from uuid import UUID

import pyrage

from fuzz.properties import check_vault_refusal
from vouchsafe.vault.age.armor import ArmorReader, decode_armor, encode_armor
from vouchsafe.vault.age.file import FileReader, open_bytes
from vouchsafe.vault.age.header import Unlocker, read_header
from vouchsafe.vault.age.x25519 import X25519Identity
from vouchsafe.vault.errors import VaultError
from vouchsafe.vault.hybrid import Identity
from vouchsafe.vault.place import Place
from vouchsafe.vault.stanza import PlaceKey

CLASSIC: Final = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX"
KEY: Final = bytes(range(32))
PLACE: Final = Place(UUID("5d1f7c1a-8f0e-4b57-9a34-aa11bb22cc33"), "message", UUID(int=7))
HOLDER: Final = Identity.from_seed(bytes(32))
_INTRO: Final = b"age-encryption.org/v1\n"


def target(data: bytes) -> None:
    """The first byte says how large the pieces are in which the rest comes."""
    if not data:
        return
    size, file = data[0] + 1, data[1:]
    _check_header(file)
    _check_armor(file, size)
    whole = _opened(file)
    pieces: list[bytes] = []
    reader = FileReader(_unlockers())
    try:
        pieces = [reader.update(file[at : at + size]) for at in range(0, len(file), size)]
        in_pieces: bytes | type[VaultError] = b"".join([*pieces, reader.finish()])
    except VaultError as error:
        in_pieces = type(error)
    assert in_pieces == whole
    if b"-> X25519 " in file and b"-> vouchsafe" not in file and b"-> mlkem" not in file:
        _check_other_reader(file, whole)


def _unlockers() -> list[Unlocker]:
    return [X25519Identity.parse(CLASSIC), HOLDER, _OurStanza()]


class _OurStanza(PlaceKey):
    """As an item's: it insists on being alone, so it is asked only where it may be meant."""

    def __init__(self) -> None:
        super().__init__(KEY, 0, PLACE)

    def unwrap(self, stanzas: tuple) -> bytes | None:  # type: ignore[type-arg]
        if any(stanza.type == "vouchsafe/v1" for stanza in stanzas):
            return super().unwrap(stanzas)
        return None


def _opened(file: bytes) -> bytes | type[VaultError]:
    try:
        return open_bytes(file, _unlockers())
    except VaultError as error:
        check_vault_refusal(error)
        return type(error)


def _check_header(file: bytes) -> None:
    """A header that parses is the only way to write it."""
    try:
        header, rest = read_header(file)
    except VaultError as error:
        check_vault_refusal(error)
        return
    assert _INTRO + b"".join(stanza.encode() for stanza in header.stanzas) + b"---" == header.covered
    assert file.startswith(header.covered + b" ")
    assert file.endswith(rest)


def _check_armor(text: bytes, size: int) -> None:
    """Armor is read alike whole and in pieces, and what it holds, written again, is the same armor."""
    reader = ArmorReader()
    try:
        pieces = [reader.update(text[at : at + size]) for at in range(0, len(text), size)]
        in_pieces: bytes | None = b"".join([*pieces, reader.finish()])
    except VaultError:
        in_pieces = None
    try:
        whole = decode_armor(text)
    except VaultError as error:
        check_vault_refusal(error)
        assert in_pieces is None
        return
    assert in_pieces == whole
    lines = [line.removesuffix(b"\r") for line in text.strip(b" \t\r\n").split(b"\n")]
    assert encode_armor(whole).split(b"\n")[:-1] == lines


def _check_other_reader(file: bytes, ours: bytes | type[VaultError]) -> None:
    """What is not of our own stanza opens for us exactly when it opens for pyrage, and says the same."""
    try:
        theirs = pyrage.decrypt(file, [pyrage.x25519.Identity.from_str(CLASSIC)])
    except pyrage.DecryptError:
        assert not isinstance(ours, bytes)
        return
    assert ours == theirs
