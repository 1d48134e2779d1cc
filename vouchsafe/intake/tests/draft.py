"""A good bundle, as a test takes it up to spoil it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.cast import House, Sent
from vouchsafe.vault.place import KeyKind

Document = dict[str, Any]


@dataclass
class Draft:
    """A good bundle with one attachment, to be spoilt; `other` is one that is stored already."""

    house: House
    sent: Sent
    other: Sent
    bundle: Document

    @classmethod
    def begin(cls, house: House) -> "Draft":
        """A good one that nobody has spoilt yet."""
        other = cast.send(house, attachment=b"another ledger")
        sent = cast.seal(house, attachment=b"the ledger", apart=cast.APART)
        return cls(house, sent, other, sent.bundle)

    def spoilt_by(self, spoil: "Spoil") -> bytes:
        """The bundle's bytes once it is."""
        return spoil(self) or json.dumps(self.bundle).encode()

    def item(self, kind: str) -> Document:
        found: Document = next(item for item in self.bundle["items"] if item["kind"] == kind)
        return found

    def grant(self, holder: str) -> Document:
        found: Document = next(grant for grant in self.bundle["grants"] if grant["holder"] == holder)
        return found

    def shares(self) -> list[Document]:
        """The grants of the key that seals who reports."""
        return [grant for grant in self.bundle["grants"] if grant["key_kind"] == KeyKind.IDENTITY]

    def elsewhere(self) -> House:
        """Another organisation on the same server."""
        return cast.elsewhere()

    def without_grants(self, *holders: str) -> None:
        self.bundle["grants"] = [grant for grant in self.bundle["grants"] if grant["holder"] not in holders]

    @property
    def handlers(self) -> list[str]:
        return [self.house.hana.fingerprint.hex(), self.house.omar.fingerprint.hex()]


Spoil: TypeAlias = Callable[[Draft], bytes | None]
"""Spoils a draft, or gives other bytes in its place."""
