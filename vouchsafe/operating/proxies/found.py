"""What is found in a file of a reverse proxy."""

import re
from typing import Final, NamedTuple

ADDRESS_HEADERS: Final = frozenset({"x-forwarded-for", "x-real-ip", "forwarded", "x-client-ip", "true-client-ip"})


class Trace(NamedTuple):
    """One thing that would leave a trace of a reporter: the line (from 1), what it does, and the mend."""

    line: int
    sentence: str
    mend: str


def told(line: int, mend: str) -> Trace:
    """The proxy tells the server who asks."""
    return Trace(line, "The visitor's address is handed to the server.", mend)


def logs(line: int, mend: str) -> Trace:
    """Each visit leaves a line."""
    return Trace(line, "Visits are logged: when, and by default from where.", mend)


def logs_errors(line: int, mend: str) -> Trace:
    """As above, where something goes wrong."""
    return Trace(line, "Errors are logged, and their lines name who visited.", mend)


def remembers(line: int, mend: str) -> Trace:
    """Addresses lie in the proxy's memory."""
    return Trace(line, "The proxy remembers visitors' addresses.", mend)


def marks(line: int, mend: str) -> Trace:
    """A cookie tells one visitor from another."""
    return Trace(line, "Visitors get a cookie from the proxy.", mend)


def without_comment(text: str) -> str:
    """A line of a configuration whose comments begin with #, outside of quotes."""
    return re.sub(r"""^((?:[^#"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')*)#.*$""", r"\1", text)
