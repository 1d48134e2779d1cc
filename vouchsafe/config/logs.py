"""Logging that cannot name a visitor or repeat what one wrote: to standard error, without requests, paths or messages.

An exception is written as its type, its code and its frames. Its text is left out: it may quote what someone typed.
"""

import logging
import traceback
from types import TracebackType
from typing import Any

# Attributes that Django and servers hang on records; each leads to an address, a path or a user agent.
_TELLING = ("request", "server_time", "ip", "client", "remote_addr", "user_agent", "response", "sql", "params", "alias")
_DJANGO = ("django.request", "django.security", "django.server", "django.db")


class NoVisitor(logging.Filter):
    """Drops what a record knows of the visitor, so that no handler or formatter can write it.

    Django's own messages hold the path ("Not Found: /x") or a statement: they are replaced by the status alone.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Every record passes, poorer."""
        if record.name.startswith(_DJANGO):
            record.msg, record.args = f"a request was answered {getattr(record, 'status_code', 'otherwise')}", ()
        for name in _TELLING:
            if hasattr(record, name):
                delattr(record, name)
        record.exc_text = None  # what another formatter may have made of the exception
        return True


class FramesOnly(logging.Formatter):
    """Writes an exception as type, code and frames, without its text and without values."""

    def formatException(  # noqa: N802 - logging's own name
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        """The frames, then the type and, where it has one, its code; causes first."""
        if ei[1] is None:
            return ""
        return "\n".join(_lines(ei[1]))


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


def logging_config(level: str = "INFO") -> dict[str, Any]:
    """The dictionary for `logging.config.dictConfig`, used by Django, granian and the worker alike."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"no_visitor": {"()": "vouchsafe.config.logs.NoVisitor"}},
        "formatters": {
            "plain": {"()": "vouchsafe.config.logs.FramesOnly", "format": "%(levelname)s %(name)s: %(message)s"}
        },
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["no_visitor"]},
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
