"""granian, as Vouchsafe runs it."""

import resource
from pathlib import Path

from django.conf import settings
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server

_BACKLOG = 4096
_AT_ONCE = 16_384
# What is handed over at once of a large body, and the most that a request's head may be. Less makes an upload's every
# piece dearer than its bytes; the kernel holds more than this for each connection already.
_PIECE = 1024 * 1024


def serve(*, host: str, port: int, socket: Path | None, workers: int) -> None:
    """Serve the three doors until a signal ends it, on a port or on a unix socket for the reverse proxy.

    Slow clients are many and cheap: what bounds them is file descriptors, so the limit is raised as far as it goes.
    There is no access log.
    """
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    Server(
        "vouchsafe.porch.asgi:application",
        address=host,
        port=port,
        uds=socket,
        uds_permissions=0o660 if socket else None,
        interface=Interfaces.ASGINL,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(max_buffer_size=_PIECE),
        workers=workers,
        websockets=False,
        backlog=_BACKLOG,
        backpressure=_AT_ONCE,
        respawn_failed_workers=True,
        workers_kill_timeout=30,
        log_level=LogLevels.warning,
        log_dictconfig=settings.LOGGING,
        log_access=False,
    ).serve()
