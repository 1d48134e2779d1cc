"""One case as it is sealed, to take away: by who may read it, and by the operator when nobody is left."""

import io
import json
import zipfile
from pathlib import Path
from uuid import UUID

import pytest
from django.test import Client

from vouchsafe.audit.models import Entry
from vouchsafe.cases import exclusion, export, queries
from vouchsafe.cases.errors import NotFound
from vouchsafe.cases.models import Grant
from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.cast import House
from vouchsafe.common import tenancy, uploads
from vouchsafe.common.tests import laid
from vouchsafe.vault.archive.reading import CaseArchive
from vouchsafe.vault.thread import Opened, Reader, read_case


def _fetched(client: Client, case: UUID) -> bytes:
    answer = client.get(f"/api/v1/cases/{case}/export")
    assert answer.status_code == 200
    return answer.getvalue()


def test_a_handler_takes_away_what_the_server_has_as_it_is_sealed(
    house: House, desk_client: Client, tmp_path: Path
) -> None:
    """Every item and attachment byte for byte, and a manifest that its schema accepts; one entry in the record."""
    sent = cast.send(house, attachment=b"the ledger")
    desk_client.force_login(house.hana.member)

    raw = _fetched(desk_client, sent.case)

    (tmp_path / "case.zip").write_bytes(raw)
    with CaseArchive(tmp_path / "case.zip") as archive:
        view = archive.view_for(house.hana.fingerprint.hex())
        assert [item.sealed for item in view.items] == [
            bytes(item.sealed) for item in queries.items_of(queries.case_for(house.hana.member, sent.case))
        ]
        blob = archive.open_blob(sent.blobs[0])
        assert blob is not None
        assert blob.read() == laid.content_of(house.organisation.id, sent.blobs[0])
        read = read_case(view, Reader.holder(house.hana.keys, archive.directory()))
    assert [entry.kind for entry in read.entries if isinstance(entry, Opened)] == ["report", "title", "attachment"]
    (entry,) = Entry.objects.filter(tag="case:exported")
    assert (entry.actor, entry.objects_touched) == (house.hana.member.id, {"case": str(sent.case)})


