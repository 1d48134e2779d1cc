"""`make containers`: the image and the Compose file tried on this machine (root), and journeys against them.

    python -m deploy.containers.trial

No registry of images is asked. What has the names of the two official images here is made of Debian's packages
(stand_in/), in a store of its own under var/containers. So what is tried is the Containerfile, compose.yaml and
roles.sh, on Debian 12; not those images, and of the engines Podman alone.
"""

import contextlib
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import yaml

from deploy.local.__main__ import JOURNEYS, ROOT, end_on_signals, journeys
from deploy.local.waiting import answers, wait_for
from vouchsafe.common.tests.ports import free_port
from vouchsafe.config.configuration import Hosts, Mail
from vouchsafe.config.writing import Answers, as_toml

HERE: Final = Path(__file__).resolve().parent
VAR: Final = ROOT / "var" / "containers"
APART: Final = "VOUCHSAFE_MOUNTS_APART"
OWNER: Final = 23456
"""Somebody of this machine, who has no name in the image."""

BASES: Final = {
    "python": ("docker.io/library/python:3.12-slim-bookworm", "python3,python3-pip,ca-certificates"),
    "postgres": ("docker.io/library/postgres:15-bookworm", "postgresql-15"),
}
OF_THIS_MACHINE: Final = ("/etc/ssl/certs/ca-certificates.crt", "/etc/apt")
"""How packages are asked for here."""


def main() -> None:
    """Build, start, run journeys, start again over what the first start left, run one more, end."""
    if APART not in os.environ:
        command = [sys.executable, "-m", "deploy.containers.trial"]
        os.execvpe("unshare", ["unshare", "--mount", *command], {**os.environ, APART: "1"})  # noqa: S606 - ours
    end_on_signals()
    _prepare()
    run("podman", "volume", "rm", "--all", "--force")
    build()
    port = free_port()
    configure(port)
    with up(port):
        run("podman", "exec", "-i", "vouchsafe_serve_1", "python", "-", given=ROOT / "deploy" / "local" / "seed.py")
        status = tried(port, JOURNEYS[:-1])
    with up(port):
        status = tried(port, JOURNEYS[-1:]) or status
    sys.exit(status)


def _prepare() -> None:
    """Podman's folders and limits, for this run alone."""
    # crun takes no mixture of both kinds of control groups; here, where only we see it, there is but one.
    subprocess.run(["umount", "/sys/fs/cgroup/unified"], check=False, stderr=subprocess.DEVNULL)
    VAR.mkdir(parents=True, exist_ok=True)
    run_root = Path("/run/vouchsafe-containers")
    storage = f'[storage]\ndriver = "overlay"\ngraphroot = "{VAR / "store"}"\nrunroot = "{run_root}"\n'
    (VAR / "storage.conf").write_text(storage, "utf-8")
    limits = ", ".join(f'"{name}={value}:{value}"' for name, value in _limits().items())
    networks = f'[network]\nnetwork_config_dir = "{VAR / "networks"}"\n'
    (VAR / "containers.conf").write_text(f"[containers]\ndefault_ulimits = [{limits}]\n{networks}", "utf-8")
    os.environ["CONTAINERS_STORAGE_CONF"] = str(VAR / "storage.conf")
    os.environ["CONTAINERS_CONF"] = str(VAR / "containers.conf")


def _limits() -> dict[str, int]:
    """What this machine lets a process have; an engine asks for more by itself."""
    files, processes = resource.getrlimit(resource.RLIMIT_NOFILE)[1], resource.getrlimit(resource.RLIMIT_NPROC)[1]
    return {"nofile": min(files, 65536), "nproc": processes if 0 < processes < 30000 else 30000}


def run(*command: str, given: Path | None = None) -> None:
    """Run it, and fail where it fails."""
    with given.open("rb") if given else contextlib.nullcontext() as stdin:
        subprocess.run(command, check=True, stdin=stdin)


def build() -> None:
    """The two bases (their files are kept for the next run), and the image as the Containerfile's head says."""
    for name, (image, packages) in BASES.items():
        archive = VAR / f"{name}.tar"
        if not archive.exists():
            half = archive.with_suffix(".half.tar")
            without = "APT::Install-Recommends false"
            run(
                "mmdebstrap", "--variant=minbase", f"--aptopt={without}", f"--include={packages}", "bookworm", str(half)
            )
            half.rename(archive)
        run("podman", "import", "--quiet", str(archive), f"localhost/debian-{name}")
        stand_in = HERE / "stand_in"
        run("podman", "build", "-q", "-t", image, "-f", str(stand_in / f"Containerfile.{name}"), str(stand_in))
    lent = [f"--volume={path}:{path}:ro" for path in OF_THIS_MACHINE]
    containerfile = str(HERE / "Containerfile")
    run("podman", "build", "--network=host", *lent, "-t", "vouchsafe", "-f", containerfile, str(ROOT))


