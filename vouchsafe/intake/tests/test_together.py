"""Reports that come at the same moment: those that are right are stored by one statement, the others as if alone."""

import json
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from vouchsafe.cases import erasure
from vouchsafe.cases.errors import BundleError, Conflict
from vouchsafe.cases.known import Received
from vouchsafe.cases.models import Case, Item
from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.cast import House
from vouchsafe.common import clock
from vouchsafe.common.errors import VouchsafeError
from vouchsafe.intake import services
from vouchsafe.intake.errors import ProofMissing, ProofRefused, QuotaFull
from vouchsafe.intake.models import Kind, Use
from vouchsafe.intake.sent import Sent
from vouchsafe.intake.terminal.proof import solve
from vouchsafe.intake.tests.changing import Limit
from vouchsafe.intake.tests.draft import Draft
from vouchsafe.intake.tests.paying import challenge, proof_for
from vouchsafe.intake.tests.spoilt import SPOILT
from vouchsafe.intake.tests.store import snapshot
from vouchsafe.vault.thread import Opened


def paid(client: Client, sealed: cast.Sent) -> Sent:
    """A report with what pays for it."""
    [proof] = proof_for(client, sealed).values()
    return Sent(sealed.case, sealed.raw, proof)


def together(house: House, *sent: Sent) -> list[Received | None]:
    """All of them at once."""
    return services.take_in_together(house.organisation.id, sent)


def received(sent: Sent) -> Received:
    """What the sender of a report that is stored today is told."""
    return Received(sent.case, clock.today())


def alone(house: House, sent: Sent) -> Received:
    """One of them by itself."""
    return services.take_in(house.organisation.id, sent.case, sent.raw, sent.proof)


def test_each_is_there_for_its_readers(house: House, report_client: Client) -> None:
    """With what is its own: answers, attachment, receipt, its place among the others."""
    sealed = [cast.seal(house, attachment=text) for text in (None, b"the ledger", b"the minutes")]
    sent = [paid(report_client, each) for each in sealed]

    assert together(house, *sent) == [received(each) for each in sent]

    for each in sealed:
        found = cast.read(house, house.hana, each.case)
        assert found.findings == ()
        kinds = [entry.kind for entry in found.entries if isinstance(entry, Opened)]
        assert kinds == ["report", "title", *["attachment" for _blob in each.blobs]]
        assert Case.objects.get(id=each.case).receipt_hash == each.receipt.lookup_hash
    assert Use.objects.get(kind=Kind.REPORTS).used == 3
    assert {erasure_id for _organisation, erasure_id in erasure.all_ids()} == set(
        Case.objects.values_list("erasure_id", flat=True)
    )


def test_sixteen_cost_as_many_statements_as_one(house: House, report_client: Client) -> None:
    """One that reads what they are checked by, one that stores all of them and counts them."""
    together(house, paid(report_client, cast.seal(house)))  # what is read once is read
    counts = []
    for many in (1, 16):
        sent = [paid(report_client, cast.seal(house)) for _each in range(many)]
        with CaptureQueriesContext(connection) as caught:
            assert together(house, *sent) == [received(each) for each in sent]
        counts.append(len([each for each in caught.captured_queries if "SAVEPOINT" not in each["sql"]]))
    assert counts == [2, 2]


def test_what_is_wrong_keeps_nothing_else_out(house: House, other_house: House, report_client: Client) -> None:
    """Each that is refused is none of the others' concern, and alone it hears why."""
    first, second, third = (paid(report_client, cast.seal(house)) for _each in range(3))
    alone(house, third)
    unpaid = Sent(uuid4(), first.raw, first.proof)
    elsewhere = paid(report_client, cast.seal(house))._replace(proof=first.proof)
    garbage = paid(report_client, cast.seal(house))._replace(raw=b"{}")
    changed = third._replace(raw=third.raw + b" ")
    empty = paid(report_client, cast.seal(house))._replace(proof="")
    wrong: dict[Sent, type[VouchsafeError]] = {
        unpaid: ProofRefused,
        elsewhere: ProofRefused,
        garbage: BundleError,
        changed: Conflict,
        empty: ProofMissing,
    }

    answers = together(house, first, *wrong, third, second)

    assert answers == [received(first), *[None] * len(wrong), None, received(second)]
    for sent, error in wrong.items():
        with pytest.raises(error):
            alone(house, sent)
    assert alone(house, third) == received(third)  # it came before: the same answer as the first time
    assert set(Case.objects.values_list("id", flat=True)) == {first.case, second.case, third.case}
    assert services.take_in_together(other_house.organisation.id, [first]) == [None]