def test_it_is_whole_where_it_is_read_after_its_request(
    house: House, desk_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The porch streams it once the request is over, when what serves sees no organisation's rows by itself."""
    sent = cast.send(house)
    items = {str(item.id) for item in queries.items_of(queries.case_for(house.hana.member, sent.case))}
    desk_client.force_login(house.hana.member)
    answer = desk_client.get(f"/api/v1/cases/{sent.case}/export")
    monkeypatch.setattr(tenancy, "_system", False)

    names = zipfile.ZipFile(io.BytesIO(answer.getvalue())).namelist()

    assert all(any(item in name for name in names) for item in items)


def test_grants_of_the_exporter_and_of_the_recovery_sheets_are_in_it_and_nobody_elses(
    house: House, desk_client: Client
) -> None:
    """A colleague's key in the hands of who exports would be one more copy to lose."""
    sent = cast.send(house)
    desk_client.force_login(house.hana.member)

    names = zipfile.ZipFile(io.BytesIO(_fetched(desk_client, sent.case))).namelist()

    holders = {name.split("/")[1].split("-")[0] for name in names if name.startswith("grants/")}
    assert holders == {house.hana.fingerprint.hex(), house.sheet.fingerprint.hex()}
    assert Grant.objects.filter(case=sent.case).count() > len(holders)


def test_names_in_an_archive_are_ids_and_its_times_tell_nothing(house: House, desk_client: Client) -> None:
    """Nothing that was sealed names a file, and nobody learns at what time of day a case was taken away."""
    sent = cast.send(house, attachment=b"the ledger")
    desk_client.force_login(house.hana.member)

    archive = zipfile.ZipFile(io.BytesIO(_fetched(desk_client, sent.case)))

    ids = [str(item["id"]) for item in sent.bundle["items"]]
    manifest = json.loads(archive.read("manifest.json"))
    assert [name for name in archive.namelist() if name.startswith("items/")] == [f"items/{each}.age" for each in ids]
    assert f"blobs/{sent.blobs[0]}.age" in archive.namelist()
    assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert len(manifest["exported_on"]) == len("2026-11-22")
    assert cast.HEADLINE not in str(manifest)


def test_an_archive_is_read_piece_by_piece(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server never holds more than a piece: bytes leave before the attachment was read to its end."""
    sent = cast.send(house, attachment=bytes(3 * export.PIECE))
    stream = export.Streamed(export.export_case(house.hana.member, sent.case))

    sizes = [len(piece) for piece in iter(lambda: stream.read(2**30), b"")]

    assert max(sizes) < 2 * export.PIECE
    assert sum(sizes) > 3 * export.PIECE


def test_an_attachment_that_the_server_lost_is_named_and_the_rest_is_exported(house: House, tmp_path: Path) -> None:
    """One lost file does not cost the case."""
    sent = cast.send(house, attachment=b"the ledger")
    uploads.remove(house.organisation.id, sent.blobs[0])

    (tmp_path / "case.zip").write_bytes(b"".join(export.export_case(house.hana.member, sent.case)))

    with CaseArchive(tmp_path / "case.zip") as archive:
        assert [blob["id"] for blob in archive.manifest["blobs"]] == [str(sent.blobs[0])]
        assert archive.open_blob(sent.blobs[0]) is None


def test_the_operator_exports_a_case_that_only_recovery_sheets_open(house: House, tmp_path: Path) -> None:
    """With no handler left, who runs the server takes it out: with no member's grant, and recorded as nobody's act."""
    sent = cast.send(house)

    raw = b"".join(export.export_unread(sent.case))

    holders = {
        grant["holder"] for grant in json.loads(zipfile.ZipFile(io.BytesIO(raw)).read("manifest.json"))["grants"]
    }
    assert holders == {house.sheet.fingerprint.hex()}
    (entry,) = Entry.objects.filter(tag="case:exported")
    assert (entry.actor, entry.organisation_id) == (None, house.organisation.id)


def test_a_case_that_is_not_there_is_not_exported(house: House) -> None:
    """In words, and nothing is recorded."""
    with pytest.raises(NotFound):
        export.export_unread(house.organisation.id)
    assert not Entry.objects.filter(tag="case:exported").exists()


@pytest.mark.parametrize("method", ["post", "delete"])
def test_an_export_is_only_fetched(house: House, desk_client: Client, method: str) -> None:
    """Other methods are refused."""
    sent = cast.send(house)
    desk_client.force_login(house.hana.member)

    assert getattr(desk_client, method)(f"/api/v1/cases/{sent.case}/export").status_code == 405


@pytest.mark.parametrize(("form", "tag"), [("print", "case:printed"), ("archive", "case:archived")])
def test_what_a_browser_opened_leaves_only_with_an_entry_in_the_record(
    house: House, desk_client: Client, form: str, tag: str
) -> None:
    """A page for printing and an archive each have a tag of their own, with who took the case away."""
    sent = cast.send(house)
    desk_client.force_login(house.hana.member)

    answer = desk_client.post(f"/api/v1/cases/{sent.case}/exports", {"form": form}, content_type="application/json")

    assert (answer.status_code, answer.json()) == (201, {"case": str(sent.case)})
    (entry,) = Entry.objects.filter(tag=tag)
    assert (entry.actor, entry.objects_touched) == (house.hana.member.id, {"case": str(sent.case)})


@pytest.mark.parametrize("body", [{}, {"form": "list"}, {"form": ["print", "archive"]}, {"form": "print", "cases": []}])
def test_a_case_leaves_in_one_of_two_forms(house: House, desk_client: Client, body: dict[str, object]) -> None:
    """Anything else is refused, more than one case too, and nothing is recorded."""
    sent = cast.send(house)
    desk_client.force_login(house.hana.member)

    answer = desk_client.post(f"/api/v1/cases/{sent.case}/exports", body, content_type="application/json")

    assert answer.status_code == 400
    assert not Entry.objects.filter(tag__in=["case:printed", "case:archived"]).exists()


def test_who_was_excluded_takes_nothing_away(house: House, desk_client: Client) -> None:
    """Omar reads the case until Ines excludes him; then it is not there for him, in any form."""
    sent = cast.send(house)
    exclusion.exclude(house.ines.member, sent.case, house.omar.member.id)
    desk_client.force_login(house.omar.member)
    path = f"/api/v1/cases/{sent.case}"

    answers = [
        desk_client.post(f"{path}/exports", {"form": "print"}, content_type="application/json"),
        desk_client.post(f"{path}/exports", {"form": "archive"}, content_type="application/json"),
        desk_client.get(f"{path}/record"),
        desk_client.get(f"{path}/export"),
    ]

    assert [answer.status_code for answer in answers] == [404] * 4
    assert not Entry.objects.filter(actor=house.omar.member.id, objects_touched__case=str(sent.case)).exists()
