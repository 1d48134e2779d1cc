"""The object store of the cluster: rclone's, which is there at once, or Ceph with its gateway.

That Ceph begins empty each time that it is started: it is for journeys, not for drills, which start what they killed.
"""

import secrets
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from deploy.local.machines import Machine, Program
from vouchsafe.common.storage.bucket import connect

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

PORT: Final = 8333


@dataclass(frozen=True)
class Keys:
    """How Vouchsafe signs in to the store."""

    access: str
    secret: str

    @classmethod
    def new(cls) -> Self:
        """Keys of this cluster alone."""
        return cls("vouchsafe", secrets.token_hex(20))


def store_of(kind: str, machine: Machine, keys: Keys) -> list[Program]:
    """The programs of a store on its machine."""
    if kind == "ceph":
        command = [str(Path(__file__).resolve().parents[2] / "tools" / "ceph-rgw"), "sleep", "infinity"]
        chosen = {"ADDRESS": machine.address, "PORT": str(PORT), "ACCESS": keys.access, "SECRET": keys.secret}
        environment = {f"CEPH_{name}": value for name, value in chosen.items()}
        return [Program("ceph", command, {**environment, "TMPDIR": str(machine.folder)})]
    return [_rclone(machine, keys)]


def _rclone(machine: Machine, keys: Keys) -> Program:
    program = str(Path(sys.executable).parent / "rclone")
    objects = machine.folder / "disk" / "objects"
    objects.mkdir(exist_ok=True)
    command = [program, "serve", "s3", "--addr", f"{machine.address}:{PORT}", "--config", "/dev/null", "--quiet"]
    cache = ["--cache-dir", str(machine.folder / "cache"), "--vfs-cache-mode", "off"]
    return Program("rclone", [*command, "--auth-key", f"{keys.access},{keys.secret}", *cache, str(objects)])


def connect_to(address: str, keys: Keys) -> "S3Client":
    """A client of the store."""
    return connect(f"http://{address}:{PORT}", "us-east-1", keys.access, keys.secret, "path")


def make_bucket(address: str, keys: Keys, seconds: float = 180) -> None:
    """The bucket of `vouchsafe.toml`, as soon as the store answers."""
    client = connect_to(address, keys)
    deadline = time.monotonic() + seconds
    while True:
        try:
            client.create_bucket(Bucket="vouchsafe")
        except Exception:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)
        else:
            return
