"""Speaking with a partner's report door, as any reporter's client would; runs in the worker."""

from collections.abc import Sequence
from uuid import UUID

import httpx
import msgspec

from vouchsafe.common import uploads
from vouchsafe.handover.models import MOST_OF_LOCATION, Room, Sending
from vouchsafe.intake.terminal import proof, upload
from vouchsafe.intake.terminal.door import Place, ask, read_address
from vouchsafe.intake.terminal.errors import ServerRefused, TerminalError, Unreachable
from vouchsafe.intake.terminal.published import fetch_channel


def fetch_published(client: httpx.Client, address: str) -> bytes:
    """What a channel and its organisation publish now, as one JSON {"channel", "directory"}.

    Nothing of it is believed here: the handler's browser verifies it. Raises TerminalError.
    """
    place = read_address(address)
    channel = ask(client, "GET", place.api(f"channels/{place.channel}"))
    directory = ask(client, "GET", place.api("directory"))
    return msgspec.json.encode({"channel": channel, "directory": directory})


def announce(client: httpx.Client, room: Room) -> None:
    """Pay for room for a file at the partner, and note where it is. Raises as `deliver`."""
    place = read_address(room.partner.address)
    channel = fetch_channel(client, place)
    blob, address = upload.announce(client, place, channel.id, room.sealed_length)
    if not address.startswith(f"{place.origin}/") or len(address) > MOST_OF_LOCATION:
        raise TerminalError("upload/foreign", "The partner names another server for the file.")
    room.blob, room.address = blob, address


def deliver(client: httpx.Client, sending: Sending, rooms: Sequence[Room]) -> None:
    """Send the files, then pay for the bundle and send it. The same bytes are taken once, however often they come.

    Raises Unreachable where no answer came, ServerRefused with the partner's code, TerminalError.
    """
    place = read_address(sending.partner.address)
    channel = fetch_channel(client, place)
    for room in rooms:
        with uploads.open_blob(sending.organisation_id, _blob(room)) as sealed:
            upload.send(client, room.address, sealed, room.sealed_length, lambda _sent: None)
    wanted = {"channel": str(channel.id), "case": str(sending.new_case)}

    def send(paid: str) -> dict[str, object]:
        headers = {"Content-Type": "application/json", proof.HEADER: paid}
        return ask(client, "PUT", _address(place, sending), content=bytes(sending.bundle), headers=headers)

    proof.proven(client, place, "report", wanted, send, lambda _share: None)


def _blob(room: Room) -> UUID:
    if room.blob is None:
        raise TerminalError("upload/lost", "A file of this hand-over has no room.")
    return room.blob


def _address(place: Place, sending: Sending) -> str:
    return place.api(f"cases/{sending.new_case}")


_PASSING = frozenset({408, 425, 428, 429})


def is_passing(error: Exception) -> bool:
    """Whether a later try may be answered otherwise: no answer, the partner's own failure, or "not now"."""
    if isinstance(error, ServerRefused):
        return error.status >= 500 or error.status in _PASSING  # noqa: PLR2004 - the partner's own failures
    return isinstance(error, Unreachable)
