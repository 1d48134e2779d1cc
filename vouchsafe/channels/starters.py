"""Starters: definitions to begin with. Each is whole but for placeholders, which the organisation's details fill."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from django.utils.translation import gettext as _

from vouchsafe.channels.errors import ChannelError
from vouchsafe.channels.rules import PLACEHOLDERS

Body = dict[str, Any]
LONGEST_DETAIL = 500
_PLACEHOLDER = re.compile("|".join(re.escape(name) for name in PLACEHOLDERS))


@dataclass(frozen=True, slots=True)
class Details:
    """What every starter asks for: texts that stand in every language alike."""

    organisation: str
    address: str
    contact: str
    privacy_contact: str


@cache
def names() -> list[str]:
    """The names of all starters: the files of channels/starters, in order."""
    folder = files("vouchsafe.channels").joinpath("starters")
    return sorted(file.name.removesuffix(".json") for file in folder.iterdir() if file.name.endswith(".json"))


def read(name: str) -> Body:
    """A fresh copy of a starter as it is written. Raises ChannelError "starter/not-found"."""
    if name not in names():
        raise ChannelError("starter/not-found", _("There is no template of this name."), 404, field="starter")
    body: Body = json.loads(files("vouchsafe.channels").joinpath(f"starters/{name}.json").read_bytes())
    return body


def begin(name: str, details: Details) -> Body:
    """The starter with every placeholder filled: a definition that may be published as it is.

    Raises ChannelError "starter/not-found", or "starter/detail" for a detail that is empty or too long.
    """
    values: dict[str, str] = {}
    for placeholder in PLACEHOLDERS:
        detail = placeholder.strip("{}")
        value = getattr(details, detail).strip()
        if not value or len(value) > LONGEST_DETAIL or "\x00" in value or _PLACEHOLDER.search(value):
            message = _("Write something here, at most %(most)d characters.") % {"most": LONGEST_DETAIL}
            raise ChannelError("starter/detail", message, field=detail)
        values[placeholder] = value
    filled: Body = _filled(read(name), values)
    return filled


def named(name: str, organisation: str) -> Body:
    """The starter with the organisation's name put in and the rest left open: how it is shown before it is begun."""
    shown: Body = _filled(read(name), {"{organisation}": organisation})
    return shown


def _filled(value: Any, values: Mapping[str, str]) -> Any:  # noqa: ANN401 - any JSON value
    """`value` with each placeholder replaced once: what was put in is never searched again."""
    if isinstance(value, str):
        return _PLACEHOLDER.sub(lambda found: values.get(found[0], found[0]), value)
    if isinstance(value, dict):
        return {name: _filled(inner, values) for name, inner in value.items()}
    if isinstance(value, list):
        return [_filled(inner, values) for inner in value]
    return value
