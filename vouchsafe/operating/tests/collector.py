"""An OTLP/HTTP collector: a real server that reads what OpenTelemetry sends, and keeps every byte of it."""

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


class Collector:
    """What came: spans, points of metrics as (name, attributes, value), and all of it as text."""

    def __init__(self) -> None:
        self.port = 0
        self.spans: list[Any] = []
        self.points: list[tuple[str, dict[str, str], float]] = []
        self.raw = b""
        self.text = ""
        self.came = threading.Condition()

    @property
    def variables(self) -> dict[str, str]:
        """What an operator would set; sent at once rather than each minute."""
        return {
            "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{self.port}",
            "OTEL_BSP_SCHEDULE_DELAY": "100",
            "OTEL_METRIC_EXPORT_INTERVAL": "1000",
        }

    def take(self, path: str, body: bytes) -> None:
        kinds: dict[str, Any] = {"/v1/traces": ExportTraceServiceRequest, "/v1/metrics": ExportMetricsServiceRequest}
        request = kinds[path]()
        request.ParseFromString(body)
        with self.came:
            self.raw += body
            self.text += str(request)
            for each in getattr(request, "resource_spans", ()):
                self.spans += [span for scope in each.scope_spans for span in scope.spans]
            for each in getattr(request, "resource_metrics", ()):
                for metric in (one for scope in each.scope_metrics for one in scope.metrics):
                    points = metric.gauge.data_points
                    self.points += [(metric.name, attributes(at), at.as_int or at.as_double) for at in points]
            self.came.notify_all()

    def wait_for(self, what: str, count: int) -> None:
        """Until so many spans or points came."""
        with self.came:
            assert self.came.wait_for(lambda: len(getattr(self, what)) >= count, 120), self.text


def attributes(of: Any) -> dict[str, str]:  # noqa: ANN401 - protobuf's messages share no type
    """Keys and values as text."""
    return {one.key: str(getattr(one.value, one.value.WhichOneof("value"))) for one in of.attributes}


@contextmanager
def collecting() -> Iterator[Collector]:
    """A collector that listens for as long as the block lasts."""
    collector = Collector()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            collector.take(self.path, gzip.decompress(body) if self.headers["Content-Encoding"] == "gzip" else body)
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's own name
            """It says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        collector.port = server.server_port
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield collector
        finally:
            server.shutdown()
            thread.join()
