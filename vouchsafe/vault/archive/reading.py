"""Reading an archive, which may come from anybody: only the names that its manifest calls for are ever looked up."""

import json
import zipfile
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, BinaryIO, Final, Self, cast
from uuid import UUID

from jsonschema import Draft202012Validator, FormatChecker

from vouchsafe.vault.archive.layout import MANIFEST, blob_name, grant_name, item_name
from vouchsafe.vault.directory import Directory, verify_chain
from vouchsafe.vault.errors import Malformed, Tampered
from vouchsafe.vault.primitives import from_base64
from vouchsafe.vault.thread import CaseView, GrantView, ItemView

LARGEST_MANIFEST: Final = 64 * 1024 * 1024
LARGEST_ITEM: Final = 1024 * 1024
"""Twice what a server takes (512 KiB): what is longer is no item."""
LARGEST_GRANT: Final = 4096


class CaseArchive:
    """An archive whose manifest is as its schema says. Nothing in it is believed before it is verified."""

    def __init__(self, path: Path) -> None:
        """Raises Malformed for anything but such an archive, and OSError for a file that cannot be read."""
        try:
            self._zip = zipfile.ZipFile(path)
        except zipfile.BadZipFile:
            raise Malformed("This file is not the export of a case, or it was cut short.") from None
        self._sizes = {info.filename: info.file_size for info in self._zip.infolist()}
        try:
            self._check_form()
            self.manifest = _read_manifest(self._read(MANIFEST, LARGEST_MANIFEST))
        except BaseException:
            self._zip.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    @property
    def case(self) -> UUID:
        """The case's id."""
        return UUID(self.manifest["case"]["id"])

    def directory(self) -> Directory:
        """The directory, verified (protocol §2). Raises as `verify_chain`, and Tampered for another organisation's."""
        parts = self.manifest["directory"]
        directory = verify_chain(*([from_base64(text) for text in parts[name]] for name in ("entries", "cards")))
        if str(directory.organisation) != self.manifest["organisation"]["id"]:
            raise Tampered("This archive shows the key holders of another organisation.")
        return directory

    def view_for(self, holder: str) -> CaseView:
        """The case as a server shows it to this holder (a card's fingerprint, hex).

        A file that is missing or too large is given as no bytes, so that it is shown as unreadable.
        """
        grants = [
            GrantView(one["key_kind"], one["generation"], self._sealed(grant_name(**one), LARGEST_GRANT))
            for one in self.manifest["grants"]
            if one["holder"] == holder
        ]
        items = [
            ItemView(
                UUID(one["id"]),
                one["kind"],
                one["key_kind"],
                one["generation"],
                self._sealed(item_name(UUID(one["id"])), LARGEST_ITEM),
                one["day"],
            )
            for one in self.manifest["items"]
        ]
        return CaseView(self.case, UUID(self.manifest["case"]["channel"]), tuple(items), tuple(grants))

    def open_blob(self, blob: UUID) -> BinaryIO | None:
        """The sealed bytes of an attachment, or None when they are not in the archive."""
        name = blob_name(blob)
        return cast("BinaryIO", self._zip.open(name)) if name in self._sizes else None

    def _check_form(self) -> None:
        """Files stored as they are, each name once: nothing unpacks to more than it is."""
        infos = self._zip.infolist()
        if len(self._sizes) != len(infos):
            raise Malformed("This archive holds two files of one name.")
        if any(info.compress_type != zipfile.ZIP_STORED or info.flag_bits & 1 for info in infos):
            raise Malformed("This archive holds packed files, which no export of a case does.")

    def _sealed(self, name: str, most: int) -> bytes:
        try:
            return self._read(name, most)
        except Malformed:
            return b""

    def _read(self, name: str, most: int) -> bytes:
        if self._sizes.get(name, most + 1) > most:
            raise Malformed("This file is not the export of a case, or a part of it is missing.")
        try:
            return self._zip.read(name)
        except (zipfile.BadZipFile, EOFError):
            raise Malformed("A part of this archive was damaged.") from None


def manifest_schema() -> dict[str, Any]:
    """The published JSON Schema of the manifest."""
    text = (resources.files(__package__) / "manifest.json").read_text("utf-8")
    return dict(json.loads(text))


def _read_manifest(raw: bytes) -> dict[str, Any]:
    try:
        manifest = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError):
        raise Malformed("This archive's manifest cannot be read.") from None
    problem = next(_validator().iter_errors(manifest), None)
    if problem is not None:
        raise Malformed(f"This archive's manifest is not as its schema says, at {problem.json_path}.")
    return dict(manifest)


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(manifest_schema(), format_checker=FormatChecker(["date"]))
