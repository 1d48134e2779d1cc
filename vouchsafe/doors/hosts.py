"""Which door a Host header means. Ports are ignored: a proxy may change them."""

import re
from collections.abc import Mapping

_PORT = re.compile(r":\d+$")


def door_of(host: str, hosts: Mapping[str, str]) -> str | None:
    """The name of the door whose host this is, or None for a host that is none of ours.

    `hosts` maps door names to "host" or "host:port" (settings.HOSTS).
    """
    asked = _PORT.sub("", host.lower()).rstrip(".")
    return next((name for name, own in hosts.items() if _PORT.sub("", own.lower()) == asked), None)
