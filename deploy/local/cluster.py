"""The cluster itself: databases and who chooses among them, nodes, an object store, a worker, and HAProxy in front.

    db1 db2 db3   PostgreSQL under Patroni, each on a disk of its own (tmpfs, so that it can be filled)
    e1 e2 e3      etcd, apart from the databases; drills put it beside them too, which is harder (deploy/patroni/etcd)
    a b           `serve` and `monitor`
    w             `worker`
    s3            the object store: rclone, or Ceph with its gateway

HAProxy stands on this machine itself, on a port of loopback, where browsers and tests come. The store of erasure keys
is a folder that all nodes share: it stands for the replicated file system that a real cluster mounts there.
"""

import contextlib
import json
import os
import secrets
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, LiteralString

import psycopg

from deploy.local.machines import Machine, Program, network
from deploy.local.store import Keys, make_bucket, store_of
from deploy.local.waiting import ClusterError, answers, wait_for
from e2e.town import StandingTown, standing
from vouchsafe.common.tests.ports import free_port
from vouchsafe.config.configuration import Hosts, Mail
from vouchsafe.config.writing import Answers, as_toml, write_configuration

HERE: Final = Path(__file__).resolve().parent.parent
DISK_MIB: Final = 768
DATABASES: Final = ("db1", "db2", "db3")
CHOOSERS: Final = ("e1", "e2", "e3")
NODES: Final = ("a", "b")
_PROGRAMS: Final = Path("/usr/lib/postgresql/15/bin")
PATRONI: Final = HERE.parent / "var" / "patroni" / "bin" / "patroni"
"""Of deploy/patroni/requirements.txt; `make cluster-programs` installs it."""
_NUMBERS: Final = {"a": 11, "b": 12, "w": 13, "db1": 21, "db2": 22, "db3": 23, "s3": 31, "e1": 41, "e2": 42, "e3": 43}