def configure(port: int) -> None:
    """A folder as the head of compose.yaml makes it; then without TLS and with the demo, for the journeys."""
    folder = VAR / "etc"
    shutil.rmtree(folder, ignore_errors=True)
    run("install", "-d", "-o", str(OWNER), "-g", str(OWNER), str(folder))
    hosts = ["report.localhost", "desk.localhost", "localhost"]
    said = [f"--{door}-host={host}" for door, host in zip(("report", "desk", "public"), hosts, strict=True)]
    said += ["--database-url=postgresql://database/vouchsafe", "--mail-host=localhost", "--mail-port=25"]
    said += ["--mail-security=none", "--mail-user=", "--mail-password=", "--mail-sender=v@localhost"]
    into = f"{folder}:/etc/vouchsafe"
    who = f"--user={OWNER}:{OWNER}"
    run("podman", "run", "--rm", who, f"--volume={into}", "vouchsafe", "init", "/etc/vouchsafe", *said)
    mail = Mail(transport="console", sender="Vouchsafe demo <demo@localhost>")
    answered = Answers(hosts=Hosts(*(f"{host}:{port}" for host in hosts)), mail=mail, scheme="http", demo=True)
    (folder / "vouchsafe.toml").write_text(f"{as_toml(answered)}\n[limits]\nwork = 10\nmost_work = 40\n", "utf-8")


def written(port: int) -> Path:
    """compose.yaml for this machine: its limits, a free port, and no order of starting.

    Debian 12's Podman has no checks of health without systemd, and cannot start what waits for what waits. So each
    waits for the database by being started again, as after a power cut.
    """
    whole: dict[str, Any] = yaml.safe_load((HERE / "compose.yaml").read_text("utf-8"))
    for service in whole["services"].values():
        if service["image"] == "vouchsafe":
            service["ulimits"] = {"core": 0, **_limits()}
            service["depends_on"] = {"database": {"condition": "service_started"}}
        service["volumes"] = [_absolute(volume) for volume in service["volumes"]]
    whole["services"]["serve"]["ports"] = [f"127.0.0.1:{port}:8000"]
    path = VAR / "compose.yaml"
    path.write_text(yaml.safe_dump(whole), "utf-8")
    return path


def _absolute(volume: str) -> str:
    source, rest = volume.split(":", 1)
    return f"{(HERE / source).resolve()}:{rest}" if source.startswith(".") else volume


def compose(*command: str) -> None:
    """podman-compose with the passwords, the folder and its owner that compose.yaml asks for."""
    words = {"DATABASE_PASSWORD": "of-the-owner", "SUPERUSER_PASSWORD": "of-nobody-else"}
    words |= {"ETC": str(VAR / "etc"), "OWNER": f"{OWNER}:{OWNER}"}
    program = ROOT / "var" / "podman-compose" / "bin" / "podman-compose"
    path = f"{os.environ['PATH']}:/usr/sbin:/sbin"
    environment = {**os.environ, **words, "PATH": path}
    subprocess.run([program, "-f", VAR / "compose.yaml", *command], check=True, env=environment)


@contextlib.contextmanager
def up(port: int) -> Iterator[None]:
    """All of it, for as long as the block lasts; the volumes stay."""
    written(port)
    try:
        compose("up", "--detach")
        wait_for("the database is migrated", is_migrated, 300)
        wait_for("the public door answers", lambda: answers(f"http://localhost:{port}/en/"), 300)
        yield
    finally:
        compose("down")


def is_migrated() -> bool:
    """Whether the container that migrates has ended, and well."""
    command = ["podman", "inspect", "--format", "{{.State.Status}} {{.State.ExitCode}}", "vouchsafe_migrate_1"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip() == "exited 0"


def tried(port: int, which: list[str]) -> int:
    """Run journeys against it; gives pytest's exit status."""
    log = VAR / "worker.log"
    with log.open("wb") as sink:
        follower = subprocess.Popen(["podman", "logs", "--follow", "vouchsafe_worker_1"], stdout=sink, stderr=sink)
        status = journeys(port, VAR / "etc", log, which)
        follower.terminate()
    return status


if __name__ == "__main__":
    main()
