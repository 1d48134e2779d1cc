"""What the tests serve: the real porch and the real Django, and a few addresses that show what arrives."""

import json
import os
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from uuid import UUID

os.environ["DJANGO_SETTINGS_MODULE"] = "vouchsafe.config.settings"

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from vouchsafe.looks.hosts import OwnHost
from vouchsafe.porch.app import Files, Limits, Porch

BODY_LIMIT = 256 * 1024
MEMORY_LIMIT = 8 * 1024 * 1024
FILES = Files(body=512 * 1024, memory=3 * 512 * 1024, discards=1024 * 1024, seconds=8)
SPEAK = OwnHost("speak.meridian.example", "report", UUID(int=1), "meridian")
django = get_wsgi_application()
busy = threading.Event()


class OneHost:
    """One organisation has a host of its own; whoever asks the first time asks in a thread."""

    asked = False

    def known_host(self, host: str, /) -> OwnHost | None:
        return self.own_host(host) if self.asked else None

    def own_host(self, host: str, /) -> OwnHost | None:
        self.asked = True
        return SPEAK if host == SPEAK.name else None


def wsgi(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Some addresses of the tests' own; everything else is Django's.

    /test/echo tells what arrived, as does a mailbox; /test/big is a large file; /test/busy keeps its thread until a
    mailbox asks it to let go.
    """
    path = environ["PATH_INFO"]
    if path == "/test/busy":
        busy.wait(60)
        start_response("204 No Content", [])
        return []
    if path == "/api/v1/test/mailbox/let-go":
        busy.set()
    if path in ("/test/echo", "/api/v1/test/mailbox", "/api/v1/test/mailbox/let-go", "/en/test/return/unscripted/"):
        seen = {name: value for name, value in environ.items() if isinstance(value, str)}
        body = json.dumps({"environ": seen, "size": len(environ["wsgi.input"].read())}).encode()
        start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]
    if path == "/test/big":
        file = Path(os.environ["BIG_FILE"])
        start_response("200 OK", [("Content-Length", str(file.stat().st_size))])
        wrapped: Iterable[bytes] = environ["wsgi.file_wrapper"](file.open("rb"))
        return wrapped
    return django(environ, start_response)


application = Porch(
    wsgi,
    settings.HOSTS,
    settings.VOUCHSAFE.scheme,
    Limits(body=BODY_LIMIT, memory=MEMORY_LIMIT, seconds=8, files=FILES),
    own_hosts=OneHost(),
)
