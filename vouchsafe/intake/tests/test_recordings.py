"""A recording goes the day after the reporter said that the minutes made from it are right (HinSchG § 11(4))."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db.models import F
from django.test import Client

from vouchsafe.audit.models import Entry
from vouchsafe.cases import recordings, tasks
from vouchsafe.cases.models import Blob, Case, Recording
from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.cast import Answer, House, Sent, code
from vouchsafe.channels.services import publish_definition
from vouchsafe.common import clock, uploads
from vouchsafe.common.uploads import UploadError
from vouchsafe.intake.tests.test_mailbox import read, token_of, visit
from vouchsafe.intake.tests.test_protecting import MINUTES, sealed_at_the_desk
from vouchsafe.intake.tests.unscripted import MAILBOX, opened, page_of, press
from vouchsafe.vault.protection import Verdict, seal_checked
from vouchsafe.vault.thread import Opened
from vouchsafe.vault.wire import ItemJson


def follow(house: House, law: str) -> None:
    """Publish the channel under another law."""
    body = house.definition().body
    publish_definition(house.administrator, house.channel, {**body, "clock": {**body["clock"], "law": law}})


@pytest.fixture
def sent(house: House) -> Sent:
    """Rana's report with a recording, in a channel under German law."""
    follow(house, "de")
    return cast.send(house, attachment=b"what Rana said")


def blob_of(sent: Sent) -> UUID:
    """The recording."""
    return UUID(sent.bundle["blobs"][0]["id"])


def write_minutes(house: House, desk_client: Client, sent: Sent, blob: UUID, **more: Any) -> tuple[ItemJson, Answer]:  # noqa: ANN401 - any field
    """Hana sends minutes, and names beside them the recording that they name."""
    item = sealed_at_the_desk(
        house, sent.case, "minutes", {**MINUTES, "text": "Crates.", "recording": str(blob), **more}
    )
    desk_client.force_login(house.hana.member)
    body = {"items": [item], "blobs": [], "recording": {"minutes": item["id"], "blob": str(blob)}}
    answer = desk_client.post(f"/api/v1/cases/{sent.case}/items", json.dumps(body), content_type="application/json")
    return item, answer


def check_minutes(client: Client, sent: Sent, verdict: Verdict, completes: str | None) -> None:
    """Rana's word on the newest minutes, and what her mailbox tells the server beside it."""
    found = read(client, sent)
    minutes = [one for one in found.entries if isinstance(one, Opened) and one.kind == "minutes"][-1]
    signer = sent.receipt.keys.signing
    word = seal_checked(found, signer, clock.today(), minutes=minutes.sealed_sha256, verdict=verdict, text="So.")
    answer = visit(client, token_of(sent), "/items", items=[word], blobs=[], completes=completes)
    assert answer.status_code == 201, answer.content


def night(days: int = 1) -> None:
    """So many days went by; then the night's work."""
    Recording.objects.exclude(erase_on=None).update(erase_on=F("erase_on") - timedelta(days=days))
    tasks.erase_due(0)


def is_there(house: House, sent: Sent) -> bool:
    """Whether the server still has it, as a row and as a file: both or neither."""
    has_row = Blob.objects.filter(id=blob_of(sent)).exists()
    try:
        uploads.open_blob(house.organisation.id, blob_of(sent)).close()
    except (OSError, UploadError):
        assert not has_row
        return False
    assert has_row
    return True


def test_it_goes_the_day_after_the_reporter_agreed(
    house: House, report_client: Client, desk_client: Client, sent: Sent
) -> None:
    """Not that day; then by itself, once, and the record says so. The minutes and the rest of the case stay."""
    item, answer = write_minutes(house, desk_client, sent, blob_of(sent))
    assert answer.status_code == 201
    check_minutes(report_client, sent, "right", item["id"])
    night(days=0)
    assert is_there(house, sent)
    night()
    assert not is_there(house, sent)
    (entry,) = Entry.objects.filter(tag="recording:erased")
    assert (entry.actor, entry.objects_touched) == (None, {"case": str(sent.case), "blob": str(blob_of(sent))})
    night()
    assert Entry.objects.filter(tag="recording:erased").count() == 1
    found = cast.read(house, house.hana, sent.case)
    assert {"minutes", "attachment", "checked"} <= {one.kind for one in found.entries if isinstance(one, Opened)}
    assert found.findings == ()


