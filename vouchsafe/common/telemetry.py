"""OpenTelemetry, for operators who have a collector.

Off unless OpenTelemetry's own variables name one. Then it is told:

1. The figures that Prometheus gets, as coarse as there (`operating/pushing.py`).
2. A span for each periodic task of the worker: its name, the minute that it was due in, its length in whole seconds.
   What one report adds to the work of a minute is a fraction of a second (`config/worker.py`).
3. A span for each request of a member at the desk, by its address's pattern (`doors/telemetry.py`).

Of what reporters ask there is no span at all (protocol §8). No library here adds spans or attributes of its own, since
the provider is nobody's global one. While it is off nothing of it is imported: where it is on, imports are inside.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.trace import Span, Tracer

# Source: OpenTelemetry, "OTLP Exporter Configuration" and "Environment Variable Specification".
_ENDPOINTS: Final = {
    "traces": ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"),
    "metrics": ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"),
}
_OFF: Final = {"traces": "OTEL_TRACES_EXPORTER", "metrics": "OTEL_METRICS_EXPORTER"}
_PARTS: Final = ("opentelemetry.sdk", "opentelemetry.exporter.otlp.proto.http")
"""What we import of it, by package: `opentelemetry` itself is shared by all that has to do with it."""
_NAME: Final = "vouchsafe"


def wants_traces(around: Mapping[str, str] = os.environ) -> bool:
    """Whether the environment names a collector for traces."""
    return _wants("traces", around)


def wants_metrics(around: Mapping[str, str] = os.environ) -> bool:
    """Whether it names one for metrics."""
    return _wants("metrics", around)


def is_missing() -> bool:
    """Whether somebody wants it and `vouchsafe[telemetry]` is not installed, or not all of it."""
    return (wants_traces() or wants_metrics()) and not all(map(_is_installed, _PARTS))


@cache
def tracer(release: str) -> Tracer:
    """What makes this process's spans, and sends them in the background. Only where they are wanted."""
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = TracerProvider(resource=resource(release))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return provider.get_tracer(_NAME, release)


def resource(release: str) -> Resource:
    """What all that is told is of: this software, this release, and what the operator's own variables add."""
    from opentelemetry.sdk.resources import Resource

    return Resource.create({"service.name": os.environ.get("OTEL_SERVICE_NAME") or _NAME, "service.version": release})


def now() -> int:
    """The moment, as spans tell it: nanoseconds since 1970."""
    return time.time_ns()


def fail(span: Span, kind: str) -> None:
    """Mark a span as failed, by the kind of failure alone: an exception's text may quote what somebody typed."""
    from opentelemetry.trace import StatusCode

    span.set_status(StatusCode.ERROR)
    span.set_attribute("error.type", kind)


def _is_installed(part: str) -> bool:
    try:
        return find_spec(part) is not None
    except ModuleNotFoundError:  # not even what it is part of
        return False


def _wants(what: str, around: Mapping[str, str]) -> bool:
    is_off = around.get("OTEL_SDK_DISABLED", "").lower() == "true" or around.get(_OFF[what]) == "none"
    return not is_off and any(around.get(name) for name in _ENDPOINTS[what])
