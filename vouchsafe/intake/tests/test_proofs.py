"""What a report and an upload cost: a solved challenge for this very thing, of today, once."""

import base64
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from vouchsafe.cases.models import Case
from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.cast import Answer, House, Sent, code
from vouchsafe.common import clock, uploads
from vouchsafe.common.storage import storage
from vouchsafe.common.tests import laid
from vouchsafe.intake import proofs
from vouchsafe.intake.load import Load
from vouchsafe.intake.models import Kind, Use
from vouchsafe.intake.terminal.proof import HEADER, solve
from vouchsafe.intake.tests.paying import challenge, proof_for, put
from vouchsafe.intake.tests.store import snapshot
from vouchsafe.vault.padding import blob_sealed_size

SIZE = blob_sealed_size(1000)
Document = dict[str, Any]


def opened(header: dict[str, str]) -> Document:
    """What a proof says."""
    document: Document = json.loads(base64.b64decode(header[HEADER]))
    return document


def sealed_up(document: object) -> dict[str, str]:
    """A proof that says this."""
    return {HEADER: base64.b64encode(json.dumps(document).encode()).decode()}


def test_a_report_without_a_proof_is_asked_for_one(house: House, report_client: Client, data_dir: Path) -> None:
    """Nothing is stored, and the answer says what to do."""
    sent = cast.seal(house)
    before = snapshot(data_dir)

    answer = report_client.put(f"/api/v1/meridian/cases/{sent.case}", sent.raw, content_type="application/json")

    assert code(answer) == (428, "proof/missing")
    assert snapshot(data_dir) == before


def test_a_report_that_is_there_is_answered_before_any_proof(house: House, report_client: Client) -> None:
    """The same bytes need none; nor does a wrong one matter."""
    sent = cast.seal(house)
    first = put(report_client, sent)
    address = f"/api/v1/meridian/cases/{sent.case}"

    for headers in ({}, {HEADER: "nonsense"}):
        again = report_client.put(address, sent.raw, content_type="application/json", headers=headers)
        assert (again.status_code, again.content) == (201, first.content)


def test_a_challenge_stores_nothing_and_tells_no_time(house: House, report_client: Client, data_dir: Path) -> None:
    """It ends with a day, a whole one from now at least."""
    before = snapshot(data_dir)

    document = challenge(report_client, "report", {"channel": str(house.channel.id), "case": str(uuid4())})

    assert snapshot(data_dir) == before
    assert document["parameters"]["expiresAt"] == clock.start_of(clock.today() + timedelta(days=2))


def test_a_proof_pays_for_its_own_case_alone(house: House, report_client: Client) -> None:
    """Neither for another case nor for an upload; and once stored, it buys nothing more."""
    one, other = cast.seal(house), cast.seal(house)
    paid = proof_for(report_client, one)

    assert code(put(report_client, other, headers=paid)) == (403, "proof/wrong")
    assert code(announce(report_client, SIZE, paid)) == (403, "proof/wrong")
    assert put(report_client, one, headers=paid).status_code == 201
    assert code(put(report_client, one, one.raw + b" ", headers=paid)) == (409, "bundle/case-exists")
    assert Case.objects.count() == 1


def test_a_proof_pays_at_its_own_organisation_alone(house: House, other_house: House, report_client: Client) -> None:
    """A challenge of one tenant is nothing to another."""
    sent = cast.seal(house)
    wanted = {"channel": str(other_house.channel.id), "case": str(sent.case)}
    foreign = {HEADER: solve(challenge(report_client, "report", wanted, at="harbour"))}

    assert code(put(report_client, sent, headers=foreign)) == (403, "proof/wrong")


@pytest.mark.parametrize("wanted", [{"channel": str(uuid4()), "case": str(uuid4())}])
def test_a_channel_that_is_not_here_has_no_challenges(house: House, report_client: Client, wanted: Document) -> None:
    """So that what is remembered of load is bounded by the channels there are."""
    for errand in ({"case": str(uuid4())}, {"length": SIZE}):
        kind = "report" if "case" in errand else "upload"
        answer = report_client.post(
            f"/api/v1/meridian/challenges/{kind}",
            json.dumps({"channel": wanted["channel"], **errand}),
            content_type="application/json",
        )
        assert code(answer) == (400, "bundle/channel")


