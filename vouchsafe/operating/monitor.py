"""`vouchsafe monitor`: health, readiness and figures for the operator's own machines, on an address of its own.

No address here tells anything of a person, an organisation or a case, and nothing moves in the minute in which
somebody reports: there is no count of visits, reports, cases or rows. What a report makes grow (room on the disk, the
database) is told in whole GiB, and looked at once an hour.
"""

import json
import logging
import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

import msgspec
from django.db import DatabaseError, connection
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from vouchsafe.common import clock
from vouchsafe.config.checks import Finding
from vouchsafe.config.configuration import Config
from vouchsafe.operating import doctor
from vouchsafe.operating.doctor import GIB, Places

READY: Final = ("database", "migrations", "storage", "server")
WORKING: Final = ("worker", "record sequencer", "clock")
_TEXT: Final = "text/plain; charset=utf-8"
_JSON: Final = "application/json"

_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "sandbox; default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

logger = logging.getLogger(__name__)


class Answer(msgspec.Struct, frozen=True):
    """What an address of the monitor says."""

    status: int
    kind: str
    body: bytes


class Figures(Collector):
    """What Prometheus scrapes. What reports make grow is sampled with the first scrape of each hour."""

    def __init__(self, config: Config, places: Places) -> None:
        self._config = config
        self._places = places
        self._hour = -1
        self._sizes: dict[str, int] = {}
        self.gauges: dict[str, Callable[[], GaugeMetricFamily]] = {
            "vouchsafe_works": self._works,
            "vouchsafe_undelivered": self._undelivered,
            "vouchsafe_gib": self._gib,
        }

    def collect(self) -> Iterator[GaugeMetricFamily | InfoMetricFamily]:
        """Every figure there is."""
        yield InfoMetricFamily("vouchsafe_release", "The release that runs.", {"release": self._config.release})
        yield from (gauge() for gauge in self.gauges.values())

    def _works(self) -> GaugeMetricFamily:
        works = GaugeMetricFamily(
            "vouchsafe_works", "Whether a part is in order, as `doctor` sees it.", labels=["part"]
        )
        for part in (*READY, *WORKING):
            works.add_metric([part], not _dangerous(_findings(self._config, self._places, (part,))))
        return works

    def _undelivered(self) -> GaugeMetricFamily:
        sentence = "Notices that could not be handed to the mail server so far."
        return GaugeMetricFamily("vouchsafe_undelivered", sentence, _undelivered())

    def _gib(self) -> GaugeMetricFamily:
        sizes = GaugeMetricFamily("vouchsafe_gib", "Sizes in whole GiB, looked at once an hour.", labels=["what"])
        for what, size in self._in_gib().items():
            sizes.add_metric([what], size)
        return sizes

    def _in_gib(self) -> dict[str, int]:
        hour = int(clock.now().timestamp()) // 3600
        if hour != self._hour:
            free = shutil.disk_usage(self._config.data_dir).free
            self._sizes = {"free": free // GIB, "database": _size_of_database() // GIB}
            self._hour = hour
        return self._sizes


def answers(config: Config, places: Places, *, metrics: bool) -> dict[str, Callable[[], Answer]]:
    """The monitor's addresses."""
    registry = CollectorRegistry()
    registry.register(Figures(config, places))

    def health() -> Answer:
        return _verdict(_findings(config, places, ("server",)))

    def ready() -> Answer:
        return _verdict(_findings(config, places, READY))

    def figures() -> Answer:
        return Answer(HTTPStatus.OK, CONTENT_TYPE_PLAIN_0_0_4, generate_latest(registry))

    return {"/health": health, "/ready": ready, **({"/metrics": figures} if metrics else {})}


def monitor(host: str, port: int, addresses: dict[str, Callable[[], Answer]]) -> ThreadingHTTPServer:
    """A server of these addresses; `serve_forever` runs it. It writes no log of who asks."""
    lock = threading.Lock()  # one look at a time, whoever asks how often

    class Handler(BaseHTTPRequestHandler):
        server_version, sys_version = "vouchsafe", ""

        def do_GET(self) -> None:
            address = addresses.get(self.path)
            answer = Answer(HTTPStatus.NOT_FOUND, _TEXT, b"not here\n")
            if address is not None:
                with lock:
                    answer = _safely(address)
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.kind)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def end_headers(self) -> None:
            for name, value in _HEADERS.items():
                self.send_header(name, value)
            super().end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's own name
            """Nobody is noted."""

    return _Server((host, port), Handler)


class _Server(ThreadingHTTPServer):
    """One whose reader may hang up at any moment: that is nobody's error, and everything else is in the log."""

    def handle_error(self, _request: object, _client_address: object) -> None:
        error = sys.exc_info()[1]
        if not isinstance(error, ConnectionError):
            logger.error("the monitor failed", exc_info=error)


def _safely(address: Callable[[], Answer]) -> Answer:
    try:
        return address()
    except Exception:
        logger.exception("the monitor failed")
        return Answer(HTTPStatus.INTERNAL_SERVER_ERROR, _TEXT, b"the monitor failed: see its log\n")
    finally:
        connection.close()  # each request is a thread's first and last


def _verdict(findings: list[Finding]) -> Answer:
    """200 where nothing dangerous was found, else 503; codes only, since sentences may name hosts."""
    lacks = [finding.code for finding in findings if finding.dangerous]
    status = HTTPStatus.SERVICE_UNAVAILABLE if lacks else HTTPStatus.OK
    return Answer(status, _JSON, json.dumps({"ready": not lacks, "lacks": lacks}).encode())


def _findings(config: Config, places: Places, parts: tuple[str, ...]) -> list[Finding]:
    found: list[Finding] = []
    for part in parts:
        try:
            found += doctor.PARTS[part](config, places)
        except DatabaseError:
            found.append(Finding("database/unreachable", "The database does not answer.", "Look at PostgreSQL."))
    return found


def _dangerous(findings: list[Finding]) -> bool:
    return any(finding.dangerous for finding in findings)


def _undelivered() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM delivery_message WHERE attempts > 0")
        count: int = cursor.fetchone()[0]
    return count


def _size_of_database() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        size: int = cursor.fetchone()[0]
    return size
