"""An independent age implementation opens what is not hybrid, and we open what it writes."""

import io

import pyrage
import pytest

from vouchsafe.vault.age.armor import decode_armor, encode_armor
from vouchsafe.vault.age.file import open_bytes, open_stream, seal_bytes
from vouchsafe.vault.age.header import Unlocker
from vouchsafe.vault.age.scrypt import Passphrase
from vouchsafe.vault.age.x25519 import X25519Identity
from vouchsafe.vault.errors import Unsupported, WrongKey
from vouchsafe.vault.hybrid import Identity
from vouchsafe.vault.key_file import open_key_file, seal_key_file

SIZES = [0, 1, 65_535, 65_536, 65_537, 131_072, 200_001]
PHRASE = "effort-axis-kit-runway-arctic-coach"
HANA = Identity.from_seed(bytes(32))


def test_pyrage_opens_a_key_file() -> None:
    """A holder is never hostage to this software: any age program opens a key file with the passphrase."""
    sealed = seal_key_file(HANA, PHRASE, log_n=10)
    assert pyrage.passphrase.decrypt(sealed, PHRASE).decode() == HANA.to_string() + "\n"


@pytest.mark.parametrize("size", SIZES)
def test_pyrage_opens_what_we_write_under_a_passphrase(size: int) -> None:
    """Content of any size around the chunk opens elsewhere, armored or not."""
    plain, file_key = b"a" * size, bytes(range(16))
    sealed = seal_bytes(file_key, [Passphrase(PHRASE).wrap(file_key, log_n=2)], plain)
    assert pyrage.passphrase.decrypt(sealed, PHRASE) == plain
    assert pyrage.passphrase.decrypt(encode_armor(sealed), PHRASE) == plain


@pytest.mark.parametrize("size", SIZES)
def test_we_open_what_pyrage_writes_to_a_classic_key(size: int) -> None:
    """Content of any size around the chunk opens here, whole and streamed."""
    plain, identity = b"b" * size, pyrage.x25519.Identity.generate()
    sealed = pyrage.encrypt(plain, [identity.to_public()])
    unlockers: list[Unlocker] = [X25519Identity.parse(str(identity))]
    assert open_bytes(sealed, unlockers) == plain
    sink = io.BytesIO()
    open_stream(io.BytesIO(sealed), sink, unlockers)
    assert sink.getvalue() == plain


def test_we_open_pyrages_armor_and_pick_our_stanza_among_several() -> None:
    """An armored file to several classic keys opens for each of them, and for nobody else."""
    one, other, stranger = (pyrage.x25519.Identity.generate() for _ in range(3))
    sealed = decode_armor(pyrage.encrypt(b"to two", [one.to_public(), other.to_public()], armored=True))
    for identity in (one, other):
        assert open_bytes(sealed, [X25519Identity.parse(str(identity))]) == b"to two"
    with pytest.raises(WrongKey):
        open_bytes(sealed, [X25519Identity.parse(str(stranger))])


def test_we_open_or_refuse_what_pyrage_writes_under_a_passphrase() -> None:
    """The work factor there goes by the machine's speed: up to 18 we open it, above we say that we do not."""
    sealed = pyrage.passphrase.encrypt(HANA.to_string().encode() + b"\n", PHRASE)
    log_n = int(sealed.split(b"\n")[1].split()[-1])
    if log_n > 18:
        with pytest.raises(Unsupported):
            open_key_file(sealed, PHRASE)
    else:
        assert open_key_file(sealed, PHRASE).seed == HANA.seed
