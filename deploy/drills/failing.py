"""The failures themselves: each does its harm, waits for a while, and mends it."""

import contextlib
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import psycopg

from deploy.drills.ledger import Ledger
from deploy.local.cluster import DATABASES, Cluster, both_ready
from deploy.local.machines import Machine, Program
from deploy.local.waiting import ClusterError, wait_for

DOWN = 20.0
CUT = 30.0
HOUR = 3600

Drill = Callable[[Cluster, Ledger], None]


def node_is_killed(cluster: Cluster, _ledger: Ledger) -> None:
    """A kill -9 of everything on a node, which comes back after a while."""
    _kill_for_a_while(cluster.machines["a"])


def leader_is_killed(cluster: Cluster, ledger: Ledger) -> None:
    """A kill -9 of the leading PostgreSQL and its Patroni; the machine comes back when another leads."""
    leader = _leader(cluster)
    began = time.monotonic()
    programs = leader.kill()
    wait_for("reports are written again", lambda: ledger.writes_again(began + 1))
    _start(leader, programs)


def gateway_is_killed(cluster: Cluster, _ledger: Ledger) -> None:
    """A kill -9 of the object store's gateway, and with it of the whole store."""
    _kill_for_a_while(cluster.machines["s3"])


def leader_is_cut_off(cluster: Cluster, _ledger: Ledger) -> None:
    """Nobody reaches the leading database, nor it anybody, for 30 seconds."""
    with _leader(cluster).cut_off():
        time.sleep(CUT)


def node_is_cut_off(cluster: Cluster, _ledger: Ledger) -> None:
    """Nobody reaches a node, nor it anybody, for 30 seconds."""
    with cluster.machines["b"].cut_off():
        time.sleep(CUT)


def disk_is_full(cluster: Cluster, ledger: Ledger) -> None:
    """No byte more fits on the disk of the leading database; somebody makes room when another leads."""
    leader = _leader(cluster)
    began = time.monotonic()
    ballast = _fill(leader)
    with contextlib.suppress(psycopg.Error), cluster.connect(leader) as connection:
        connection.execute("SELECT pg_switch_wal()")  # a new segment of the log is what needs room first
    time.sleep(DOWN)
    wait_for("reports are written again", lambda: ledger.writes_again(began + DOWN))
    ballast.unlink()


def store_is_full(cluster: Cluster, _ledger: Ledger) -> None:
    """No byte more fits on the disk of the object store; somebody makes room after a while."""
    ballast = _fill(cluster.machines["s3"])
    time.sleep(DOWN)
    ballast.unlink()


def clocks_jump(cluster: Cluster, _ledger: Ledger) -> None:
    """The clocks of a node and of the leading database jump an hour ahead, and back."""
    machines = [cluster.machines["b"], _leader(cluster)]
    for seconds in (HOUR, 0):
        for machine in machines:
            machine.set_clock(seconds)
        time.sleep(DOWN)


def _fill(machine: Machine) -> Path:
    """Fill its disk; gives the file to be removed."""
    ballast = machine.folder / "disk" / "ballast"
    subprocess.run(
        ["dd", "if=/dev/zero", f"of={ballast}", "bs=64k", "status=none"], check=False, stderr=subprocess.DEVNULL
    )
    return ballast


def _leader(cluster: Cluster) -> Machine:
    leader = cluster.leader()
    if leader is None:
        raise ClusterError("no database leads")
    return leader


def _kill_for_a_while(machine: Machine) -> None:
    programs = machine.kill()
    time.sleep(DOWN)
    _start(machine, programs)


def _start(machine: Machine, programs: list[Program]) -> None:
    for program in programs:
        machine.start(program)


DRILLS: dict[str, Drill] = {
    "node": node_is_killed,
    "leader": leader_is_killed,
    "gateway": gateway_is_killed,
    "cut-leader": leader_is_cut_off,
    "cut-node": node_is_cut_off,
    "full-disk": disk_is_full,
    "full-store": store_is_full,
    "clocks": clocks_jump,
}


def is_whole(cluster: Cluster) -> bool:
    """Whether every part of the cluster works again."""
    return both_ready(cluster) and cluster.leader() is not None and len(cluster.following()) == len(DATABASES) - 1
