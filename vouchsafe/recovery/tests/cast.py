"""Rae's report with a photograph, who she is and whom it concerns kept apart; Hana answered. Exported, and then lost.

Rosa and Ralf are the two recovery sheets of the Institute.
"""

import hashlib
import io
import json
import subprocess
import sys
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from vouchsafe.vault.archive.layout import FORMAT, MANIFEST, blob_name, grant_name, item_name
from vouchsafe.vault.archive.writing import File, write_archive
from vouchsafe.vault.attachments import AttachedFile
from vouchsafe.vault.compose import make_desk_key, seal_message, seal_note
from vouchsafe.vault.make_vectors.cast import (
    HOTLINE,
    INSTITUTE,
    PHOTO,
    TODAY,
    chain,
    grant_views,
    item_view,
    person,
    rae,
)
from vouchsafe.vault.primitives import from_base64, to_base64
from vouchsafe.vault.report import Questionnaire, ReportSealer
from vouchsafe.vault.thread import CaseView, Reader, read_case
from vouchsafe.vault.wire import GrantJson, ItemJson

STORY = "Crates leave the dock at night."
ANSWER = "Thank you. Which dock?"
NAME = "Rae Okoye"
FILE_NAME = "../../crates at night.jpg"
SHEETS = ("Rosa", "Ralf")
DEFINITION: dict[str, Any] = {
    "version": 1,
    "name": {"en": "The hotline"},
    "categories": [],
    "questionnaire": {
        "fields": [
            {"id": "what", "kind": "long", "label": {"en": "What happened?"}},
            {"id": "who", "kind": "identity", "label": {"en": "Who are you?"}},
        ]
    },
}


@dataclass(frozen=True)
class Export:
    """What lies in an archive, to be spoilt by tests."""

    manifest: dict[str, Any]
    files: Mapping[str, bytes]
    case: uuid.UUID
    blob: uuid.UUID

    def write(self, path: Path) -> Path:
        """The archive as a file."""
        files = {MANIFEST: json.dumps(self.manifest).encode(), **self.files}
        path.write_bytes(b"".join(write_archive(File(name, [raw]) for name, raw in files.items())))
        return path

    def with_file(self, name: str, raw: bytes | None) -> "Export":
        """The same with other bytes under a name, or without them."""
        files = {each: old for each, old in self.files.items() if each != name}
        return replace(self, files=files if raw is None else {**files, name: raw})

    def changed(self, change: Callable[[dict[str, Any]], object]) -> "Export":
        """The same with another manifest."""
        manifest = json.loads(json.dumps(self.manifest))
        change(manifest)
        return replace(self, manifest=manifest)


def exported(*holders: str) -> Export:
    """The archive with the grants of these people."""
    story = _story()
    listed = {person(name).fingerprint.hex() for name in holders}
    grants = [grant for grant in story.grants if grant["holder"] in listed]
    files = {item_name(uuid.UUID(one["id"])): from_base64(one["sealed"]) for one in story.items}
    files |= {
        grant_name(one["holder"], one["key_kind"], one["generation"]): from_base64(one["sealed"]) for one in grants
    }
    files[blob_name(story.blob)] = story.photo
    manifest = {
        "format": FORMAT,
        "exported_on": "2026-03-01",
        "organisation": {"id": str(INSTITUTE), "name": "The Institute"},
        "case": {
            "id": str(story.case),
            "channel": str(HOTLINE),
            "state": "assessing",
            "received_on": TODAY.isoformat(),
            "sealed_by": "client",
            "is_test": False,
        },
        "definition": DEFINITION,
        "directory": {
            "entries": [to_base64(entry) for entry in chain().entries],
            "cards": [to_base64(card) for card in chain().cards],
        },
        "grants": [{name: one[name] for name in ("holder", "key_kind", "generation")} for one in grants],
        "items": [
            {**{name: one[name] for name in ("id", "kind", "key_kind", "generation")}, "day": TODAY.isoformat()}
            for one in story.items
        ],
        "blobs": [{"id": str(story.blob), "sealed_size": len(story.photo)}],
    }
    return Export(manifest, files, story.case, story.blob)


@dataclass(frozen=True)
class _Story:
    case: uuid.UUID
    blob: uuid.UUID
    photo: bytes
    items: list[ItemJson] = field(default_factory=list)
    grants: list[GrantJson] = field(default_factory=list)


def _story() -> _Story:
    directory, receipt, hana = chain().verified(), rae(), person("Hana")
    canonical = json.dumps(DEFINITION, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    sealer = ReportSealer(receipt, directory, HOTLINE, Questionnaire(1, hashlib.sha256(canonical).digest()))
    photo = io.BytesIO()
    sealer.seal_attachment(AttachedFile(io.BytesIO(PHOTO), len(PHOTO), FILE_NAME, "image/jpeg"), photo)
    apart = {"identity": {"who": [{"name": NAME}]}, "subject": {"whom": [{"role": "the night shift's lead"}]}}
    bundle = sealer.finish({"what": STORY}, "Crates at night", TODAY, apart=apart)
    _key, desk = make_desk_key(directory, HOTLINE, receipt.case_id, hana.keys.signing)
    items, grants = list(bundle.items), [*bundle.grants, *desk]
    for seal, text in ((seal_message, ANSWER), (seal_note, "Ask the port.")):
        views = grant_views(grants, hana.fingerprint.hex())
        view = CaseView(receipt.case_id, HOTLINE, tuple(map(item_view, items)), views)
        items.append(seal(read_case(view, Reader.holder(hana.keys, directory)), hana.keys.signing, text, TODAY))
    blob = uuid.UUID(json.loads(bundle.to_json())["blobs"][0]["id"])
    return _Story(receipt.case_id, blob, photo.getvalue(), items, grants)


def sheet(name: str, folder: Path) -> Path:
    """A file with the sheet as somebody typed it: in groups, in two lines, in small letters."""
    beginning, symbols = person(name).keys.identity.to_string()[:19], person(name).keys.identity.to_string()[19:]
    groups = [symbols[place : place + 4].lower() for place in range(0, len(symbols), 4)]
    path = folder / f"{name}.txt"
    path.write_text(f"{beginning}\n{' '.join(groups[:7])}\n{' '.join(groups[7:])}\n")
    return path


ALONE = """
import sys
sys.addaudithook(lambda event, _: event.startswith("socket.") and sys.exit(f"the network: {event}"))
from vouchsafe.cli import main
try:
    main()
finally:
    if found := {"django", "psycopg", "httpx"} & set(sys.modules):
        sys.exit(f"not needed: {found}")
"""
"""The command, on a machine where nothing of a server is configured and any socket ends it."""


def recover(archive: Path, into: Path, *arguments: str | Path, typed: str = "") -> "subprocess.CompletedProcess[str]":
    """Run `vouchsafe recover` as its own process."""
    command = [sys.executable, "-c", ALONE, "recover", str(archive), "--into", str(into), *map(str, arguments)]
    environ = {"PATH": "", "LANGUAGE": "en", "COLUMNS": "200", "PYTHONPATH": str(Path(__file__).parents[3])}
    return subprocess.run(command, check=False, capture_output=True, text=True, env=environ, input=typed, timeout=120)
