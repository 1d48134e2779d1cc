"""The monitor's figures for an OpenTelemetry collector, where the operator has one (`common/telemetry.py`)."""

from collections.abc import Callable, Iterable

from django.db import connection
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.metrics import CallbackOptions, Observation
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from prometheus_client.core import GaugeMetricFamily

from vouchsafe.common import telemetry
from vouchsafe.operating.monitor import Figures


def push(figures: Figures, release: str) -> MeterProvider:
    """Tell them each minute, or as OTEL_METRIC_EXPORT_INTERVAL says; the same numbers that Prometheus would read."""
    reader = PeriodicExportingMetricReader(OTLPMetricExporter())
    provider = MeterProvider([reader], resource=telemetry.resource(release))
    meter = provider.get_meter("vouchsafe", release)
    for name, gauge in figures.gauges.items():
        meter.create_observable_gauge(name, [_observing(gauge)])
    return provider


def _observing(gauge: Callable[[], GaugeMetricFamily]) -> Callable[[CallbackOptions], Iterable[Observation]]:
    def observe(_options: CallbackOptions) -> Iterable[Observation]:
        try:
            return [Observation(float(sample.value), sample.labels) for sample in gauge().samples]
        finally:
            connection.close()  # the thread looks once a minute

    return observe
