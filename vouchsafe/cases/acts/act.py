"""What an act that takes two people is made of."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from vouchsafe.cases.checks import Kinds
from vouchsafe.cases.models import Case, Proposal
from vouchsafe.cases.wire import Wire
from vouchsafe.people.models import Member

T = TypeVar("T", bound=Wire)


@dataclass(frozen=True, slots=True)
class Act(Generic[T]):
    """An act: its terms as a strict shape, what forbids it, and what is done once a second person agreed.

    `check` looks at the locked case, when it is proposed and again when it is agreed to, and raises to refuse.
    `perform` is given the locked case, the proposal and who agreed, and does the act in their transaction.

    `brings`: the kinds of which one item comes with the proposal, and its terms name each by its kind, with the SHA-256
    of the sealed item. `answers`: the kinds of which one item comes with the agreement.
    """

    tag: Proposal.Act
    terms: type[T]
    check: Callable[[Case, T], None]
    perform: Callable[[Case, T, Proposal, Member], None]
    brings: Kinds = field(default_factory=dict)
    answers: Kinds = field(default_factory=dict)
