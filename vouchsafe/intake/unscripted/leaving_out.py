"""The question who should not read a report, without script: the channel's handlers by name, and who was chosen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from vouchsafe.channels.models import Definition
from vouchsafe.intake.unscripted.reading import Typed
from vouchsafe.people.queries import Reader, readers_of

NAME: Final = "left_out"
"""The name of its controls; their values are ids of members."""
LEADERSHIP: Final = "leadership"
"""The name of the control that leaves out everybody but independent handlers."""


@dataclass(frozen=True, slots=True)
class LeavingOut:
    """Who reads the channel's reports, and whom of them this reporter leaves out."""

    readers: Sequence[Reader]
    chosen: Sequence[Reader]
    leadership: bool = False

    @property
    def independent(self) -> Sequence[Reader]:
        """Who alone would read a report on the leadership; empty where that cannot be offered."""
        independent = [reader for reader in self.readers if reader.independent]
        return independent if len(independent) < len(self.readers) else []

    @property
    def independent_names(self) -> list[str]:
        """The names of those."""
        return [reader.name for reader in self.independent]

    @property
    def is_possible(self) -> bool:
        """Whether anybody would be left."""
        return len(self.readers) > 1

    @property
    def leaves_nobody(self) -> bool:
        """Whether nobody is left who could read the report, because all were chosen."""
        return bool(self.chosen) and len(self.chosen) == len(self.readers)

    @property
    def names(self) -> list[str]:
        """The names of those who are left out."""
        return [reader.name for reader in self.chosen]


def leaving_out(definition: Definition, typed: Typed) -> LeavingOut:
    """What was chosen, by the handlers of now; somebody who handles the channel no more gets no key anyway."""
    readers = readers_of(definition.organisation_id, definition.channel_id)
    wanted = set(typed.get(NAME, ()))
    leadership = "yes" in typed.get(LEADERSHIP, ()) and any(reader.independent for reader in readers)
    chosen = [one for one in readers if str(one.id) in wanted or (leadership and not one.independent)]
    return LeavingOut(readers, chosen, leadership)
