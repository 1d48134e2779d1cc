"""An archive may come from anybody: what is not as an export writes it is refused before anything is opened."""

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from vouchsafe.vault.archive.layout import MANIFEST
from vouchsafe.vault.archive.reading import CaseArchive
from vouchsafe.vault.archive.writing import File, write_archive
from vouchsafe.vault.errors import Malformed

Manifest = dict[str, Any]


def test_an_archive_is_written_without_going_back_and_read_by_any_zip_program(tmp_path: Path) -> None:
    """Pieces leave as they come; the standard library reads what came out."""
    seen: list[int] = []

    def pieces() -> Any:  # noqa: ANN401 - a generator of bytes
        for number in range(3):
            seen.append(number)
            yield bytes([number]) * 1000

    stream = write_archive([File("a", pieces()), File("b", [b"second"])])
    first = next(stream)
    assert seen == [0]
    (tmp_path / "x.zip").write_bytes(first + b"".join(stream))
    with zipfile.ZipFile(tmp_path / "x.zip") as archive:
        assert archive.testzip() is None
        assert archive.read("a") == bytes(1000) + b"\1" * 1000 + b"\2" * 1000
        assert archive.read("b") == b"second"


def _packed(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(MANIFEST, "{}" + " " * 10_000)


def _twice(path: Path) -> None:
    path.write_bytes(b"".join(write_archive([File(MANIFEST, [b"{}"]), File("a", [b"1"]), File("a", [b"2"])])))


def _without_manifest(path: Path) -> None:
    path.write_bytes(b"".join(write_archive([File("a", [b"1"])])))


def _empty_manifest(path: Path) -> None:
    path.write_bytes(b"".join(write_archive([File(MANIFEST, [b"{}"])])))


def _deep_manifest(path: Path) -> None:
    path.write_bytes(b"".join(write_archive([File(MANIFEST, [b"[" * 100_000])])))


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("spoil", [_packed, _twice, _without_manifest, _empty_manifest, _deep_manifest])
def test_what_no_export_writes_is_refused(tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    """Packed files, two of one name, no manifest, one that is not as its schema says, one to exhaust its reader."""
    spoil(tmp_path / "x.zip")

    with pytest.raises(Malformed):
        CaseArchive(tmp_path / "x.zip")
