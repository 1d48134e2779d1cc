"""Rae's case at the Institute, taken away by Hana as she opened it, to be spoilt by tests."""

import io
import json
import subprocess
import sys
import tarfile
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from vouchsafe.recovery.tests.cast import ALONE, exported
from vouchsafe.tlog.checkpoints import Checkpoint, sign_checkpoint
from vouchsafe.tlog.leaves import encode_leaf
from vouchsafe.tlog.notes import Signer
from vouchsafe.tlog.tree import inclusion_proof, leaf_hash, node_hash, root_of
from vouchsafe.vault.age.file import seal_bytes
from vouchsafe.vault.age.header import Stanza
from vouchsafe.vault.age.scrypt import Passphrase
from vouchsafe.vault.archive.reading import CaseArchive
from vouchsafe.vault.items import open_item
from vouchsafe.vault.make_vectors.cast import INSTITUTE, PHOTO, person
from vouchsafe.vault.place import KINDS, KeyKind, Place
from vouchsafe.vault.primitives import to_base64
from vouchsafe.vault.thread import Opened, Reader, read_case

PHRASE: Final = "copper-lantern-orbit-velvet-timber-sonnet"
FILE_KEY: Final = bytes(range(16))
ORIGIN: Final = "www.institute.example/record"
LOG: Final = Signer.from_seed(ORIGIN, bytes(32))
WHEN: Final = datetime(2026, 3, 1, 9, 30, 12, 345, UTC)
README: Final = b"One case.\n"

Document = dict[str, Any]


@dataclass(frozen=True)
class Archive:
    """What lies in an archive."""

    document: Document
    files: dict[str, bytes] = field(default_factory=lambda: {"files/1": PHOTO})
    extra: Sequence[tuple[tarfile.TarInfo, bytes]] = ()

    def changed(self, change: Callable[[Document], object]) -> "Archive":
        """The same with another document."""
        document = json.loads(json.dumps(self.document))
        change(document)
        return replace(self, document=document)

    def tar(self) -> bytes:
        """All of it in one tar."""
        whole = io.BytesIO()
        with tarfile.open(fileobj=whole, mode="w", format=tarfile.USTAR_FORMAT) as tar:
            named = {"READ-ME.txt": README, **self.files, "case.json": json.dumps(self.document).encode()}
            for name, raw in named.items():
                _add(tar, tarfile.TarInfo(name), raw)
            for info, raw in self.extra:
                _add(tar, info, raw)
        return whole.getvalue()

    def write(self, path: Path, stanza: Stanza | None = None) -> Path:
        """Sealed, to the passphrase unless another stanza is given."""
        path.write_bytes(sealed(self.tar(), stanza))
        return path


def sealed(plain: bytes, stanza: Stanza | None = None) -> bytes:
    """An age file of these bytes, under the passphrase."""
    return seal_bytes(FILE_KEY, [stanza or Passphrase(PHRASE).wrap(FILE_KEY, log_n=2)], plain)


def _add(tar: tarfile.TarFile, info: tarfile.TarInfo, raw: bytes) -> None:
    info.size = len(raw)
    tar.addfile(info, io.BytesIO(raw))


@cache
def _taken(internal: bool) -> str:  # noqa: FBT001 - the cache's key
    """What Hana's browser would write, as text."""
    export, hana = exported("Hana"), person("Hana")
    manifest = export.manifest
    with TemporaryDirectory() as folder, CaseArchive(export.write(Path(folder) / "case.zip")) as archive:
        view, directory = archive.view_for(hana.fingerprint.hex()), archive.directory()
    read = read_case(view, Reader.holder(hana.keys, directory))
    sealed_by_id = {item.id: item for item in view.items}
    items = []
    for entry in read.entries:
        if not internal and KINDS[entry.kind] == KeyKind.DESK:
            continue
        item = sealed_by_id[entry.id]
        one: Document = {"id": str(item.id), "kind": item.kind, "key_kind": item.key_kind}
        one |= {"generation": item.generation, "day": item.day, "sealed_sha256": item.sealed_sha256}
        if isinstance(entry, Opened):
            key = read.keys[KINDS[item.kind], item.generation]
            opened = open_item(key, item.generation, Place(export.case, item.kind, item.id), item.sealed)
            signed = {"author": to_base64(opened.author), "signature": to_base64(opened.signature)}
            one["signed"] = signed | {"body": opened.body.decode()}
        else:
            one["unreadable"] = entry.reason
        items.append(one)
    holder = directory.card(hana.fingerprint).holder
    document = {name: manifest[name] for name in ("exported_on", "organisation", "case", "definition", "directory")}
    return json.dumps(
        document
        | {
            "format": "vouchsafe-open-case/1",
            "exported_by": hana.fingerprint.hex(),
            "internal": "included" if internal else "left-out",
            "members": [{"id": str(holder), "name": "Hana Weiss"}],
            "items": items,
            "files": [
                {"manifest": one["id"], "file": f"files/{number}"}
                for number, one in enumerate((one for one in items if one["kind"] == "attachment"), 1)
            ],
            "findings": [],
            "record": record_of(export.case, holder),
        }
    )


def taken(*, internal: bool = False) -> Archive:
    """Hana's archive."""
    return Archive(json.loads(_taken(internal)))


def record_of(case: uuid.UUID, actor: uuid.UUID, tags: Sequence[str] = ("case:opened", "case:archived")) -> Document:
    """These acts among five of others, proven under a checkpoint."""
    acts = [("case:opened", uuid.UUID(int=number)) for number in range(5)]
    for place, tag in zip((1, 4), tags, strict=False):
        acts[place] = (tag, case)
    leaves = [
        encode_leaf(
            organisation=INSTITUTE,
            at=WHEN,
            tag=tag,
            actor=actor,
            objects={"case": str(of)},
            salt=uuid.UUID(int=100 + number),
        )
        for number, (tag, of) in enumerate(acts)
    ]
    hashes = list(map(leaf_hash, leaves))

    def node(level: int, index: int) -> bytes:
        if level == 0:
            return hashes[index]
        return node_hash(node(level - 1, 2 * index), node(level - 1, 2 * index + 1))

    size = len(leaves)
    return {
        "checkpoint": sign_checkpoint(Checkpoint(ORIGIN, size, root_of(size, node)), LOG),
        "key": str(LOG.verifier),
        "entries": [
            {
                "index": index,
                "leaf": leaves[index].decode(),
                "proof": [to_base64(each) for each in inclusion_proof(index, size, node)],
            }
            for index, (_tag, of) in enumerate(acts)
            if of == case
        ],
    }


def open_it(
    archive: Path, into: Path, *arguments: str | Path, typed: str = PHRASE
) -> "subprocess.CompletedProcess[str]":
    """Run `vouchsafe open` as its own process, on a machine where nothing of a server is configured."""
    command = [sys.executable, "-c", ALONE, "open", str(archive), "--into", str(into), *map(str, arguments)]
    environ = {"PATH": "", "LANGUAGE": "en", "COLUMNS": "200", "PYTHONPATH": str(Path(__file__).parents[3])}
    return subprocess.run(
        command, check=False, capture_output=True, text=True, env=environ, input=f"{typed}\n", timeout=120
    )
