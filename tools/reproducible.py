"""Build the client and the wheel twice, in two folders, and compare them byte for byte; exit status 1 if they differ.

Usage: `python -m tools.reproducible [WHEEL]`.

Each folder holds what git has of this commit and no more; the second has a name of another length, another time zone,
locale, umask and order of hashes. Both take the programs of this working copy (.venv, web/node_modules), which the lock
files pin. A WHEEL, such as one that was downloaded, is compared with both.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
SECOND: Final = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "LANG": "C", "PYTHONHASHSEED": "7"}


def main(wheels: list[Path]) -> int:
    """Build both, compare them and `wheels` with each other, and print what differs; the exit status."""
    with tempfile.TemporaryDirectory(prefix="vouchsafe-") as folder:
        commit = _run(["git", "rev-parse", "HEAD"], ROOT).decode().strip()
        first, second = Path(folder) / "a", Path(folder) / "another" / "place"
        built = [build(commit, first, {}, 0o022), build(commit, second, SECOND, 0o077)]
        wheels = [*built, *wheels]
        odd = sorted({name for other in wheels[1:] for name in differing(wheels[0], other)})
        same = len({wheel.read_bytes() for wheel in wheels}) == 1
        lines = [f"differs: {name}" for name in odd]
        lines += [f"{hashlib.sha256(wheel.read_bytes()).hexdigest()}  {wheel.name}" for wheel in wheels]
        lines.append("The client and the wheel are the same, byte for byte." if same else "They are not the same.")
        sys.stdout.write("".join(f"{line}\n" for line in lines))
        return 0 if same else 1


def build(commit: str, folder: Path, environment: dict[str, str], mask: int) -> Path:
    """The wheel of a commit, made in a folder of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    tree = _run(["git", "archive", commit], ROOT)
    subprocess.run(["tar", "-x", "-m", "--no-same-permissions"], cwd=folder, input=tree, check=True, umask=mask)  # noqa: S607 - the machine's own
    (folder / ".venv").symlink_to(ROOT / ".venv")
    # Copied: through a link, the bundler's manifest would name each package by its way from here to there.
    shutil.copytree(ROOT / "web" / "node_modules", folder / "web" / "node_modules", symlinks=True)
    note = ROOT / "vouchsafe" / "release" / "manifest.note"
    if note.is_file():
        shutil.copyfile(note, folder / "vouchsafe" / "release" / note.name)
    when = _run(["git", "log", "-1", "--format=%ct", commit], ROOT).decode().strip()
    python = str(folder / ".venv" / "bin" / "python")
    for command in (
        ["tools/node", "vite", "build", "--logLevel", "warn"],
        [python, "-m", "tools.messages", "compile"],
        [python, "-m", "tools.compress", "vouchsafe/client"],
        [python, "-m", "hatchling", "build", "-t", "wheel", "-d", "dist"],
    ):
        variables = {**os.environ, "SOURCE_DATE_EPOCH": when, **environment}
        subprocess.run(command, cwd=folder, env=variables, check=True, umask=mask, stdout=subprocess.DEVNULL)  # noqa: S603 - our own tools
    (wheel,) = (folder / "dist").glob("*.whl")
    return wheel


def differing(one: Path, other: Path) -> set[str]:
    """The files of two wheels that are not the same, or stand in one only."""
    ours, theirs = contents(one), contents(other)
    return {name for name in ours.keys() | theirs.keys() if ours.get(name) != theirs.get(name)}


def contents(wheel: Path) -> dict[str, tuple[object, ...]]:
    """By its name, what the wheel holds of each file: time, rights, and bytes."""
    with zipfile.ZipFile(wheel) as archive:
        return {
            one.filename: (one.date_time, one.external_attr, hashlib.sha256(archive.read(one)).hexdigest())
            for one in archive.infolist()
        }


def _run(command: list[str], folder: Path) -> bytes:
    return subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, check=True).stdout  # noqa: S603 - our own tools


if __name__ == "__main__":
    sys.exit(main([Path(argument) for argument in sys.argv[1:]]))
