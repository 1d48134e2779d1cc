"""Which door a Host header means. Ports are ignored: a proxy may change them."""

import re
from collections.abc import Mapping
from functools import lru_cache

_PORT = re.compile(r":\d+$")


def door_of(host: str, hosts: Mapping[str, str], onion: str = "") -> str | None:
    """The name of the door whose host this is, or None for a host that is none of ours.

    `hosts` maps door names to "host" or "host:port" (settings.HOSTS); `onion` leads to the report door
    (settings.ONION).
    """
    if is_same_host(host, onion):
        return "report"
    return next((name for name, own in hosts.items() if is_same_host(host, own)), None)


def is_same_host(host: str, own: str) -> bool:
    """Whether a Host header means this host of ours; an empty one means none."""
    return own != "" and _bare(host).rstrip(".") == _bare(own)


@lru_cache(maxsize=256)
def _bare(host: str) -> str:
    return _PORT.sub("", host.lower())
