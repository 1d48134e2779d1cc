"""OpenTelemetry tells an operator how the server does, and nobody who reports, what, or when."""

import os
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from vouchsafe.cases.models import Case
from vouchsafe.cases.tests.cast import House
from vouchsafe.common import telemetry
from vouchsafe.common.tests.ports import free_port
from vouchsafe.config.checks import Finding, check_configuration
from vouchsafe.operating.tests.collector import attributes, collecting
from vouchsafe.porch.tests.running import running
from vouchsafe.porch.tests.test_no_minute import leave_a_report

LOADED = """
import sys
from vouchsafe.cli.preparing import set_up_django
set_up_django()
import vouchsafe.porch.asgi, vouchsafe.config.worker, vouchsafe.operating.monitor
print([name for name in sys.modules if name.split(".")[0] in ("opentelemetry", "google")])
"""
MINUTE = 60 * 1_000_000_000


def read_at_the_desk(port: int, cookie: str, path: str) -> int:
    """One request of Hana's browser; its status."""
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        sent = {"Host": f"desk.localhost:{port}", "Cookie": cookie, "User-Agent": "Mozilla/5.0 (Hana's)"}
        connection.request("GET", path, headers={**sent, "traceparent": f"00-{'ab' * 16}-{'cd' * 8}-01"})
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


