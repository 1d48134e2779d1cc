"""Which proxy a file is of, and what is found in it."""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from vouchsafe.operating.errors import OperatingError
from vouchsafe.operating.proxies import apache, caddy, haproxy, log, nginx
from vouchsafe.operating.proxies.found import Trace

KINDS: Final[Mapping[str, Callable[[Path], Iterator[Trace]]]] = {
    "nginx": nginx.check,
    "haproxy": haproxy.check,
    "caddy": caddy.check,
    "apache": apache.check,
    "log": log.check,
}
_BEGINNING: Final = 65_536
# The first that fits: each looks for what only that configuration has.
_SIGNS: Final = (
    ("haproxy", re.compile(r"^(global|defaults|frontend|backend|listen)\b[^{;]*$", re.MULTILINE)),
    ("apache", re.compile(r"^\s*(<VirtualHost\b|LoadModule\s|ServerRoot\s|ProxyPass\s)", re.MULTILINE)),
    ("nginx", re.compile(r"^\s*(server|http|events|upstream)\s*\w*\s*\{|^\s*proxy_pass\s.*;", re.MULTILINE)),
    ("caddy", re.compile(r"^\s*reverse_proxy\b", re.MULTILINE)),
)


def check_file(path: Path, kind: str | None = None) -> list[Trace]:
    """What is found in a file, by line. Raises OperatingError "proxy/unreadable"."""
    try:
        return sorted(KINDS[kind or kind_of(path)](path))
    except (OSError, UnicodeDecodeError) as error:
        raise OperatingError("proxy/unreadable", f"{path} cannot be read.") from error


def kind_of(path: Path) -> str:
    """Which proxy's configuration this is; what is none is a log."""
    with path.open("r", encoding="utf-8", errors="replace") as file:
        beginning = file.read(_BEGINNING)
    return next((kind for kind, sign in _SIGNS if sign.search(beginning)), "log")