@dataclass
class Cluster:
    """A cluster that runs, and how to reach its parts."""

    folder: Path
    port: int
    store: str = "rclone"
    source: Path | None = None
    """The source of another release, which runs in place of this one."""
    etcd_beside: bool = False
    """Whether each etcd is on a database's machine, and cut off or killed with it."""
    patroni: Path = PATRONI
    machines: dict[str, Machine] = field(default_factory=dict)
    passwords: dict[str, str] = field(default_factory=dict)
    keys: Keys = field(default_factory=Keys.new)

    def __post_init__(self) -> None:
        self.machines = {name: Machine(name, number, self.folder) for name, number in _NUMBERS.items()}
        self.passwords = {who: secrets.token_urlsafe(18) for who in ("postgres", "replicator", "rewinder", "vouchsafe")}

    @property
    def hosts_of_database(self) -> str:
        """What libpq takes as several hosts."""
        return ",".join(self.machines[name].address for name in DATABASES)

    @property
    def database_url(self) -> str:
        """Whichever machine leads; one that is gone without a word is given up within seconds."""
        return (
            f"postgresql://vouchsafe:{self.passwords['vouchsafe']}@/vouchsafe?host={self.hosts_of_database}&port=5432"
            "&target_session_attrs=read-write&sslmode=require&connect_timeout=2&tcp_user_timeout=5000"
            "&keepalives_idle=5&keepalives_interval=2&keepalives_count=3"
        )

    @property
    def admin_socket(self) -> Path:
        """Where HAProxy is told what to do."""
        return self.folder / "haproxy.sock"

    def connect(self, machine: Machine | None = None) -> "psycopg.Connection[tuple[object, ...]]":
        """A connection of the superuser to whichever machine leads, or to this one."""
        return psycopg.connect(
            host=machine.address if machine else self.hosts_of_database,
            port="5432",
            user="postgres",
            password=self.passwords["postgres"],
            dbname="vouchsafe",
            target_session_attrs="read-write",
            sslmode="require",
            connect_timeout=2,
            autocommit=True,
        )

    def rows(self, statement: LiteralString, *values: object) -> list[tuple[Any, ...]]:
        """What whichever machine leads answers to a question, asked again while none does."""
        found: list[tuple[Any, ...]] = []

        def ask() -> bool:
            with self.connect() as connection:
                found[:] = connection.execute(statement, values).fetchall()
            return True

        wait_for("the database answers", ask)
        return found

    def chooser(self, name: str) -> Machine:
        """On which machine that etcd is."""
        return self.machines[name.replace("e", "db") if self.etcd_beside else name]

    def leaders_so_far(self) -> int:
        """How often a database began to lead."""
        leader = self.leader()
        if leader is None:
            raise ClusterError("nobody leads")
        with urllib.request.urlopen(f"http://{leader.address}:8008/history", timeout=5) as answer:
            return 1 + len(json.load(answer))

    def town(self) -> StandingTown:
        """The cluster as the journeys see it."""
        return standing(f"{self.port}:{self.folder / 'a' / 'vouchsafe'}:{self.machines['w'].log('worker')}")

    def leader(self) -> Machine | None:
        """Which machine says of itself that it leads."""
        return next((self.machines[name] for name in DATABASES if self._says(name, "leader")), None)

    def in_step(self) -> list[Machine]:
        """Which machines have each write before it is answered, beside the leader."""
        return [self.machines[name] for name in DATABASES if self._says(name, "synchronous")]

    def following(self) -> list[Machine]:
        """Which databases follow the leader, in step or a little behind."""
        return [self.machines[name] for name in DATABASES if self._says(name, "replica")]

    def _says(self, name: str, what: str) -> bool:
        return answers(f"http://{self.machines[name].address}:8008/{what}")

    def vouchsafe(self, *arguments: str) -> list[str]:
        """The command that runs one of Vouchsafe's own."""
        return [sys.executable, "-m", "vouchsafe", *arguments]

    def environment(self, machine: str) -> dict[str, str]:
        """What Vouchsafe's programs on a machine are told."""
        return {
            "VOUCHSAFE_CONFIG": str(self.folder / machine / "vouchsafe" / "vouchsafe.toml"),
            "DATABASE_URL": self.database_url,
            "S3_SECRET_KEY": self.keys.secret,
            "PYTHONUNBUFFERED": "1",
            **({"PYTHONPATH": str(self.source)} if self.source else {}),
        }

    def environment_here(self) -> dict[str, str]:
        """The same for commands of an operator on this machine."""
        return {**os.environ, **self.environment("w")}

    def sessions(self, name: str) -> int:
        """How many requests HAProxy waits for a node to answer, uploads apart."""
        return sum(int(row[4]) for row in self._rows() if row[0] in ("ready", "serving") and row[1] == name)

    def sends_to(self, name: str) -> bool:
        """Whether HAProxy takes a node for ready."""
        return any(row[:2] == ["ready", name] and row[17] == "UP" for row in self._rows())

    def _rows(self) -> list[list[str]]:
        lines = self.command("show stat").splitlines()
        return [row for row in (line.split(",") for line in lines) if len(row) > 17]

    def programs_of_node(self, name: str) -> list[Program]:
        """What runs on a node."""
        machine = self.machines[name]
        served = f"http://{machine.address}:8000"
        serve = self.vouchsafe("serve", "--host", machine.address, "--port", "8000")
        monitor = self.vouchsafe("monitor", "--host", machine.address, "--server", served)
        environment = self.environment(name)
        return [Program("serve", serve, environment), Program("monitor", monitor, environment)]

    def command(self, text: str) -> str:
        """Tell HAProxy something (its management guide, chapter 9.3); gives its answer."""
        import socket

        with socket.socket(socket.AF_UNIX) as admin:
            admin.connect(str(self.admin_socket))
            admin.sendall(f"{text}\n".encode())
            return b"".join(iter(lambda: admin.recv(65536), b"")).decode()


