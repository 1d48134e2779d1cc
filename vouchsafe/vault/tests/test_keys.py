"""Identities, signing keys, key files and receipts."""

import pytest

from vouchsafe.vault.errors import Malformed, Refused, Tampered, Unsupported, WrongKey
from vouchsafe.vault.hybrid import Identity, Recipient
from vouchsafe.vault.key_file import open_key_file, seal_key_file
from vouchsafe.vault.keys import HolderKeys
from vouchsafe.vault.make_vectors.directories import SMALL_ORDER
from vouchsafe.vault.passphrase import generate_passphrase
from vouchsafe.vault.primitives import hkdf
from vouchsafe.vault.receipt import Receipt
from vouchsafe.vault.signing import SigningKey, verify
from vouchsafe.vault.words import parse_words, word_list, words_match

HANA = Identity.from_seed(bytes(range(32)))
CLASSIC = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"


def test_a_recipient_reads_back() -> None:
    """A recipient survives being written as text and as bytes."""
    assert Recipient.parse(HANA.recipient.to_string()) == HANA.recipient
    assert Recipient.from_bytes(HANA.recipient.raw) == HANA.recipient
    assert HANA.recipient.to_string().startswith("age1pq1")


def test_a_classic_recipient_is_refused() -> None:
    """Nothing can be sealed to a key that a quantum computer may open one day."""
    with pytest.raises(Refused):
        Recipient.parse(CLASSIC)
    with pytest.raises(Malformed):
        Recipient.from_bytes(bytes(32))


@pytest.mark.parametrize("point", SMALL_ORDER)
def test_a_recipient_of_small_order_is_known_and_refused(point: int) -> None:
    """Nothing is sealed to a recipient whose X25519 half gives everyone the same secret, and that is told before."""
    broken = Recipient.from_bytes(HANA.recipient.raw[:-32] + point.to_bytes(32, "little"))
    assert not broken.is_sound
    with pytest.raises(Refused):
        broken.wrap(bytes(16))
    assert HANA.recipient.is_sound


@pytest.mark.parametrize("text", ["", "age1pq1", "age1pq1qqqqqq", CLASSIC.upper(), HANA.to_string()])
def test_what_is_no_recipient_is_malformed(text: str) -> None:
    """Texts that are no recipient are refused before anything is sealed."""
    with pytest.raises(Malformed):
        Recipient.parse(text)


def test_two_new_identities_differ() -> None:
    """Each generated identity has a seed of its own."""
    assert Identity.generate().seed != Identity.generate().seed


def test_the_signing_key_follows_from_the_identity() -> None:
    """The derivation is the one of protocol §1: HKDF over the seed, with its label ended by a zero byte."""
    seed = hkdf(HANA.seed, b"vouchsafe/v1/holder/signing\0")
    assert HolderKeys(HANA).signing.public == SigningKey.from_seed(seed).public


def test_a_signature_holds_for_its_message_only() -> None:
    """A good signature passes; over another message it does not."""
    key = HolderKeys(HANA).signing
    signature = key.sign(b"yes")
    verify(key.public, signature, b"yes")
    with pytest.raises(Tampered):
        verify(key.public, signature, b"no")


def test_a_key_file_at_full_strength() -> None:
    """Unless told otherwise a key file is made with the full work factor, and opens with its passphrase alone."""
    sealed = seal_key_file(HANA, "effort-axis-kit-runway-arctic-coach")
    assert sealed.split(b"\n")[1].endswith(b" 18")
    assert open_key_file(sealed, "effort-axis-kit-runway-arctic-coach").seed == HANA.seed


def test_a_key_file_tells_a_wrong_passphrase_from_a_broken_file() -> None:
    """Whoever mistypes is told so; whoever has a damaged file is told that."""
    sealed = seal_key_file(HANA, "right", log_n=2)
    with pytest.raises(WrongKey):
        open_key_file(sealed, "wrong")
    with pytest.raises(Tampered):
        open_key_file(sealed[:-1], "right")
    with pytest.raises(Unsupported):
        open_key_file(sealed.replace(b" 2\n", b" 40\n"), "right")


@pytest.mark.parametrize(
    ("passphrase", "typed"),
    [
        ("orbit-maple-thrive-cabin-solar-zone", " Orbit maple  thrive\u2013cabin solar ZONE "),
        ("Gr\u00f6\u00dfe ist relativ", "Gro\u0308\u00dfe ist relativ"),
        ("Gro\u0308\u00dfe ist relativ", "Gro\u0308\u00dfe ist relativ"),
        ("Six words of my own choice", "Six words of my own choice"),
    ],
)
def test_a_passphrase_is_taken_as_people_type_it(passphrase: str, typed: str) -> None:
    """Drawn words in any spelling, one's own in whatever form its letters come: as the desk takes them."""
    assert open_key_file(seal_key_file(HANA, passphrase, log_n=2), typed).seed == HANA.seed
    with pytest.raises(WrongKey):
        open_key_file(seal_key_file(HANA, passphrase, log_n=2), typed + "x")


def test_a_key_file_has_a_passphrase() -> None:
    """An identity is never stored under nothing."""
    with pytest.raises(Refused):
        seal_key_file(HANA, "", log_n=2)


@pytest.mark.parametrize("log_n", [0, 19, -1])
def test_a_key_file_that_no_reader_opens_is_not_made(log_n: int) -> None:
    """A work factor beyond what readers take is refused when sealing."""
    with pytest.raises(Refused):
        seal_key_file(HANA, "right", log_n=log_n)


def test_a_passphrase_is_six_words_of_the_list() -> None:
    """The default passphrase has six known words, and is another each time."""
    passphrase = generate_passphrase()
    assert len(passphrase.split("-")) == 6
    assert set(passphrase.split("-")) <= set(word_list())
    assert passphrase != generate_passphrase()


def test_words_are_compared_as_they_are_read_out() -> None:
    """Words typed in capitals and with dashes match their hash, and no other."""
    words = parse_words("ABANDON-abandon " + "abandon\n" * 10)
    assert words_match(words, bytes(32))
    assert not words_match(words, b"\xff" * 32)


@pytest.mark.parametrize("text", ["abandon " * 11, "abandon " * 13, "abandon " * 11 + "abandoned", ""])
def test_words_that_are_none_are_malformed(text: str) -> None:
    """Too few, too many or unknown words are refused."""
    with pytest.raises(Malformed):
        parse_words(text)


def test_the_receipt_of_the_protocol() -> None:
    """The example of protocol §6."""
    receipt = Receipt.from_bytes(bytes(range(15)))
    assert receipt.text.replace("-", "") == "000G40R40M30E209185GR38EX55A"
    assert receipt.text.count("-") == 6


def test_a_receipts_secrets_are_apart() -> None:
    """What the server learns of a receipt is neither its identity nor its signing seed, nor the receipt."""
    receipt = Receipt.generate()
    secrets = {receipt.lookup_token, receipt.lookup_hash, receipt.keys.identity.seed, receipt.keys.signing.public}
    assert len(secrets) == 4
    assert receipt.raw not in {secret[:15] for secret in secrets}