def test_spans_tell_of_the_desk_by_patterns_and_of_reporters_nothing(
    house: House,
    desk_client: Client,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A report with a file, a second message, a refused request come and go without a span; Hana's reading has two."""
    desk_client.force_login(house.hana.member)
    cookie = f"session={desk_client.cookies['session'].value}"
    with collecting() as collector, running(tmp_path, variables=collector.variables) as server:
        assert read_at_the_desk(server.port, cookie, "/") == 200
        collector.wait_for("spans", 1)
        begun = time.time_ns()
        receipt = leave_a_report(server.port, tmp_path, capsys, monkeypatch)
        assert server.ask("PUT", f"/api/v1/meridian/cases/{receipt.case_id}", b"{")[0] >= 400
        assert server.ask("GET", "/en/meridian/", door="")[0] == 200
        ended = time.time_ns()
        read = f"/api/v1/cases/{receipt.case_id}"
        assert read_at_the_desk(server.port, cookie, f"{read}?hana@meridian.example") == 200
        collector.wait_for("spans", 2)
        time.sleep(1)  # ten times as long as spans wait to be sent

    assert [span.name for span in collector.spans] == ["GET ", "GET api/v1/cases/<uuid:case_id>"]
    assert [span for span in collector.spans if begun <= span.start_time_unix_nano <= ended] == []
    allowed = {"http.request.method", "http.route", "http.response.status_code"}
    assert {name for span in collector.spans for name in attributes(span)} == allowed
    assert not any(span.events or span.links or span.parent_span_id for span in collector.spans)
    organisation = house.organisation
    told = [str(receipt.case_id), str(organisation.id), str(house.hana.member.id), house.hana.member.email]
    told += [organisation.slug, receipt.text, "127.0.0.1", "Mozilla", "mailbox", "report", "ab" * 16, server.log.name]
    assert [each for each in told if each in collector.text or each.encode() in collector.raw] == []
    assert bytes.fromhex("ab" * 16) not in collector.raw
    assert receipt.case_id.bytes not in collector.raw
    assert Case.objects.filter(id=receipt.case_id).exists()


def test_metrics_are_those_of_prometheus_and_no_report_moves_one(
    house: House,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """`vouchsafe monitor` sends the same numbers each time, before and after a report, with no other attribute."""
    with collecting() as collector, running(tmp_path) as server:
        command = [sys.executable, "-m", "vouchsafe", "monitor", "--port", str(free_port())]
        command += ["--server", f"http://127.0.0.1:{server.port}"]
        around = {**server.environment, **collector.variables}
        with subprocess.Popen(command, env=around) as monitor:
            try:
                collector.wait_for("points", 10)
                before = {(name, *sorted(labels.values())): value for name, labels, value in collector.points}
                receipt = leave_a_report(server.port, tmp_path, capsys, monkeypatch)
                collector.wait_for("points", len(collector.points) + 2 * len(before))
            finally:
                monitor.terminate()
        after = {(name, *sorted(labels.values())): value for name, labels, value in collector.points}
    assert after == before
    assert before["vouchsafe_works", "database"] == before["vouchsafe_works", "server"] == 1
    assert before["vouchsafe_works", "worker"] == before["vouchsafe_undelivered",] == 0
    assert {name for name, *_labels in before} == {"vouchsafe_works", "vouchsafe_undelivered", "vouchsafe_gib"}
    assert {name for _name, labels, _value in collector.points for name in labels} == {"part", "what"}
    told = [str(receipt.case_id), str(house.organisation.id), house.hana.member.email, house.organisation.slug]
    assert [each for each in told if each in collector.text] == []


def test_the_worker_tells_of_its_tasks_by_name_minute_and_whole_seconds(
    house: House, here: dict[str, str], tmp_path: Path
) -> None:
    """Each periodic task has a span that begins with its minute and lasts a whole number of seconds; no arguments."""
    command = [sys.executable, "-m", "vouchsafe", "worker"]
    with collecting() as collector, subprocess.Popen(command, env={**here, **collector.variables}) as worker:
        try:
            collector.wait_for("spans", 2)
        finally:
            worker.terminate()
    names = {span.name for span in collector.spans}
    assert names <= {name for name in names if name.startswith("vouchsafe.") and ".tasks." in name}
    assert {span.start_time_unix_nano % MINUTE for span in collector.spans} == {0}
    lengths = {span.end_time_unix_nano - span.start_time_unix_nano for span in collector.spans}
    assert {length % 1_000_000_000 for length in lengths} == {0}
    assert min(lengths) > 0
    assert not any(span.attributes or span.events for span in collector.spans)


@pytest.mark.usefixtures("house")
def test_where_no_collector_is_named_nothing_of_it_is_even_imported(here: dict[str, str]) -> None:
    """Porch, worker and monitor stand there without OpenTelemetry; with a collector named they have it."""

    def loaded(**more: str) -> str:
        command = [sys.executable, "-c", LOADED]
        around = {**here, "DJANGO_SETTINGS_MODULE": "vouchsafe.config.settings", **more}
        return subprocess.run(command, check=True, capture_output=True, text=True, env=around, timeout=240).stdout

    assert loaded() == "[]\n"
    assert loaded(OTEL_EXPORTER_OTLP_ENDPOINT="http://127.0.0.1:9", OTEL_SDK_DISABLED="true") == "[]\n"
    assert "opentelemetry.sdk.trace" in loaded(OTEL_EXPORTER_OTLP_ENDPOINT="http://127.0.0.1:9")


def test_its_own_variables_turn_it_on_and_off() -> None:
    """As OpenTelemetry's specification has them: one collector for both, one for each, and off."""
    both, traces = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://c"}, {"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://c"}
    cases = [({}, False, False), (both, True, True), (traces, True, False)]
    cases += [
        ({**both, "OTEL_SDK_DISABLED": "TRUE"}, False, False),
        ({**both, "OTEL_TRACES_EXPORTER": "none"}, False, True),
    ]
    for around, wants_traces, wants_metrics in cases:
        said = (telemetry.wants_traces(around), telemetry.wants_metrics(around))
        assert (around, said) == (around, (wants_traces, wants_metrics))
    assert not [name for name in os.environ if name.startswith("OTEL_EXPORTER")]


@pytest.mark.parametrize("part", ["", ".sdk", ".exporter", ".exporter.otlp.proto.http"])
def test_asked_for_and_not_installed_is_said_before_anything_starts(monkeypatch: pytest.MonkeyPatch, part: str) -> None:
    """`check` names what to install, and `serve` and `worker` refuse; without the variables nobody misses it.

    Other packages bring parts of it along: each part that we import is looked for.
    """
    for name in [each for each in sys.modules if each.startswith(f"opentelemetry{part}.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, f"opentelemetry{part}", None)
    assert not _lacking()
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318")
    (finding,) = _lacking()
    assert finding.dangerous
    assert "vouchsafe[telemetry]" in finding.mend
    monkeypatch.setenv("OTEL_SDK_DISABLED", "true")
    assert not _lacking()


def _lacking() -> list[Finding]:
    found = check_configuration(settings.VOUCHSAFE)
    return [finding for finding in found if finding.code == "telemetry/not-installed"]