@contextlib.contextmanager
def running(
    folder: Path,
    store: str = "rclone",
    port: int | None = None,
    *,
    clocks: bool = False,
    source: Path | None = None,
    etcd_beside: bool = False,
    patroni: Path = PATRONI,
) -> Iterator[Cluster]:
    """A cluster, ready and with the demo's organisation in it; ended afterwards with all that it started."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)  # PostgreSQL is another user
    cluster = Cluster(folder, port or free_port(), store, source, etcd_beside, patroni)
    for name in (*NODES, *DATABASES) if clocks else ():
        cluster.machines[name].has_clock = True
    with network(list(cluster.machines.values())), contextlib.ExitStack() as stack:
        stack.enter_context(_disks(cluster))
        for name in CHOOSERS:
            start_etcd(cluster, name)
        for name in DATABASES:
            start_database(cluster, name)
        start_store(cluster)
        wait_for("one PostgreSQL leads, and another is in step", lambda: bool(cluster.leader() and cluster.in_step()))
        _make_database(cluster)
        make_bucket(cluster.machines["s3"].address, cluster.keys)
        for name in (*NODES, "w"):
            configure(cluster, name)
        _seed(cluster)
        for name in NODES:
            start_node(cluster, name)
        start_worker(cluster)
        stack.enter_context(_front(cluster))
        wait_for("both nodes are ready", lambda: both_ready(cluster))
        yield cluster


def start_database(cluster: Cluster, name: str) -> None:
    """Start Patroni, and by it PostgreSQL."""
    machine = cluster.machines[name]
    configuration = _patroni(machine)
    machine.start(
        Program("patroni", [str(cluster.patroni), str(configuration)], _of_patroni(cluster, machine), user="postgres")
    )


def start_etcd(cluster: Cluster, name: str) -> None:
    """Start one of the three that choose who leads."""
    machine = cluster.chooser(name)
    (machine.folder / "etcd").mkdir(mode=0o700)
    shutil.chown(machine.folder / "etcd", "etcd", "etcd")
    machine.start(Program("etcd", ["etcd"], _etcd(cluster, name), user="etcd"))


def start_store(cluster: Cluster) -> None:
    """The object store."""
    for program in store_of(cluster.store, cluster.machines["s3"], cluster.keys):
        cluster.machines["s3"].start(program)


def start_node(cluster: Cluster, name: str) -> None:
    """`serve` and `monitor` on one machine, for the first time or again."""
    for program in cluster.programs_of_node(name):
        cluster.machines[name].start(program)


def start_worker(cluster: Cluster) -> None:
    """`worker` on its machine."""
    cluster.machines["w"].start(Program("worker", cluster.vouchsafe("worker"), cluster.environment("w")))


def both_ready(cluster: Cluster) -> bool:
    """Whether HAProxy sends visitors to both nodes."""
    return all(cluster.sends_to(name) for name in NODES)


@contextlib.contextmanager
def _disks(cluster: Cluster) -> Iterator[None]:
    """A disk for each PostgreSQL and for the object store, of a size that can be filled."""
    mounted: list[Path] = []
    try:
        for name in (*DATABASES, "s3"):
            disk = cluster.machines[name].folder / "disk"
            disk.mkdir()
            subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_MIB}m", "tmpfs", disk], check=True)
            mounted.append(disk)
            if name in DATABASES:
                shutil.chown(disk, "postgres", "postgres")
        yield
    finally:
        for machine in cluster.machines.values():
            machine.kill()
        for disk in mounted:
            subprocess.run(["umount", "--lazy", disk], check=True)


def _patroni(machine: Machine) -> Path:
    """deploy/patroni/patroni.yml, with this machine's folder in place of /etc/patroni, and a certificate."""
    text = (HERE / "patroni" / "patroni.yml").read_text("utf-8")
    written = machine.folder / "patroni.yml"
    text = text.replace("/etc/patroni/server", f"{machine.folder}/server")
    written.write_text(text.replace("/var/run/postgresql", f"{machine.folder}/disk"), "utf-8")
    key, certificate = machine.folder / "server.key", machine.folder / "server.crt"
    if not key.exists():
        request = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        names = ["-subj", f"/CN={machine.name}", "-addext", f"subjectAltName=IP:{machine.address}", "-days", "30"]
        subprocess.run([*request, *names, "-keyout", key, "-out", certificate], check=True, capture_output=True)
        shutil.chown(key, "postgres", "postgres")
        key.chmod(0o600)
    return written


def _etcd(cluster: Cluster, name: str) -> dict[str, str]:
    """deploy/patroni/etcd, with the addresses of this network."""
    environment = {}
    for line in (HERE / "patroni" / "etcd").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            setting, _, value = line.partition("=")
            environment[setting] = value
    peers = ",".join(f"{each}=http://{cluster.chooser(each).address}:2380" for each in CHOOSERS)
    machine = cluster.chooser(name)
    own = {
        "ETCD_NAME": name,
        "ETCD_DATA_DIR": str(machine.folder / "etcd"),
        "ETCD_INITIAL_CLUSTER": peers,
    }
    return {setting: value.replace("10.0.0.41", machine.address) for setting, value in environment.items()} | own


