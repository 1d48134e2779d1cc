"""Logging that cannot name a visitor or repeat what one wrote: to standard error, without requests, paths or messages.

An exception is written as its type, its code and its frames. Its text is left out: it may quote what someone typed.
Addresses in what libraries say, of machines and of mailboxes, are blanked. No line carries a time finer than the hour.
"""

import ipaddress
import json
import logging
import re
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Final, Literal

Format = Literal["text", "json"]

# Attributes that Django and servers hang on records; each leads to an address, a path or a user agent.
_TELLING = ("request", "server_time", "ip", "client", "remote_addr", "user_agent", "response", "sql", "params", "alias")
_DJANGO = ("django.request", "django.security", "django.server", "django.db")
_BLANK: Final = "[address]"
# Each character is looked at once, however long a run of them is: what stands in one is decided afterwards.
_PERHAPS_MAILBOX: Final = re.compile(r"[^\s<>\"'(),;:]+")
_PERHAPS_ADDRESS: Final = re.compile(r"[0-9A-Fa-f.:]+")
_COLONS: Final = 7
"""Between the groups of an address of version 6 that is written in full."""
_FOUR_NUMBERS: Final = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}")


class NoVisitor(logging.Filter):
    """Drops what a record knows of the visitor, so that no handler or formatter can write it.

    Django's own messages hold the path ("Not Found: /x") or a statement: they are replaced by the status alone.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Every record passes, poorer."""
        if record.name.startswith(_DJANGO):
            record.msg, record.args = f"a request was answered {getattr(record, 'status_code', 'otherwise')}", ()
        try:
            record.msg, record.args = without_addresses(record.getMessage()), ()
        except (TypeError, ValueError, KeyError):  # a message and values that do not fit, which logging would print
            record.msg, record.args = "a message that could not be put together", ()
        for name in _TELLING:
            if hasattr(record, name):
                delattr(record, name)
        record.exc_text = None  # what another formatter may have made of the exception
        return True


def without_addresses(text: str) -> str:
    """`text` with each e-mail and IP address blanked, of either family, with a port or without."""
    return _PERHAPS_ADDRESS.sub(_blank_address, _PERHAPS_MAILBOX.sub(_blank_mailbox, text))


def _blank_mailbox(found: re.Match[str]) -> str:
    return _BLANK if "@" in found[0][1:-1] else found[0]


def _blank_address(found: re.Match[str]) -> str:
    """The run without its address; a word before it and a port after it stay where they are told from it."""
    whole = found[0].rstrip(".")
    text = whole if whole.endswith("::") else whole.rstrip(".:")
    host, _, port = text.rpartition(":")
    after_a_word = text.partition(":")[2]  # "peer:2001:db8::7"
    readings = [each for each in (after_a_word, host if port.isdigit() else "") if _is_address(each)]
    if len(readings) == 1 and not _is_address(text):
        text = readings[0]
    elif not readings and not _is_address(text) and not _holds_six(text):
        text = ""
    return _FOUR_NUMBERS.sub(_BLANK, found[0].replace(text, _BLANK, 1) if text else found[0])


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _holds_six(text: str) -> bool:
    """Whether an address of version 6 may stand in it, wherever that begins and ends: by its colons (RFC 4291 §2.2)."""
    return bool(text.strip(".:")) and ("::" in text or text.count(":") >= _COLONS)


class FramesOnly(logging.Formatter):
    """Writes an exception as type, code and frames, without its text and without values."""

    def formatException(  # noqa: N802 - logging's own name
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        """The frames, then the type and, where it has one, its code; causes first."""
        if ei[1] is None:
            return ""
        return "\n".join(_lines(ei[1]))


class JsonLines(FramesOnly):
    """One JSON object in a line: hour (UTC), level, logger, message, and the frames of an exception.

    What else hangs on a record is never written: only what is named here can leave.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        hour = datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%HZ")
        said = {"hour": hour, "level": record.levelname, "logger": record.name, "message": record.getMessage()}
        if record.exc_info:
            said["exception"] = self.formatException(record.exc_info)
        return json.dumps(said, ensure_ascii=False)


def _lines(error: BaseException, later: tuple[BaseException, ...] = ()) -> list[str]:
    earlier = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    # Some libraries make an exception the cause of its own cause.
    told = (*later, error)
    before = [*_lines(earlier, told), "which led to:"] if earlier and earlier not in told else []
    frames = [
        f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in traceback.extract_tb(error.__traceback__)
    ]
    code = getattr(error, "code", None)
    known = f" ({code})" if isinstance(code, str) else ""
    return [*before, *frames, f"{type(error).__module__}.{type(error).__qualname__}{known}"]


def logging_config(level: str = "INFO", form: Format = "text") -> dict[str, Any]:
    """The dictionary for `logging.config.dictConfig`, used by Django, granian and the worker alike."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"no_visitor": {"()": "vouchsafe.config.logs.NoVisitor"}},
        "formatters": {
            "text": {"()": "vouchsafe.config.logs.FramesOnly", "format": "%(levelname)s %(name)s: %(message)s"},
            "json": {"()": "vouchsafe.config.logs.JsonLines"},
        },
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": form, "filters": ["no_visitor"]},
        },
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "vouchsafe": {"level": level},
            # Django's own handlers (mail to administrators with the whole request, a console in debug) are taken away
            "django": {"handlers": [], "level": "INFO"},
            "django.server": {"handlers": [], "level": "CRITICAL", "propagate": False},
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            "django.request": {"level": "ERROR"},
        },
    }
