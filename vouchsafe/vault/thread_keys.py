"""The keys that a reader of a case may use: opened from grants, held against who gave them and against pins (§4)."""

import uuid
from dataclasses import dataclass

from vouchsafe.vault.errors import VaultError
from vouchsafe.vault.grants import Grant, Opener, open_grant
from vouchsafe.vault.place import KeyKind
from vouchsafe.vault.primitives import sha256
from vouchsafe.vault.thread_types import CaseView, Finding, FindingCode, Pin, Pins, pin_name
from vouchsafe.vault.wire import CurrentKey

_PINNED = (KeyKind.CASE, KeyKind.DESK)
"""A request key is made for one request and has no successor: it has nothing to be pinned for, and who has a new card
is not given it again (protocol §5)."""


@dataclass(frozen=True, slots=True)
class HeldShare:
    """A verified share (33 bytes) of a key kept apart (protocol §5)."""

    kind: KeyKind
    generation: int
    share: bytes


class KeyRing:
    """The keys of one case that were accepted so far, and what was found wrong with the others."""

    def __init__(self, case: uuid.UUID, pinned: Pins) -> None:
        self.case = case
        self.keys: dict[tuple[KeyKind, int], bytes] = {}
        self.shares: list[HeldShare] = []
        self.findings: list[Finding] = []
        self._pinned = pinned
        self._troubled: set[int] = set()
        self._contradicted: set[int] = set()

    def newest(self, kind: KeyKind) -> CurrentKey | None:
        """The newest accepted key; None when there is none, or anything was found wrong with keys of this kind."""
        generations = [generation for of, generation in self.keys if of == kind]
        if not generations or kind in self._troubled:
            return None
        return CurrentKey(max(generations), self.keys[kind, max(generations)])

    def reject(self, code: FindingCode, kind: int, generation: int) -> None:
        """Note what is wrong with a grant. From then on nothing is sealed under keys of this kind."""
        self._troubled.add(kind)
        self.findings.append(Finding(code, f"{int(kind)}/{generation}"))

    def accept(self, grant: Grant) -> None:
        """Take a grant whose granter was checked, unless its key contradicts a pin or a key taken before."""
        kind, generation = grant.key_kind, grant.generation
        if kind.is_shared:
            self.shares.append(HeldShare(kind, generation, grant.key))
            return
        pin = self._pinned.get(pin_name(self.case, kind))
        if pin is not None and pin.generation == generation and pin.sha256 != sha256(grant.key).hex():
            self._contradicted.add(kind)
            self.reject(FindingCode.KEY_REPLACED, kind, generation)
        elif self.keys.setdefault((kind, generation), grant.key) != grant.key:
            self.reject(FindingCode.KEY_REPLACED, kind, generation)

    def check_pins(self) -> None:
        """After all grants: whatever was pinned must be here, else an older key is being offered, or none."""
        for kind in _PINNED:
            pin = self._pinned.get(pin_name(self.case, kind))
            if pin is not None and kind not in self._contradicted and (kind, pin.generation) not in self.keys:
                self.reject(FindingCode.PINNED_KEY_MISSING, kind, pin.generation)

    def new_pins(self) -> dict[str, Pin]:
        """The pins to keep from now on: never an older generation, and nothing new of a kind with findings."""
        newest = {kind: self.newest(kind) for kind in _PINNED}
        pins = {
            pin_name(self.case, kind): Pin(current.generation, sha256(current.key).hex())
            for kind, current in newest.items()
            if current is not None
        }
        return {**self._pinned, **pins}

    def clear(self) -> None:
        """Forget every key: the case is not this reader's."""
        self.keys.clear()
        self.shares.clear()


def open_grants(view: CaseView, identity: Opener, ring: KeyRing) -> list[Grant]:
    """Open this reader's grants (protocol §4).

    What does not open, or is not what the server says it is (case, kind, generation), is rejected in the ring.
    Who granted is not judged here.
    """
    opened = []
    for shown in view.grants:
        grant = _open(identity, shown.sealed)
        announced = (view.case, shown.key_kind, shown.generation)
        if grant is not None and (grant.case, grant.key_kind, grant.generation) == announced:
            opened.append(grant)
        else:
            ring.reject(FindingCode.GRANT_INVALID, shown.key_kind, shown.generation)
    return opened


def _open(identity: Opener, sealed: bytes) -> Grant | None:
    try:
        return open_grant(identity, sealed)
    except VaultError:
        return None