def test_neither_destroys_a_file_alone(house: House, report_client: Client, desk_client: Client, sent: Sent) -> None:
    """A handler who names it waits for the reporter; a reporter who names what no handler did destroys nothing."""
    item, _answer = write_minutes(house, desk_client, sent, blob_of(sent))
    night(days=400)
    assert is_there(house, sent)
    check_minutes(report_client, sent, "corrected", None)
    night(days=400)
    assert is_there(house, sent)
    other = cast.send(house, attachment=b"another one")
    check = {"items": [], "blobs": [], "completes": item["id"]}
    visit(report_client, token_of(other), "/items", **check)
    assert Recording.objects.get().erase_on is None


def test_another_receipt_completes_nothing_here(
    house: House, report_client: Client, desk_client: Client, sent: Sent
) -> None:
    """Whoever holds another case's receipt names these minutes in vain."""
    item, _answer = write_minutes(house, desk_client, sent, blob_of(sent))
    other = cast.send(house, attachment=b"another one")
    write_minutes(house, desk_client, other, blob_of(other))
    check_minutes(report_client, other, "right", item["id"])
    night(days=400)
    assert is_there(house, sent)
    assert is_there(house, other)


def test_a_newer_version_takes_the_place_of_an_older_one(
    house: House, report_client: Client, desk_client: Client, sent: Sent
) -> None:
    """What Rana says to the first is no word on the second."""
    first, _answer = write_minutes(house, desk_client, sent, blob_of(sent))
    second, _answer = write_minutes(house, desk_client, sent, blob_of(sent), revision=1)
    check_minutes(report_client, sent, "corrected", first["id"])
    assert Recording.objects.get().erase_on is None
    check_minutes(report_client, sent, "right", second["id"])
    assert Recording.objects.get().erase_on == clock.today() + timedelta(days=1)


def test_a_hold_keeps_it(house: House, report_client: Client, desk_client: Client, sent: Sent) -> None:
    """Its last day included; the night after, it goes."""
    item, _answer = write_minutes(house, desk_client, sent, blob_of(sent))
    check_minutes(report_client, sent, "right", item["id"])
    Case.objects.update(held_until=clock.today())
    night()
    assert is_there(house, sent)
    Case.objects.update(held_until=clock.today() - timedelta(days=1))
    assert recordings.erase_due() == 1
    assert not is_there(house, sent)


def test_only_where_the_law_says_so(house: House, desk_client: Client) -> None:
    """Under a law that leaves it to the consent of the reporter, nothing is named, and the minutes are not stored."""
    follow(house, "eu")
    sent = cast.send(house, attachment=b"what Rana said")
    _item, answer = write_minutes(house, desk_client, sent, blob_of(sent))
    assert code(answer) == (400, "recording/law")
    assert Recording.objects.count() == 0
    assert "minutes" not in {one.kind for one in cast.read(house, house.hana, sent.case).entries}


def test_a_file_of_another_case_is_not_named(house: House, desk_client: Client, sent: Sent) -> None:
    """Nor with minutes that it does not come with."""
    other = cast.send(house, attachment=b"another one")
    _item, answer = write_minutes(house, desk_client, sent, blob_of(other))
    assert answer.status_code == 404
    item = sealed_at_the_desk(house, sent.case, "minutes", {**MINUTES, "text": "Crates."})
    body = {"items": [item], "recording": {"minutes": str(uuid4()), "blob": str(blob_of(sent))}}
    answer = desk_client.post(f"/api/v1/cases/{sent.case}/items", json.dumps(body), content_type="application/json")
    assert code(answer) == (400, "recording/minutes")
    assert Recording.objects.count() == 0


def test_without_script_too(house: House, report_client: Client, desk_client: Client, sent: Sent) -> None:
    """Rana reads which recording goes, and says that the minutes are right."""
    write_minutes(house, desk_client, sent, blob_of(sent))
    page = opened(report_client, sent.receipt.text)
    answer = press(report_client, page, "check-minutes", {"verdict": "right"}, address=MAILBOX)
    assert page_of(answer)
    assert Recording.objects.get().erase_on == clock.today() + timedelta(days=1)
