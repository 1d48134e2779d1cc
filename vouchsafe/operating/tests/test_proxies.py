"""What a reverse proxy keeps: real configurations, which the real programs take, with and without traces."""

import gzip
import os
import re
import subprocess
from pathlib import Path

import pytest

from vouchsafe.operating.errors import OperatingError
from vouchsafe.operating.proxies.checking import check_file, kind_of
from vouchsafe.operating.tests.conftest import Run

HERE = Path(__file__).parent / "proxies"
GOOD = sorted(HERE.glob("good.*"))
BAD = sorted(HERE.glob("bad.*"))
MARK = "#!"
"""At the end of each line of the bad ones in which something is to be found, or on the line before."""


def program(file: Path, folder: Path) -> list[str]:
    """How the proxy itself checks a configuration."""
    kind = file.suffix[1:]
    if kind == "nginx":
        return ["nginx", "-t", "-q", "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(file)]
    if kind == "haproxy":
        return ["haproxy", "-c", "-q", "-f", str(file)]
    if kind == "caddy":
        return ["caddy", "adapt", "--adapter", "caddyfile", "--config", str(file)]
    return ["apache2", "-t", "-d", str(folder), "-f", str(file)]


def prepared(file: Path, folder: Path) -> Path:
    """The configuration as the program takes it: paths within this test's folder."""
    copy = folder / file.name
    copy.write_text(file.read_text().replace("/FOLDER", str(folder)))
    return copy


@pytest.mark.parametrize("file", [*GOOD, *BAD], ids=lambda path: path.name)
def test_the_real_programs_take_these_configurations(file: Path, tmp_path: Path) -> None:
    """Nothing here is a configuration that no proxy would run."""
    path = f"{os.environ['PATH']}:/usr/sbin:/sbin"
    command = program(prepared(file, tmp_path), tmp_path)
    environment = {**os.environ, "PATH": path, "HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)}
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("file", GOOD, ids=lambda path: path.name)
def test_a_configuration_that_keeps_nothing_has_no_finding(file: Path) -> None:
    """Those of docs/operating.md among them."""
    assert kind_of(file) == file.suffix[1:]
    assert check_file(file) == []


@pytest.mark.parametrize("file", BAD, ids=lambda path: path.name)
def test_each_trace_is_found_in_its_line(file: Path) -> None:
    """Every line that bears the mark and no other, each with a mend."""
    lines = enumerate(file.read_text().splitlines(), 1)
    marked = [number + (line == MARK) for number, line in lines if line.endswith(MARK)]
    found = check_file(file)
    assert kind_of(file) == file.suffix[1:]
    assert sorted({trace.line for trace in found}) == marked
    assert all(trace.mend.endswith(".") for trace in found)


@pytest.mark.parametrize("name", ["nginx", "caddy"])
def test_what_is_documented_is_what_is_tested(name: str) -> None:
    """What docs/operating.md tells operators to write is what is tested here."""
    documented = (Path(__file__).parents[3] / "docs" / "operating.md").read_text("utf-8")
    block = re.search(rf"```{name}\n(.*?)```", documented, re.DOTALL)
    assert block is not None
    wanted = {line.split("#")[0].strip() for line in block[1].splitlines()}
    tested = {line.split("#")[0].strip() for line in (HERE / f"good.{name}").read_text().splitlines()}
    of_tls = ("listen 443", "http2 ", "ssl_")  # test_doctor.py tries these
    assert [line for line in wanted - tested if not line.startswith(of_tls)] == []


LOG = """203.0.113.9 - - [26/Nov/2026:04:37:12 +0000] "GET /en/meridian/ HTTP/1.1" 200 512 "-" "Mozilla/5.0 (X11)"
127.0.0.1 - - [26/Nov/2026:04:37:13 +0000] "GET /health HTTP/1.1" 200 2 "-" "-"
Nov 26 04:37:14 proxy nginx: release 1.22.1 at 04:37:14 started
2001:db8::7 - - [26/Nov/2026:04:37:15 +0000] "GET / HTTP/1.1" 200 1 "-" "-"
"""


@pytest.mark.parametrize("packed", [False, True])
def test_a_log_that_names_visitors_is_found(tmp_path: Path, packed: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """Addresses of either family and browsers: the first line and how many; packed logs too; not loopback."""
    file = tmp_path / "access.log"
    file.write_bytes(gzip.compress(LOG.encode()) if packed else LOG.encode())
    found = check_file(file)
    assert [(trace.line, trace.sentence.split()[0]) for trace in found] == [(1, "1"), (1, "2")]
    file.write_text("\n".join(LOG.splitlines()[1:3]))
    assert check_file(file) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("site.nginx", "server { listen 80; proxy_pass http://x; "),
        ("Caddyfile", "example.org {\n reverse_proxy x {\n}\n"),
        ("httpd.conf", '<VirtualHost *:80>\nErrorLog "/dev/null\n</VirtualHost>\n'),
    ],
)
def test_a_file_that_cannot_be_read_is_an_error_and_never_a_clean_one(tmp_path: Path, name: str, text: str) -> None:
    """What is not understood is not passed over."""
    file = tmp_path / name
    file.write_text(text)
    with pytest.raises(OperatingError) as refused:
        check_file(file)
    assert refused.value.code == "proxy/unreadable"


def test_the_command_names_file_line_and_mend(run: Run, tmp_path: Path) -> None:
    """It needs no configuration; exit status 1 when anything is found."""
    environment = {name: value for name, value in os.environ.items() if name != "VOUCHSAFE_CONFIG"}
    good, bad = HERE / "good.nginx", HERE / "bad.nginx"
    assert run(environment, "check-proxy", good).returncode == 0
    told = run(environment, "check-proxy", good, bad)
    assert told.returncode == 1
    assert f"{good} (nginx): nothing found" in told.stdout
    assert re.search(r"line \d+: Visits are logged: .* Write `access_log off;`", told.stdout)