@pytest.mark.parametrize("same", ["id", "receipt", "bytes"])
def test_of_two_with_one_id_or_receipt_one_is_stored_and_wholly(house: House, report_client: Client, same: str) -> None:
    """Either; of the other nothing stays, no item, no grant and no key. The same bytes twice are one report."""
    one, other = cast.seal(house), cast.seal(house, attachment=b"the ledger")
    first = paid(report_client, one)
    again = uuid4()
    pair = {
        "id": (first, first._replace(raw=other.raw)),
        "receipt": (first, Sent(again, one.raw, _proof(report_client, one, again))),
        "bytes": (first, first),
    }[same]

    answers = together(house, *pair)

    [winner] = [position for position, answer in enumerate(answers) if answer]
    stored, refused = pair[winner], pair[1 - winner]
    assert Case.objects.get().id == stored.case
    assert Item.objects.count() == len(json.loads(stored.raw)["items"])
    assert len(list(erasure.all_ids())) == 1
    assert alone(house, stored) == received(stored)
    if refused != stored:
        with pytest.raises(Conflict):
            alone(house, refused)


def test_who_names_anothers_attachment_keeps_nobody_out(house: House, report_client: Client) -> None:
    """Whether it is of a case or of a report that comes along: however often it is tried, the others are stored."""
    owner, others = cast.seal(house, attachment=b"the ledger"), [cast.seal(house) for _each in range(2)]
    first, thief, *honest = (paid(report_client, each) for each in (owner, _thief(house, owner), *others))

    assert together(house, first, thief, honest[0]) == [received(first), None, received(honest[0])]
    assert together(house, thief, honest[1]) == [None, received(honest[1])]

    with pytest.raises(BundleError, match="belongs to another"):
        alone(house, thief)


def test_an_attachment_that_was_taken_meanwhile_undoes_all(
    house: House, report_client: Client, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was nobody's when that was asked: the database stores neither, and alone the first has it."""
    owner = cast.seal(house, attachment=b"the ledger")
    sent = [paid(report_client, each) for each in (owner, _thief(house, owner))]
    monkeypatch.setattr(services._Paid, "ids", frozenset())
    before = snapshot(data_dir)

    assert together(house, *sent) == [None, None]

    assert snapshot(data_dir) == before
    assert alone(house, sent[0]) == received(sent[0])


def _thief(house: House, owner: cast.Sent) -> cast.Sent:
    """A report that names the attachment of another."""
    sealed = cast.seal(house)
    bundle = sealed.bundle
    bundle["items"].append({**owner.bundle["items"][-1], "id": str(uuid4())})
    bundle["blobs"] = owner.bundle["blobs"]
    return cast.Sent(sealed.receipt, json.dumps(bundle).encode())


@pytest.mark.parametrize("room", [0, 1, 2])
def test_where_not_all_find_room_each_takes_its_own(
    house: House, report_client: Client, limit: Limit, room: int
) -> None:
    """Three for fewer places: none is stored together, and alone as many as there is room for."""
    limit(reports=room)
    sent = [paid(report_client, cast.seal(house)) for _each in range(3)]

    assert together(house, *sent) == [None] * 3

    for each in sent[:room]:
        assert alone(house, each) == received(each)
    with pytest.raises(QuotaFull):
        alone(house, sent[room])


def test_room_that_others_took_meanwhile_is_not_used_twice(
    house: House, report_client: Client, limit: Limit, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There was room when it was looked for: the statement that stores them counts once more, and undoes itself."""
    sent = [paid(report_client, cast.seal(house)) for _each in range(3)]
    before = snapshot(data_dir)
    monkeypatch.setattr("vouchsafe.intake.quotas.has_room", lambda _kind, _used: True)
    limit(reports=2)

    assert together(house, *sent) == [None] * 3

    assert snapshot(data_dir) == before


def test_reports_to_several_channels_are_counted_in_each(house: House, report_client: Client) -> None:
    """Whoever wrote to which channel at the same moment."""
    sealed = [cast.seal(house, channel=slug) for slug in ("integrity", "safety", "integrity")]
    sent = [paid(report_client, each) for each in sealed]

    assert together(house, *sent) == [received(each) for each in sent]

    used = dict(Use.objects.filter(kind=Kind.REPORTS).values_list("scope", "used"))
    assert used == {cast.channel_of(house, "integrity"): 2, cast.channel_of(house, "safety"): 1}


@pytest.mark.parametrize("way", SPOILT)
def test_a_spoilt_bundle_is_left_to_be_refused(house: House, report_client: Client, data_dir: Path, way: str) -> None:
    """Whatever is wrong with it (`test_refusals.py` asks what it is told): nothing of it is stored."""
    *_answer, spoil = SPOILT[way]
    draft = Draft.begin(house)
    sent = paid(report_client, draft.sent)
    raw = draft.spoilt_by(spoil)
    before = snapshot(data_dir)

    assert together(house, sent._replace(raw=raw)) == [None]

    assert snapshot(data_dir) == before


def test_a_report_that_leaves_somebody_out_keeps_them_out(house: House, report_client: Client) -> None:
    """Beside one that leaves nobody out."""
    sealed = [cast.seal(house, excluded=[house.omar.fingerprint]), cast.seal(house)]
    sent = [paid(report_client, each) for each in sealed]

    assert together(house, *sent) == [received(each) for each in sent]

    assert [Case.objects.get(id=each.case).excluded for each in sent] == [[house.omar.member.id], []]


def _proof(client: Client, sealed: cast.Sent, case: UUID) -> str:
    return solve(challenge(client, "report", {"channel": sealed.bundle["channel"], "case": str(case)}))
