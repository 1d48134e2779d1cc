"""Proof of work (ALTCHA, version 2): room on the server costs computing time, and the price rises with the load.

The algorithm is PBKDF2/SHA-256, which browsers run as fast as an attacker's machine does. No table of spent solutions
is needed: each is bound to one thing that can be stored once, a case id or a blob id that the server drew.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
import time
from datetime import UTC, date, datetime
from typing import Any, Final, Literal
from uuid import UUID

import altcha
import msgspec
from django.conf import settings
from django.utils.translation import gettext as _

from vouchsafe.common import clock, ids, uploads
from vouchsafe.intake import quotas
from vouchsafe.intake.errors import ProofMissing, ProofRefused
from vouchsafe.intake.load import Load, pieces_of, price
from vouchsafe.intake.models import Kind

HEADER: Final = "Vouchsafe-Proof"
ALGORITHM: Final = "PBKDF2/SHA-256"
ROUNDS: Final = 1000
"""Rounds of one try: long enough that a browser spends its time in them, short enough to draw challenges freely."""
LONGEST: Final = 4096
"""Characters of a proof, at most."""

_load: Final = Load()  # of this process: each worker sees its share of a flood


class Errand(msgspec.Struct, frozen=True, rename={"purpose": "for"}):
    """What a proof pays for; it is signed with the challenge. `most`: tries that may be needed."""

    purpose: Literal["report", "upload"]
    organisation: UUID
    channel: UUID
    thing: UUID
    """The case's id, or the blob's."""
    length: int
    """Sealed bytes of an upload; 0 for a report."""
    most: int


class Proof(msgspec.Struct, frozen=True):
    """A solution that was found right: what it pays for, and the first day on which it no longer does."""

    errand: Errand
    expires: date


class _Parameters(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    algorithm: str
    nonce: str
    salt: str
    cost: int
    keyLength: int  # noqa: N815 - ALTCHA's own names
    keyPrefix: str  # noqa: N815
    keySignature: str  # noqa: N815
    expiresAt: int  # noqa: N815
    data: Errand


class _Challenge(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    parameters: _Parameters
    signature: str


class _Solution(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    counter: int
    derivedKey: str  # noqa: N815


class _Payload(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    challenge: _Challenge
    solution: _Solution


def challenge_report(organisation: UUID, channel: UUID, case: UUID) -> dict[str, Any]:
    """A challenge whose solution lets one report be stored under `case`."""
    full = quotas.full(Kind.REPORTS, organisation, channel)
    return _challenge(Errand("report", organisation, channel, case, 0, _price(channel, full, 1)))


def challenge_upload(organisation: UUID, channel: UUID, length: int) -> dict[str, Any]:
    """A challenge whose solution lets `length` sealed bytes be uploaded, under an id that is drawn here."""
    full = quotas.full(Kind.UPLOADED, organisation, channel)
    most = _price(channel, full, pieces_of(length))
    return _challenge(Errand("upload", organisation, channel, ids.new_id(), length, most))


def read(header: str | None) -> Proof:
    """The proof in a request's header, its signature, solution and day checked; what it is for is not.

    Raises ProofMissing "proof/missing" (428), ProofRefused "proof/wrong" or "proof/expired" (403).
    """
    if not header:
        message = _("Ask for a challenge, solve it, and send the solution with this. Update the program that sends.")
        raise ProofMissing("proof/missing", message)
    # 1. Its shape, before anything is computed.
    payload = _decoded(header)
    parameters = payload.challenge.parameters
    # 2. The challenge is ours, and this solves it: two HMACs, whatever the price was.
    if not _is_ours(parameters, payload.challenge.signature) or not _solves(payload.solution, parameters):
        raise wrong()
    # 3. Its day is not over.
    expires = datetime.fromtimestamp(parameters.expiresAt, UTC).date()
    if clock.today() >= expires:
        raise ProofRefused("proof/expired", _("This proof of work is of another day. Solve a new challenge."))
    return Proof(parameters.data, expires)


def wrong() -> ProofRefused:
    """What a proof gets that is none, or is for something else."""
    return ProofRefused("proof/wrong", _("This proof of work is not for what was sent. Solve a new challenge."))


def _price(channel: UUID, full: float, pieces: int) -> int:
    return price(_load.add(channel, time.monotonic()), full, pieces, settings.VOUCHSAFE.limits)


def _challenge(errand: Errand) -> dict[str, Any]:
    made = altcha.create_challenge(
        ALGORITHM,
        ROUNDS,
        counter=secrets.randbelow(errand.most),
        expires_at=int(clock.start_of(clock.today() + uploads.LASTS)),
        data=msgspec.to_builtins(errand),
        hmac_secret=_secret("challenge"),
        hmac_key_secret=_secret("solution"),
    )
    return made.to_dict()


def _decoded(header: str) -> _Payload:
    if len(header) > LONGEST:
        raise wrong()
    try:
        return msgspec.json.decode(base64.b64decode(header, validate=True), type=_Payload)
    except (binascii.Error, ValueError, msgspec.DecodeError) as error:
        raise wrong() from error


def _is_ours(parameters: _Parameters, signature: str) -> bool:
    """Whether ALTCHA's `create_challenge` signed these: the HMAC of their JSON, its keys in order.

    ALTCHA's own check spells that JSON out letter by letter, which took as long as all other checks of a bundle.
    """
    return _is_hmac(signature, msgspec.json.encode(parameters, order="sorted"), _secret("challenge"))


def _solves(solution: _Solution, parameters: _Parameters) -> bool:
    """Whether the key is the one that the challenge was made with."""
    try:
        key = bytes.fromhex(solution.derivedKey)
    except ValueError:
        return False
    return _is_hmac(parameters.keySignature, key, _secret("solution"))


def _is_hmac(given: str, signed: bytes, secret: str) -> bool:
    return hmac.compare_digest(given.encode(), hmac.digest(secret.encode(), signed, "sha256").hex().encode())


def _secret(what: str) -> str:
    return hashlib.sha256(f"vouchsafe/proofs/{what}\x00{settings.SECRET_KEY}".encode()).hexdigest()
