"""A subject's reply room at the desk: opened, told, and ended by a handler."""

from e2e.cast import Member
from e2e.cheats import Operator
from e2e.replying import open_room


def test_a_room_is_in_the_inbox(operator: Operator, hana: Member) -> None:
    """Hana opens a room, and finds it among her cases by its title."""
    open_room(operator, hana, "A report concerns you.", title="Reply room of the north gate")

    hana.open_case("Reply room of the north gate")
