"""The client's own cleaner of files, run outside a browser, and exiftool, which knows nothing of it."""

import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent

RUN = """
import { readFileSync, writeFileSync } from "node:fs";
import { clean } from "./index.js";
const [source, target] = process.argv.slice(2);
const { content, ...cleaning } = await clean(new Blob([readFileSync(source)]));
writeFileSync(target, new Uint8Array(await content.arrayBuffer()));
console.log(JSON.stringify(cleaning));
"""


@dataclass(frozen=True)
class Cleaned:
    """A file after cleaning, and what the cleaner said of it."""

    path: Path
    state: str
    removed: frozenset[str]
    left: frozenset[str]

    @property
    def content(self) -> bytes:
        """What is sealed."""
        return self.path.read_bytes()


class Cleaner:
    """`web/src/metadata`, built as the client is, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        _tool("vite", "build", "--logLevel", "error", "--ssr", "src/metadata/index.ts", "--outDir", str(folder))
        (folder / "package.json").write_text('{"type": "module"}')
        (folder / "run.js").write_text(RUN)

    def __call__(self, path: Path) -> Cleaned:
        """Clean the file at `path` into a new file beside it."""
        target = path.with_name(f"cleaned-{path.name}")
        said = json.loads(_tool("node", str(self.folder / "run.js"), str(path), str(target)))
        return Cleaned(target, said["state"], frozenset(said["removed"]), frozenset(said["left"]))


def _tool(*command: str) -> str:
    run = subprocess.run([ROOT / "tools" / "node", *command], check=False, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


def exiftool(*arguments: str | Path) -> str:
    """Run exiftool; without it these proofs fail, they are never skipped."""
    assert shutil.which("exiftool"), "exiftool is missing: run `make exiftool`, or install libimage-exiftool-perl"
    run = subprocess.run(["exiftool", *arguments], check=False, capture_output=True, text=True)  # noqa: S607
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


def plant(path: Path, **tags: str) -> None:
    """Write tags (`Artist="Rana"`, `XMP_dc_Creator="Rana"`) into the file as a camera or a program would."""
    exiftool("-q", "-overwrite_original", *(f"-{name.replace('_', ':')}={value}" for name, value in tags.items()), path)


def told(path: Path) -> Mapping[str, Any]:
    """All that exiftool finds in a file, also in what is inside it, by "Group:Tag"."""
    answer: list[dict[str, Any]] = json.loads(exiftool("-j", "-a", "-u", "-G1", "-ee", path))
    return answer[0]


def values(path: Path) -> Iterator[str]:
    """Every value that exiftool finds, in words."""
    return (str(value) for name, value in told(path).items() if not name.startswith(("SourceFile", "System:")))
