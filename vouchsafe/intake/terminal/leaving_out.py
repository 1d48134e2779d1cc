"""`--not-for NAME`: whom the reporter leaves out, by the names that the server gives the channel's handlers."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import httpx

from vouchsafe.intake.terminal.door import Place, ask
from vouchsafe.intake.terminal.errors import TerminalError
from vouchsafe.intake.terminal.texts import gettext as _
from vouchsafe.intake.terminal.texts import plain
from vouchsafe.vault.directory import Directory, Role


def cards_outside_leadership(channel: UUID, directory: Directory) -> list[bytes]:
    """The cards (fingerprints) of the handlers who are not independent, by the verified directory.

    Raises TerminalError "leadership/nobody" where no handler of the channel is independent; nothing was sent then.
    """
    handlers = {card.fingerprint for card in directory.holders(channel, [Role.HANDLER])}
    independent = {card.fingerprint for card in directory.holders(channel, [Role.INDEPENDENT])}
    if not handlers & independent:
        message = _(
            "No reader of this channel stands outside the hierarchy. Leave readers out by name, with --not-for."
        )
        raise TerminalError("leadership/nobody", message)
    return sorted(handlers - independent)


def cards_left_out(
    client: httpx.Client, place: Place, channel: UUID, directory: Directory, names: Sequence[str]
) -> list[bytes]:
    """The cards (fingerprints) of the handlers of these names. A name is the server's word: no key vouches for it.

    Raises TerminalError "not-for/unknown" for a name that is not exactly one handler's, "not-for/everyone" when nobody
    would be left; nothing was sent then.
    """
    if not names:
        return []
    handlers = directory.holders(channel, [Role.HANDLER])
    people = _named(ask(client, "GET", place.api(f"readers/{channel}")), {str(card.holder) for card in handlers})
    chosen = {_find(name, people) for name in names}
    excluded = [card.fingerprint for card in handlers if str(card.holder) in chosen]
    if len(excluded) == len(handlers):
        message = _("Somebody must be left to read your report. If nobody here should, turn to another place: %(url)s")
        raise TerminalError("not-for/everyone", message % {"url": f"{place.origin}/en/{place.organisation}/"})
    return excluded


def _named(answer: Mapping[str, object], holders: set[str]) -> dict[str, str]:
    """Names by the id of their holder, of handlers that the verified directory lists."""
    readers = answer.get("readers")
    if not isinstance(readers, list) or not all(isinstance(one, dict) for one in readers):
        raise TerminalError(
            "channel/foreign", _("The server does not answer as a report door does. Check the address.")
        )
    return {str(one.get("id")): str(one.get("name")) for one in readers if str(one.get("id")) in holders}


def _find(wanted: str, people: Mapping[str, str]) -> str:
    found = [holder for holder, name in people.items() if name.casefold() == wanted.strip().casefold()]
    if len(found) != 1:
        message = _("No one reader here is called “%(name)s”. Readers are: %(names)s.")
        names = ", ".join(plain(name) for name in people.values())
        raise TerminalError("not-for/unknown", message % {"name": plain(wanted), "names": names})
    return found[0]
