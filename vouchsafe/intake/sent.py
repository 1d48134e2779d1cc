"""A report as it comes in. Apart from the verbs, so that the porch can name it before Django's models are there."""

from typing import NamedTuple
from uuid import UUID


class Sent(NamedTuple):
    """A sealed report: the case's id, the bundle's bytes, and the header that pays for it."""

    case: UUID
    raw: bytes
    proof: str
