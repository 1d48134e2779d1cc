"""The demo as a new user meets it: the wheel in an empty environment, one command, three doors, one Ctrl-C."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
OWN = (
    "VOUCHSAFE_CONFIG",
    "SECRET_KEY",
    "RECORD_KEY",
    "DATABASE_URL",
    "DJANGO_SETTINGS_MODULE",
    "PYTHONPATH",
    "VIRTUAL_ENV",
)
ENVIRON = {name: value for name, value in os.environ.items() if name not in OWN}


def uv(*arguments: str) -> None:
    """Run the machine's uv, else the one that `make` put beside Python."""
    command = shutil.which("uv") or str(Path(sys.executable).with_name("uv"))
    subprocess.run([command, "--quiet", *arguments], check=True, cwd=ROOT)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command `vouchsafe` of an environment that holds the built wheel and what the lock file names, no more."""
    folder = tmp_path_factory.mktemp("wheel")
    assert (ROOT / "vouchsafe/client/manifest.json").is_file(), "the client is not built: run `make build`"
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder], check=True, cwd=ROOT)
    (wheel,) = folder.glob("*.whl")
    uv("venv", "--python", sys.executable, str(folder / "env"))
    python = str(folder / "env/bin/python")
    uv("pip", "install", "--python", python, "--require-hashes", "-r", "requirements/base.txt")
    uv("pip", "install", "--python", python, "--no-deps", str(wheel))
    return folder / "env/bin/vouchsafe"


@contextlib.contextmanager
def demo(command: Path, folder: Path, port: int, *options: str) -> Iterator[str]:
    """A running demo and what it printed until it was ready; ended as Ctrl-C does."""
    arguments = [str(command), "demo", "--data", str(folder), "--port", str(port), *options]
    output = folder.with_suffix(".txt")
    with (
        output.open("w") as sink,
        subprocess.Popen(arguments, stdout=sink, stderr=subprocess.STDOUT, cwd=folder.parent, env=ENVIRON) as process,
    ):
        for _ in range(1800):
            if "Sign in" in output.read_text() or process.poll() is not None:
                break
            time.sleep(0.1)
        assert "Sign in" in output.read_text(), output.read_text()
        yield output.read_text()
        process.send_signal(signal.SIGINT)
        assert process.wait(120) == 0, output.read_text()


def page(port: int, host: str, path: str = "/") -> tuple[int, str]:
    """Status and text of a page at one of the doors."""
    with contextlib.closing(HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.request("GET", path, headers={"Host": f"{host}:{port}"})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


def test_wheel_in_an_empty_environment_runs_the_demo(installed: Path, tmp_path: Path, port: int) -> None:
    """Installed from the wheel, one command serves three doors; a second start keeps the data."""
    folder = tmp_path / "demo"
    with demo(installed, folder, port) as printed:
        assert f"http://report.localhost:{port}" in printed
        assert "hana@meridian.example" in printed
        status, channel = page(port, "report.localhost", "/en/meridian/integrity/report/")
        assert status == 200
        script = channel.split('src="', 1)[1].split('"', 1)[0]
        assert page(port, "report.localhost", script)[0] == 200
        assert page(port, "desk.localhost", "/account/login/")[0] == 200
        assert "Meridian Institute" in page(port, "localhost", "/en/meridian/")[1]
        directory = page(port, "report.localhost", "/api/v1/meridian/directory")
    assert not (folder / "postgres/postmaster.pid").exists()
    with demo(installed, folder, port):
        assert page(port, "report.localhost", "/api/v1/meridian/directory") == directory


@pytest.fixture
def port() -> int:
    """A port that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number


def refused(*arguments: str) -> str:
    """What a demo that does not start says."""
    command = [sys.executable, "-m", "vouchsafe", "demo", *arguments]
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=ENVIRON, cwd=ROOT, timeout=120)
    assert done.returncode == 1
    return done.stderr


def test_taken_port_gets_one_clear_line(tmp_path: Path, port: int) -> None:
    """A port in use is one sentence that names the port and the way out; nothing is made."""
    with socket.create_server(("127.0.0.1", port)):
        said = refused("--data", str(tmp_path / "demo"), "--port", str(port))
    assert said == f"Port {port} is in use: stop what uses it, or choose another with --port (make run PORT=…).\n"
    assert not (tmp_path / "demo").exists()


def test_reset_deletes_only_what_a_demo_made(tmp_path: Path, port: int) -> None:
    """`--reset` on a folder with other things in it is refused, and they stay."""
    precious = tmp_path / "home" / "thesis.txt"
    precious.parent.mkdir()
    precious.write_text("years of work")
    said = refused("--data", str(precious.parent), "--port", str(port), "--reset")
    assert "was not made by the demo" in said
    assert precious.read_text() == "years of work"
