"""nginx: its configuration, parsed with nginx's own crossplane, files that it includes too."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import crossplane

from vouchsafe.operating.errors import OperatingError
from vouchsafe.operating.proxies.found import ADDRESS_HEADERS, Trace, logs, logs_errors, marks, remembers, told

Directive = Mapping[str, Any]
_SPOOLING: Final = ("proxy_request_buffering", "proxy_buffering")
_SPOOLS: Final = "What reporters send or read is spooled to the disk, without script in plain text."
_INHERITED: Final = ("access_log", "error_log", *_SPOOLING)
_OFF: Final = ("off",)
_LIMITS: Final = frozenset({"limit_req_zone", "limit_conn_zone"})
_CHANGES: Final = frozenset({"sub_filter", "add_before_body", "add_after_body", "mirror"})
_TRACES: Final = frozenset({"otel_trace", "opentelemetry", "opentracing", "zipkin", "rewrite_log"})
_PLACES: Final = frozenset({"geoip_country", "geoip_city", "geoip2"})


def check(path: Path) -> Iterator[Trace]:
    """What is found in a whole configuration (nginx.conf), or in a file that one includes in its http part.

    Raises OperatingError "proxy/unreadable" with the place of what crossplane does not understand.
    """
    parsed = crossplane.parse(str(path), combine=True, check_ctx=False, check_args=False)
    for error in parsed["errors"]:
        raise OperatingError("proxy/unreadable", f"{path}: {error['error']}.")
    yield from _block(parsed["config"][0]["parsed"], {})


def _block(block: list[Directive], above: Mapping[str, Directive]) -> Iterator[Trace]:
    """A block's own directives, then what is within, with what it inherits."""
    here = {**above, **{one["directive"]: one for one in block if one["directive"] in _INHERITED}}
    for one in block:
        yield from _directive(one)
        if one["directive"] == "proxy_pass":
            for name in _SPOOLING:
                if name not in here:
                    yield Trace(one["line"], _SPOOLS, f"Write `{name} off;` beside this line.")
        if one["directive"] == "server" and "block" in one:
            yield from _server(one, here)
        elif "block" in one:
            yield from _block(one["block"], here)


def _server(server: Directive, above: Mapping[str, Directive]) -> Iterator[Trace]:
    """What a server does of its own accord, unless it is told not to."""
    line, block = server["line"], server["block"]
    here = {**above, **{one["directive"]: one for one in block if one["directive"] in _INHERITED}}
    if "access_log" not in here:
        yield logs(line, "Write `access_log off;` into this server.")
    if "error_log" not in here:
        yield logs_errors(line, "Write `error_log /dev/null crit;` into this server.")
    yield from _block(block, here)


def _directive(one: Directive) -> Iterator[Trace]:  # noqa: C901 - one branch for each directive
    name, args, line = one["directive"], tuple(one["args"]), one["line"]
    if name == "access_log" and args[:1] != _OFF:
        yield logs(line, "Write `access_log off;`.")
    elif name == "error_log" and args[:1] != ("/dev/null",):
        yield logs_errors(line, "Write `error_log /dev/null crit;`.")
    elif name in _SPOOLING and args != _OFF:
        yield Trace(line, _SPOOLS, f"Write `{name} off;`.")
    elif name == "client_body_in_file_only" and args != _OFF:
        yield Trace(line, "Each body is kept as a file.", "Remove this line.")
    elif name == "proxy_set_header" and len(args) == 2 and _tells(*args):  # noqa: PLR2004 - name and value
        yield told(line, f'Write `proxy_set_header {args[0]} "";`.')
    elif name in _LIMITS and "remote_addr" in args[0]:
        yield remembers(line, "Limit by server ($server_name), or leave it to Vouchsafe, which asks for work.")
    elif name == "proxy_cache" and args != _OFF:
        yield Trace(line, "Answers are kept on the disk.", "Write `proxy_cache off;`.")
    elif name in _TRACES and args[:1] != _OFF:
        yield logs(line, f"Write `{name} off;`, or remove this line.")
    elif name in _PLACES:
        yield Trace(line, "Where visitors are is looked up.", "Remove this line.")
    elif name in _CHANGES and args != _OFF:
        yield Trace(line, "Pages are changed, or requests copied, on their way.", "Remove this line.")
    elif (name == "userid" and args[:1] == ("on",)) or (name == "add_header" and args[0].lower() == "set-cookie"):
        yield marks(line, "Remove this line.")


def _tells(name: str, value: str) -> bool:
    return "remote_addr" in value or "x_forwarded_for" in value or (name.lower() in ADDRESS_HEADERS and value != "")