def _of_patroni(cluster: Cluster, machine: Machine) -> dict[str, str]:
    """What deploy/patroni/patroni.yml leaves to the environment."""
    address = machine.address
    own = {
        "NAME": machine.name,
        "RESTAPI_LISTEN": f"{address}:8008",
        "RESTAPI_CONNECT_ADDRESS": f"{address}:8008",
        "POSTGRESQL_LISTEN": f"{address},127.0.0.1:5432",
        "POSTGRESQL_CONNECT_ADDRESS": f"{address}:5432",
        "POSTGRESQL_DATA_DIR": str(machine.folder / "disk" / "postgres"),
        "POSTGRESQL_BIN_DIR": str(_PROGRAMS),
        "ETCD3_HOSTS": ",".join(f"{cluster.chooser(name).address}:2379" for name in CHOOSERS),
    }
    for role, user in (("SUPERUSER", "postgres"), ("REPLICATION", "replicator"), ("REWIND", "rewinder")):
        own |= {f"{role}_USERNAME": user, f"{role}_PASSWORD": cluster.passwords[user]}
    return {f"PATRONI_{name}": value for name, value in own.items()} | {"HOME": str(machine.folder / "disk")}


def _make_database(cluster: Cluster) -> None:
    """deploy/patroni/roles.sql, by psql as an operator would."""
    leader = cluster.leader()
    if leader is None:
        raise ClusterError("nobody leads any more")
    command = ["psql", "-q", "-v", "ON_ERROR_STOP=1", "-v", f"password={cluster.passwords['vouchsafe']}"]
    place = ["-h", leader.address, "-U", "postgres", "-f", str(HERE / "patroni" / "roles.sql"), "postgres"]
    environment = {**os.environ, "PGPASSWORD": cluster.passwords["postgres"], "PGSSLMODE": "require"}
    subprocess.run([*command, *place], check=True, env=environment)


def configure(cluster: Cluster, name: str) -> None:
    """vouchsafe.toml of one machine: the same secrets everywhere, its own name, one store of erasure keys for all."""
    folder, first = cluster.machines[name].folder / "vouchsafe", cluster.folder / NODES[0] / "vouchsafe"
    hosts = Hosts(*(f"{each}localhost:{cluster.port}" for each in ("report.", "desk.", "")))
    mail = Mail(transport="console", sender="Vouchsafe demo <demo@localhost>")
    said = Answers(hosts=hosts, mail=mail, scheme="http", demo=True)
    if name == NODES[0]:
        write_configuration(folder, said)
        (cluster.folder / "erasure").mkdir(mode=0o700)
    else:
        (folder / "files").mkdir(parents=True, mode=0o700)
        shutil.copytree(first / "secrets", folder / "secrets")
    (folder / "files" / "erasure").symlink_to(cluster.folder / "erasure")
    endpoint = f"http://{cluster.machines['s3'].address}:8333"
    store = f'\n[s3]\nendpoint = "{endpoint}"\nbucket = "vouchsafe"\naccess_key = "{cluster.keys.access}"\n'
    limits = "\n[limits]\nwork = 10\nmost_work = 40\nreports = 100000\n"
    (folder / "vouchsafe.toml").write_text(f'node = "{name}"\n{as_toml(said)}{store}{limits}', "utf-8")


def _seed(cluster: Cluster) -> None:
    """`vouchsafe migrate`, and the demo's organisation with its people and reports."""
    for command in (cluster.vouchsafe("migrate"), [sys.executable, str(Path(__file__).with_name("seed.py"))]):
        done = subprocess.run(
            command, check=False, env=cluster.environment_here(), capture_output=True, text=True, cwd=cluster.folder
        )
        if done.returncode:
            raise ClusterError(f"{command} failed: {done.stderr[-2000:]}")


@contextlib.contextmanager
def _front(cluster: Cluster) -> Iterator[None]:
    """HAProxy, by deploy/haproxy/haproxy.cfg."""
    nodes = {f"NODE_{name.upper()}": cluster.machines[name].address for name in NODES}
    environment = {**os.environ, **nodes, "FRONT": f"127.0.0.1:{cluster.port}", "ADMIN": str(cluster.admin_socket)}
    environment.pop("CERTIFICATE", None)
    with (cluster.folder / "haproxy.log").open("wb") as log:
        process = subprocess.Popen(
            ["haproxy", "-db", "-f", HERE / "haproxy" / "haproxy.cfg"], env=environment, stdout=log, stderr=log
        )
    try:
        yield
    finally:
        process.terminate()
        process.wait()
