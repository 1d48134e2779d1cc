"""The steps of a case (ISO 37002: receive, assess, address, conclude), as data.

To be concluded takes an outcome, so it is not a step among these: `conclusions` does it, from `MAY_CONCLUDE`.
"""

from collections.abc import Mapping
from typing import Final

from vouchsafe.cases.models import Outcome, State

STEPS: Final[Mapping[State, frozenset[State]]] = {
    State.RECEIVED: frozenset({State.ASSESSING}),
    State.ASSESSING: frozenset({State.ADDRESSING}),
    State.ADDRESSING: frozenset(),
    State.CONCLUDED: frozenset({State.ADDRESSING}),  # reopened
}
"""From each state, where a case may go next. The only way back is to reopen what was concluded."""


MAY_CONCLUDE: Final = frozenset({State.ASSESSING, State.ADDRESSING})
"""What is outside the scope, a duplicate, or somebody else's is known once it was assessed."""

ERASING: Final = frozenset({Outcome.UNSUPPORTED, Outcome.OUTSIDE_SCOPE})
"""Outcomes after which nothing is to stay, once the closing letter has stood."""


def may_go(current: State, to: State) -> bool:
    """Whether a case in `current` may be moved to `to`."""
    return to in STEPS[current]