def _cheaper(document: Document) -> None:
    document["challenge"]["parameters"]["data"]["most"] = 1


def _for_another_channel(document: Document) -> None:
    document["challenge"]["parameters"]["data"]["channel"] = str(uuid4())


def _lasting(document: Document) -> None:
    document["challenge"]["parameters"]["expiresAt"] += 86_400


def _unsigned(document: Document) -> None:
    document["challenge"]["signature"] = ""


def _unsolved(document: Document) -> None:
    document["solution"]["derivedKey"] = "00" * 32


def _guessed_from_the_prefix(document: Document) -> None:
    prefix = document["challenge"]["parameters"]["keyPrefix"]
    document["solution"]["derivedKey"] = prefix + "00" * (32 - len(prefix) // 2)


def _with_its_own_easy_challenge(document: Document) -> None:
    document["challenge"]["parameters"].update(keyPrefix="", keySignature="")


def _telling_more(document: Document) -> None:
    document["solution"]["time"] = 12.5


def _of_other_shape(document: Document) -> None:
    document["challenge"] = [document["challenge"]]


@pytest.mark.parametrize(
    "change",
    [
        *(_cheaper, _for_another_channel, _lasting, _unsigned, _unsolved, _guessed_from_the_prefix),
        *(_with_its_own_easy_challenge, _telling_more, _of_other_shape),
    ],
)
def test_a_proof_that_was_changed_is_none(
    house: House, report_client: Client, data_dir: Path, change: Callable[[Document], None]
) -> None:
    """Price, purpose, day, signature or solution: one of them changed, and nothing is stored."""
    sent = cast.seal(house)
    document = opened(proof_for(report_client, sent))
    change(document)
    before = snapshot(data_dir)

    assert code(put(report_client, sent, headers=sealed_up(document))) == (403, "proof/wrong")
    assert snapshot(data_dir) == before


@pytest.mark.parametrize("header", ["x", "é", "e30=", "bnVsbA==", "W10=", "A" * 5000, "/w=="])
def test_what_was_never_a_proof_is_none(house: House, report_client: Client, header: str) -> None:
    """No base64, no JSON, no object, too long."""
    assert code(put(report_client, cast.seal(house), headers={HEADER: header})) == (403, "proof/wrong")


def test_a_proof_ends_with_its_day(house: House, report_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Good on the next day still, and no longer."""
    sent, began = cast.seal(house), clock.now()
    paid = proof_for(report_client, sent)
    monkeypatch.setattr(clock, "now", lambda: began + timedelta(days=2))

    assert code(put(report_client, sent, headers=paid)) == (403, "proof/expired")

    monkeypatch.setattr(clock, "now", lambda: began + timedelta(days=1))
    assert put(report_client, sent, headers=paid).status_code == 201


def test_the_price_rises_with_what_is_asked_for(
    house: House, report_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A flood of challenges at one channel makes each next one dearer, there and not elsewhere."""
    monkeypatch.setattr(proofs, "_load", Load())
    wanted = {"channel": str(house.channel.id), "case": str(uuid4())}
    elsewhere = {**wanted, "channel": str(cast.channel_of(house, "safety"))}

    def asked(what: Document) -> int:
        most: int = challenge(report_client, "report", what)["parameters"]["data"]["most"]
        return most

    flood = [asked(wanted) for _each in range(120)]
    assert flood[0] == 4
    assert flood == sorted(flood)
    assert flood[-1] == 40
    assert asked(elsewhere) == 4


def test_the_last_of_a_days_room_is_dearer(
    house: House, report_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever fills a day pays for it; who is honest waits longer, and is not refused."""
    monkeypatch.setattr(proofs, "_load", Load())
    use = Use(organisation=house.organisation, scope=house.channel.id, kind=Kind.REPORTS, day=clock.today(), used=1999)
    use.save()
    wanted = {"channel": str(house.channel.id), "case": str(uuid4())}

    dear = challenge(report_client, "report", wanted)["parameters"]["data"]["most"]

    assert dear > 15 * 4
    assert put(report_client, cast.seal(house)).status_code == 201


def announce(client: Client, size: int, headers: dict[str, str]) -> Answer:
    """Ask for an upload of so many sealed bytes."""
    tus = {"Tus-Resumable": "1.0.0", "Upload-Length": str(size)}
    return client.post("/api/v1/meridian/uploads", headers={**tus, **headers})


def paid_upload(client: Client, house: House, size: int = SIZE) -> dict[str, str]:
    """The header that pays for an upload to the integrity channel."""
    return {HEADER: solve(challenge(client, "upload", {"channel": str(house.channel.id), "length": size}))}


def test_an_upload_costs_a_proof_and_is_made_as_tus_says(house: House, report_client: Client) -> None:
    """201 with its address, whole days, and the blob's id, which the server drew before the proof was solved."""
    paid = paid_upload(report_client, house)

    answer = announce(report_client, SIZE, paid)

    assert (answer.status_code, answer.headers["Tus-Resumable"]) == (201, "1.0.0")
    assert answer.headers["Location"] == answer.json()["location"]
    assert answer.headers["Upload-Expires"].endswith(" 00:00:00 GMT")
    claim = uploads.unsign(answer.headers["Location"].removeprefix("/uploads/"))
    assert (claim.organisation, claim.sealed_length) == (house.organisation.id, SIZE)
    assert str(claim.blob_id) == opened(paid)["challenge"]["parameters"]["data"]["thing"] == answer.json()["blob"]
    assert uploads.is_begun(claim)


def test_an_upload_without_a_proof_or_with_another_length_is_refused(
    house: House, report_client: Client, data_dir: Path
) -> None:
    """A small file's proof does not pay for a large one."""
    paid, larger = paid_upload(report_client, house), blob_sealed_size(10_000_000)
    before = snapshot(data_dir)

    assert code(announce(report_client, SIZE, {})) == (428, "proof/missing")
    assert code(announce(report_client, larger, paid)) == (403, "proof/wrong")
    assert code(put(report_client, cast.seal(house), headers=paid)) == (403, "proof/wrong")
    assert snapshot(data_dir) == before


def test_one_proof_is_one_upload(house: House, report_client: Client) -> None:
    """A lost answer is asked for again: the same address, and the day's bytes are used once, even when taken back."""
    paid = paid_upload(report_client, house)
    first = announce(report_client, SIZE, paid)
    claim = uploads.unsign(first.json()["location"].removeprefix("/uploads/"))
    again = announce(report_client, SIZE, paid)
    assert storage().take_back(claim.name)
    claim.part.unlink()
    after = announce(report_client, SIZE, paid)

    assert first.content == again.content == after.content
    assert Use.objects.get(kind=Kind.UPLOADED).used == SIZE
    assert not claim.part.exists()


@pytest.mark.parametrize("version", [None, "0.2.2"])
def test_another_version_of_tus_is_told_ours(house: House, report_client: Client, version: str | None) -> None:
    """412, before anything else."""
    headers = {"Upload-Length": str(SIZE)} | ({"Tus-Resumable": version} if version else {})

    answer = report_client.post("/api/v1/meridian/uploads", headers=headers)

    assert code(answer) == (412, "upload/version")
    assert answer.headers["Tus-Version"] == "1.0.0"


def test_creation_says_what_it_can(report_client: Client, house: House) -> None:
    """OPTIONS, at the address where uploads are made."""
    answer = report_client.options("/api/v1/meridian/uploads")
    assert (answer.status_code, answer.headers["Tus-Extension"]) == (204, "creation,termination,expiration")


def test_a_paid_report_takes_its_uploads(house: House, report_client: Client) -> None:
    """What a bundle named can no longer be taken back by who sent it."""
    sent: Sent = cast.seal(house, attachment=b"the ledger")

    assert put(report_client, sent).status_code == 201

    assert laid.is_kept_from_its_sender(house.organisation.id, sent.blobs[0])
