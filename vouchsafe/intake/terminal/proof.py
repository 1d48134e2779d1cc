"""Proof of work for the terminal: a challenge of the report door (ALTCHA, PBKDF2/SHA-256), solved on this machine."""

import base64
import json
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

import altcha
import httpx

from vouchsafe.intake.terminal.door import Place, ask
from vouchsafe.intake.terminal.errors import ServerRefused, TerminalError
from vouchsafe.intake.terminal.texts import gettext as _

HEADER: Final = "Vouchsafe-Proof"
ALGORITHM: Final = "PBKDF2/SHA-256"
MOST_ROUNDS: Final = 10_000
MOST_TRIES: Final = 1_000_000
ATTEMPTS: Final = 3

Progress = Callable[[float], None]
"""Is told which share of the tries is done, 0 to 1."""

T = TypeVar("T")


def proven(
    client: httpx.Client, place: Place, errand: str, wanted: object, send: Callable[[str], T], progress: Progress
) -> T:
    """What `send` answers, given the header of a solved challenge for `errand` ("report" or "upload").

    When the server does not take the proof (its day ended meanwhile), a new one is solved, `ATTEMPTS` times in all.
    """
    for attempt in range(1, ATTEMPTS + 1):
        challenge = ask(client, "POST", place.api(f"challenges/{errand}"), json=wanted)
        try:
            return send(solve(challenge, progress))
        except ServerRefused as refused:
            if not refused.code.startswith("proof/") or attempt == ATTEMPTS:
                raise
    raise AssertionError  # the loop returns or raises


def solve(challenge: Mapping[str, Any], progress: Progress = lambda _share: None) -> str:
    """The header that proves that `challenge` was solved. Raises TerminalError "proof/senseless"."""
    try:
        parameters = altcha.ChallengeParameters.from_dict(dict(challenge["parameters"]))
        most = int((parameters.data or {})["most"])
        sensible = parameters.algorithm == ALGORITHM and parameters.cost <= MOST_ROUNDS and most <= MOST_TRIES
        signature = str(challenge["signature"])
    except (KeyError, TypeError, ValueError) as error:
        raise _senseless() from error
    if not sensible:
        raise _senseless()
    tried = 0

    def derive(of: altcha.ChallengeParameters, salt: bytes, password: bytes) -> bytes:
        nonlocal tried
        tried += 1
        if tried > most:
            raise _senseless()
        progress(tried / most)
        return altcha.derive_key_pbkdf2(of, salt, password)

    try:
        found = altcha.solve_challenge(altcha.Challenge(parameters, signature), derive, timeout=0)
    except ValueError as error:
        raise _senseless() from error
    if found is None:
        raise _senseless()
    solution = {"counter": found.counter, "derivedKey": found.derived_key}  # and not how long it took
    payload = {"challenge": dict(challenge), "solution": solution}
    return base64.b64encode(json.dumps(payload).encode()).decode()


def _senseless() -> TerminalError:
    message = _(
        "The server asks for a proof of work that makes no sense. Check the address; if it is right, stop here."
    )
    return TerminalError("proof/senseless", message)
