"""Sealing a report, as a reporter's client does it, and reading it as its handlers do."""

import base64
import io
import json
import uuid
from dataclasses import replace

import pytest

from vouchsafe.vault import padding
from vouchsafe.vault.blobs import Expected, open_blob
from vouchsafe.vault.bodies import Body
from vouchsafe.vault.directory import Role
from vouchsafe.vault.errors import DirectoryError, Refused
from vouchsafe.vault.grants import is_grant_shape, open_grant
from vouchsafe.vault.items import is_item_shape
from vouchsafe.vault.make_vectors.cast import (
    EVERYONE,
    HOTLINE,
    LABORATORY,
    PHOTO,
    QUESTIONNAIRE,
    RECOVERY,
    TODAY,
    chain,
    grant_views,
    item_view,
    listing,
    person,
    rae,
    report,
    start,
    view,
)
from vouchsafe.vault.place import Place
from vouchsafe.vault.report import ReportSealer
from vouchsafe.vault.thread import Opened, ReadCase, Reader, read_case

DIRECTORY = chain().verified()


def read_by_hana() -> tuple[ReadCase, bytes]:
    """Rae's report as Hana reads it, and the sealed photo."""
    sent = report(rae(), DIRECTORY)
    grants = grant_views(list(sent.bundle.grants), person("Hana").fingerprint.hex())
    shown = view(sent.bundle.case_id, list(sent.bundle.items), grants)
    return read_case(shown, Reader.holder(person("Hana").keys, DIRECTORY)), sent.photo


def bodies(read: ReadCase) -> dict[str, Body]:
    """The opened bodies by kind."""
    return {entry.kind: entry.body for entry in read.entries if isinstance(entry, Opened)}


def test_a_bundle_is_what_the_server_expects() -> None:
    """The JSON has the agreed fields, shapes and sizes, one grant for each holder, and no word of the report."""
    sent = report(rae(), DIRECTORY)
    bundle = json.loads(sent.bundle.to_json())
    assert sorted(bundle) == [
        "blobs",
        "channel",
        "directory",
        "grants",
        "items",
        "questionnaire_version",
        "receipt_hash",
        "version",
    ]
    assert all(is_item_shape(base64.b64decode(item["sealed"])) for item in bundle["items"])
    assert all(is_grant_shape(base64.b64decode(grant["sealed"])) for grant in bundle["grants"])
    assert [item["kind"] for item in bundle["items"]] == ["report", "title", "attachment"]
    people = ("Hana", "Hugo", "Rosa", "Ralf")
    holders = {person(name).fingerprint.hex() for name in people} | {"receipt"}
    assert sorted(grant["holder"] for grant in bundle["grants"]) == sorted(holders)
    assert bundle["blobs"] == [{"id": bundle["blobs"][0]["id"], "size": padding.blob_sealed_size(len(PHOTO))}]
    assert bundle["receipt_hash"] == sent.receipt.lookup_hash.hex()
    assert b"Crates" not in sent.bundle.to_json()


def test_a_bundle_is_the_same_for_every_try() -> None:
    """A retry sends the same bytes, so that the server knows it as one."""
    bundle = report(rae(), DIRECTORY).bundle
    assert bundle.to_json() == bundle.to_json()


def test_a_handler_reads_what_was_reported() -> None:
    """Answers, title and the attachment's manifest arrive, and so does the recipient to answer to."""
    read, _ = read_by_hana()
    found = bodies(read)
    assert read.findings == ()
    assert found["report"]["answers"] == {"what": "Crates leave the dock at night."}
    assert found["title"]["title"] == "Crates at night"
    assert found["attachment"]["name"] == "crates.jpg"
    assert found["attachment"]["removed"] == ["gps"]
    assert found["report"]["reply_to"] == base64.b64encode(rae().keys.recipient.raw).decode()


