"""Speaking with a partner's report door, as any reporter's client would; runs in the worker."""

import httpx
import msgspec

from vouchsafe.handover.models import Sending
from vouchsafe.intake.terminal import proof
from vouchsafe.intake.terminal.door import Place, ask, read_address
from vouchsafe.intake.terminal.published import fetch_channel


def fetch_published(client: httpx.Client, address: str) -> bytes:
    """What a channel and its organisation publish now, as one JSON {"channel", "directory"}.

    Nothing of it is believed here: the handler's browser verifies it. Raises TerminalError.
    """
    place = read_address(address)
    channel = ask(client, "GET", place.api(f"channels/{place.channel}"))
    directory = ask(client, "GET", place.api("directory"))
    return msgspec.json.encode({"channel": channel, "directory": directory})


def deliver(client: httpx.Client, sending: Sending) -> None:
    """Pay for the bundle and send it. The same bytes are taken once, however often they come.

    Raises Unreachable where no answer came, ServerRefused with the partner's code, TerminalError.
    """
    place = read_address(sending.partner.address)
    channel = fetch_channel(client, place)
    wanted = {"channel": str(channel.id), "case": str(sending.new_case)}

    def send(paid: str) -> dict[str, object]:
        headers = {"Content-Type": "application/json", proof.HEADER: paid}
        return ask(client, "PUT", _address(place, sending), content=bytes(sending.bundle), headers=headers)

    proof.proven(client, place, "report", wanted, send, lambda _share: None)


def _address(place: Place, sending: Sending) -> str:
    return place.api(f"cases/{sending.new_case}")