def test_a_handler_opens_the_attachment_that_the_report_vouches_for() -> None:
    """The blob opens with what its manifest says, and is the one that the report lists."""
    read, photo = read_by_hana()
    manifest = bodies(read)["attachment"]
    listed = next(part for part in bodies(read)["report"]["parts"] if part["kind"] == "blob")
    current = read.current(Place(read.case, "attachment", uuid.UUID(int=0)).key_kind)
    assert current is not None
    assert listed["id"] == manifest["blob"]
    sink = io.BytesIO()
    hashes = (bytes.fromhex(manifest["sha256"]), bytes.fromhex(listed["sha256"]))
    expected = Expected(manifest["size"], *hashes)
    place = Place(read.case, "blob", uuid.UUID(manifest["blob"]))
    open_blob(current.key, manifest["generation"], place, io.BytesIO(photo), expected, sink)
    assert sink.getvalue() == PHOTO


def test_whom_the_reporter_leaves_out_gets_no_key() -> None:
    """An excluded handler is granted nothing and is not listed; recovery sheets cannot be left out."""
    hugo, rosa = person("Hugo").fingerprint, person("Rosa").fingerprint
    bundle = report(rae(), DIRECTORY, excluded=(hugo, rosa)).bundle
    holders = {grant["holder"] for grant in bundle.grants}
    assert hugo.hex() not in holders
    assert rosa.hex() in holders


def test_a_report_that_nobody_could_read_is_refused() -> None:
    """With every handler left out, in a channel without handlers or without a recovery sheet, nothing is sealed."""
    everyone = [person(name).fingerprint for name in ("Hana", "Hugo")]
    with pytest.raises(Refused):
        ReportSealer(rae(), DIRECTORY, HOTLINE, QUESTIONNAIRE, excluded=everyone)
    only_recovery = start("Rosa", RECOVERY).verified()
    with pytest.raises(Refused):
        ReportSealer(rae(), only_recovery, HOTLINE, QUESTIONNAIRE)
    no_recovery = chain().then("Cora", tuple(line for line in EVERYONE if line.role != Role.RECOVERY)).verified()
    with pytest.raises(Refused):
        ReportSealer(rae(), no_recovery, HOTLINE, QUESTIONNAIRE)


def test_answers_of_a_wrong_form_are_refused() -> None:
    """A field id that no questionnaire can have is not sealed."""
    sealer = ReportSealer(rae(), DIRECTORY, LABORATORY, QUESTIONNAIRE)
    with pytest.raises(Refused):
        sealer.finish({"What?": "x"}, "A title", TODAY)


def test_a_newer_directory_is_taken_only_when_it_continues_the_one_at_hand() -> None:
    """A server that says "outdated" can bring a new handler by the rules, and no other directory."""
    sealer = ReportSealer(rae(), DIRECTORY, HOTLINE, QUESTIONNAIRE)
    fork = start("Ralf", (*RECOVERY, listing("Cora", Role.COORDINATOR))).then("Cora", EVERYONE)
    with pytest.raises(DirectoryError) as failure:
        sealer.adopt(fork.verified())
    assert failure.value.code == "directory/not-descendant"
    newer = chain().then("Hana", (*EVERYONE, listing("Nora", Role.HANDLER, HOTLINE)))
    sealer.adopt(newer.verified())
    bundle = sealer.finish({}, "A title", TODAY)
    assert person("Nora").fingerprint.hex() in {grant["holder"] for grant in bundle.grants}
    assert bundle.directory == newer.verified().head_hash


def test_each_report_has_a_case_key_of_its_own() -> None:
    """Two reports under one receipt would still have two keys; one sealer keeps its key."""
    one, other = (ReportSealer(rae(), DIRECTORY, HOTLINE, QUESTIONNAIRE) for _ in range(2))
    assert one.case_key != other.case_key
    grant = next(grant for grant in one.finish({}, "", TODAY).grants if grant["holder"] == "receipt")
    opened = open_grant(rae().keys.identity, base64.b64decode(grant["sealed"]))
    assert opened.key == one.case_key


def test_a_dropped_part_is_noticed() -> None:
    """Whoever reads the case without its title is told that a part is missing."""
    sent = report(rae(), DIRECTORY)
    grants = grant_views(list(sent.bundle.grants), "receipt")
    shown = view(sent.bundle.case_id, list(sent.bundle.items), grants)
    without_title = replace(shown, items=(item_view(sent.bundle.items[0]), item_view(sent.bundle.items[2])))
    read = read_case(without_title, Reader.reporter(sent.receipt, DIRECTORY))
    assert [finding.code for finding in read.findings] == ["part-missing"]
