"""When the terminal client stops, and that nothing was sent then: bad answers, broken networks, cheating servers."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from django.test import Client

from vouchsafe.cases.models import Case
from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.cast import House
from vouchsafe.intake.terminal import door
from vouchsafe.intake.terminal import report as sending
from vouchsafe.intake.terminal import thread as returning
from vouchsafe.intake.terminal.errors import TerminalError
from vouchsafe.intake.terminal.proof import HEADER
from vouchsafe.people.models import Role
from vouchsafe.people.queries import Holding
from vouchsafe.vault.cards import make_card
from vouchsafe.vault.directory import ALL_CHANNELS, FIRST, Listing, make_entry
from vouchsafe.vault.directory import Role as Listed
from vouchsafe.vault.hybrid import Identity
from vouchsafe.vault.keys import HolderKeys
from vouchsafe.vault.primitives import sha256, to_base64
from vouchsafe.vault.receipt import Receipt
from vouchsafe.vault.words import hash_words

URL = "http://report.localhost:8000/en/meridian/integrity/"
BACK = "http://report.localhost:8000/en/meridian/return/"
GOOD = {"protected_activity": "none", "headline": "Kept twice", "what": "Two ledgers.", "category": "bribe"}
Meddle = Callable[[httpx.Request, Callable[[], httpx.Response]], httpx.Response]


class Between(httpx.BaseTransport):
    """The real application, with somebody in between who may meddle."""

    def __init__(self, meddle: Meddle) -> None:
        self.inner = Client()
        self.meddle = meddle
        self.puts = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.puts += request.method == "PUT"
        return self.meddle(request, lambda: self.go_on(request))

    def go_on(self, request: httpx.Request) -> httpx.Response:
        """The application's own answer."""
        answer = self.inner.generic(
            request.method,
            request.url.raw_path.decode(),
            request.read(),
            content_type=request.headers.get("content-type", ""),
            headers={name: request.headers[name] for name in ("host", HEADER) if name in request.headers},
        )
        return httpx.Response(answer.status_code, headers=dict(answer.headers), content=answer.content)


def honest(_request: httpx.Request, go_on: Callable[[], httpx.Response]) -> httpx.Response:
    """Nobody meddles."""
    return go_on()


@pytest.fixture
def between(monkeypatch: pytest.MonkeyPatch) -> Callable[[Meddle], Between]:
    """Put somebody between the client and the application; pauses between attempts are left out."""

    def put(meddle: Meddle) -> Between:
        transport = Between(meddle)
        for module in (sending, returning):
            monkeypatch.setattr(module, "open_client", lambda *_to: httpx.Client(transport=transport))
        monkeypatch.setattr(door, "PAUSE", 0)
        return transport

    return put


def send(tmp_path: Path, answers: object = GOOD, *, pin: str | None = None) -> None:
    """Run `vouchsafe report` with these answers."""
    file = tmp_path / "answers.json"
    file.write_text(json.dumps(answers), "utf-8")
    sending.report(URL, file, [], pin=pin)


def stopped(tmp_path: Path, answers: object = GOOD, *, pin: str | None = None) -> str:
    """The code with which `vouchsafe report` stops."""
    with pytest.raises(TerminalError) as caught:
        send(tmp_path, answers, pin=pin)
    return caught.value.code


def is_put(request: httpx.Request) -> bool:
    """Whether this is the report itself."""
    return request.method == "PUT"


def json_answer(status: int, body: object) -> httpx.Response:
    """An answer that the meddler makes up."""
    return httpx.Response(status, json=body)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"what": ""}, "answers/wrong"),
        ({"what": None}, "answers/wrong"),
        ({"what": 7}, "answers/wrong"),
        ({"what": ["a", "b"]}, "answers/wrong"),
        ({"headline": "x" * 121}, "answers/wrong"),
        ({"category": "opinion"}, "answers/wrong"),
        ({"told": "maybe"}, "answers/wrong"),
        ({"since": "last spring"}, "answers/wrong"),
        ({"nationality": "x"}, "answers/unknown"),
        ({"protected_activity": "opinion"}, "screen/ended"),
        ({"protected_activity": "perhaps"}, "screen/unanswered"),
        ({"protected_activity": None}, "screen/unanswered"),
    ],
)
def test_answers_that_do_not_fit_the_questionnaire_are_not_sent(
    house: House, tmp_path: Path, between: Callable[[Meddle], Between], change: dict[str, object], code: str
) -> None:
    """The field is named; the protected-activity screen ends with nothing sent, and cannot be skipped."""
    transport = between(honest)

    assert stopped(tmp_path, {**GOOD, **change}) == code
    assert transport.puts == 0
    assert not Case.objects.exists()


@pytest.mark.parametrize("content", ["", "{", "[1]", "\xff"])
def test_a_file_that_is_no_table_is_not_sent(
    house: House, tmp_path: Path, between: Callable[[Meddle], Between], content: str
) -> None:
    """And the reason is given."""
    between(honest)
    file = tmp_path / "answers.json"
    file.write_bytes(content.encode("latin-1"))

    with pytest.raises(TerminalError, match="answers"):
        sending.report(URL, file, [])


def test_a_lost_answer_is_asked_for_again_and_makes_one_case(
    house: House, tmp_path: Path, between: Callable[[Meddle], Between], capsys: pytest.CaptureFixture[str]
) -> None:
    """The report was stored each time, and is there once."""
    lost = [True, True, False]

    def lose(request: httpx.Request, go_on: Callable[[], httpx.Response]) -> httpx.Response:
        response = go_on()
        if is_put(request) and lost.pop(0):
            raise httpx.ReadError("reset", request=request)
        return response

    transport = between(lose)
    send(tmp_path)

    assert transport.puts == 3
    assert Case.objects.get().id == Receipt.parse(capsys.readouterr().out).case_id


def test_when_no_answer_ever_comes_the_receipt_is_still_given(
    house: House, tmp_path: Path, between: Callable[[Meddle], Between], capsys: pytest.CaptureFixture[str]
) -> None:
    """The report may have arrived, and then the receipt is the only way to it."""

    def lose(request: httpx.Request, go_on: Callable[[], httpx.Response]) -> httpx.Response:
        response = go_on()
        if is_put(request):
            raise httpx.ReadError("reset", request=request)
        return response

    between(lose)

    assert stopped(tmp_path) == "door/unreachable"
    assert Case.objects.get().id == Receipt.parse(capsys.readouterr().out).case_id


def test_a_directory_that_went_on_is_followed(
    house: House, tmp_path: Path, between: Callable[[Meddle], Between]
) -> None:
    """Nils joined while the report was written: it is sealed again, to him too."""
    joined: list[cast.Person] = []

    def meanwhile(request: httpx.Request, go_on: Callable[[], httpx.Response]) -> httpx.Response:
        if is_put(request) and not joined:
            joined.append(cast.join(house, "nils", Holding(Role.HANDLER, house.channel.id)))
            cast.publish_directory(house, house.hana)
        return go_on()

    transport = between(meanwhile)
    send(tmp_path)

    assert transport.puts == 2
    assert cast.read(house, joined[0], Case.objects.get().id).findings == ()


def test_a_proof_that_is_not_taken_is_worked_out_anew(
    house: House, tmp_path: Path, between: Callable[[Meddle], Between]
) -> None:
    """Its day ended between challenge and report: the next one goes through, with the same bytes."""
    sent: list[tuple[bytes, str]] = []

    def late(request: httpx.Request, go_on: Callable[[], httpx.Response]) -> httpx.Response:
        if is_put(request):
            sent.append((request.read(), request.headers[HEADER]))
            if len(sent) == 1:
                return json_answer(403, {"error": {"code": "proof/expired", "message": "Solve a new challenge."}})
        return go_on()

    between(late)
    send(tmp_path)

    assert (sent[0][0], Case.objects.count()) == (sent[1][0], 1)
    assert sent[0][1] != sent[1][1]


def test_a_report_that_arrived_before_is_not_somebody_elses(
    house: House, tmp_path: Path, between: Callable[[Meddle], Between], capsys: pytest.CaptureFixture[str]
) -> None:
    """The first try is stored, the answer says otherwise, and what was sealed again meets the own report."""

    def meanwhile(request: httpx.Request, go_on: Callable[[], httpx.Response]) -> httpx.Response:
        response = go_on()
        if is_put(request) and response.status_code == 201:
            cast.join(house, "nils", Holding(Role.HANDLER, house.channel.id))
            cast.publish_directory(house, house.hana)
            return json_answer(409, {"error": {"code": "bundle/directory-outdated", "message": "Reseal."}})
        return response

    transport = between(meanwhile)
    send(tmp_path)

    assert transport.puts == 2
    assert Case.objects.get().id == Receipt.parse(capsys.readouterr().out).case_id


def test_a_case_that_is_not_the_own_one_is_a_refusal(
    house: House, tmp_path: Path, between: Callable[[Meddle], Between], capsys: pytest.CaptureFixture[str]
) -> None:
    """A server that says so of a report that never arrived is not believed: no receipt is shown as good."""
    exists = {"error": {"code": "bundle/case-exists", "message": "Another report has this id."}}
    between(lambda request, go_on: json_answer(409, exists) if is_put(request) else go_on())

    assert stopped(tmp_path) == "bundle/case-exists"
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    "change",
    [{"cost": 10**9}, {"data": {"most": 10**12}}, {"algorithm": "SCRYPT"}, {"keyPrefix": "00" * 33}, {"salt": "x"}],
)
def test_a_challenge_that_makes_no_sense_is_not_worked_on(
    house: House, tmp_path: Path, between: Callable[[Meddle], Between], change: dict[str, object]
) -> None:
    """Neither for ever nor with something else than was agreed."""

    def cheat(request: httpx.Request, go_on: Callable[[], httpx.Response]) -> httpx.Response:
        response = go_on()
        if "/challenges/" not in request.url.path:
            return response
        response.read()
        document = response.json()
        document["parameters"].update(change)
        return json_answer(201, document)

    transport = between(cheat)

    assert stopped(tmp_path) == "proof/senseless"
    assert transport.puts == 0


def forged_directory(house: House) -> tuple[str, object]:
    """A directory of the same organisation that the server made up, with its own sheet and its own handler."""
    organisation = house.organisation.id
    keys, sheet_keys = HolderKeys(Identity.generate()), HolderKeys(Identity.generate())
    card, sheet = make_card(keys, organisation, uuid4()), make_card(sheet_keys, organisation, uuid4())
    listings = [
        Listing(ALL_CHANNELS, Listed.RECOVERY, sha256(sheet)),
        Listing(house.channel.id, Listed.HANDLER, sha256(card)),
    ]
    entry = make_entry(sheet_keys.signing, sha256(sheet), organisation, 0, FIRST, listings)
    return sha256(card).hex(), {"entries": [to_base64(entry)], "cards": [to_base64(sheet), to_base64(card)]}


def test_a_server_that_adds_a_recipient_by_answering_409_gets_nothing(
    house: House, tmp_path: Path, between: Callable[[Meddle], Between], capsys: pytest.CaptureFixture[str]
) -> None:
    """The second directory does not follow from the first: the client stops, and no byte goes to the newcomer."""
    mallory, forged = forged_directory(house)
    sent = []

    def cheat(request: httpx.Request, go_on: Callable[[], httpx.Response]) -> httpx.Response:
        if is_put(request):
            sent.append(request.read())
            return json_answer(409, {"error": {"code": "bundle/directory-outdated", "message": "Reseal."}})
        return json_answer(200, forged) if sent and request.url.path.endswith("/directory") else go_on()

    between(cheat)

    assert stopped(tmp_path) == "directory/not-descendant"
    assert len(sent) == 1
    assert mallory.encode() not in sent[0]
    assert capsys.readouterr().out == ""


def test_a_server_that_says_outdated_for_ever_is_given_up(
    house: House, tmp_path: Path, between: Callable[[Meddle], Between]
) -> None:
    """A few times, then the client stops."""

    def cheat(request: httpx.Request, go_on: Callable[[], httpx.Response]) -> httpx.Response:
        refusal = {"error": {"code": "bundle/directory-outdated", "message": "Reseal."}}
        return json_answer(409, refusal) if is_put(request) else go_on()

    between(cheat)

    assert stopped(tmp_path) == "directory/unsettled"


def test_with_the_words_of_a_poster_another_directory_is_refused(
    house: House, tmp_path: Path, between: Callable[[Meddle], Between]
) -> None:
    """Even the first one that the server shows."""
    _mallory, forged = forged_directory(house)
    pin = "-".join(hash_words(house.directory().root_hash))

    def cheat(request: httpx.Request, go_on: Callable[[], httpx.Response]) -> httpx.Response:
        return json_answer(200, forged) if request.url.path.endswith("/directory") else go_on()

    transport = between(cheat)

    assert stopped(tmp_path, pin=pin) == "directory/root-mismatch"
    assert stopped(tmp_path, pin="correct horse battery staple") == "vault/malformed"
    assert transport.puts == 0


def test_a_questionnaire_that_is_not_the_one_named_is_refused(
    house: House, tmp_path: Path, between: Callable[[Meddle], Between]
) -> None:
    """A changed text is noticed by its hash."""

    def cheat(request: httpx.Request, go_on: Callable[[], httpx.Response]) -> httpx.Response:
        if "/channels/" not in request.url.path:
            return go_on()
        response = go_on()
        response.read()
        answer = response.json()
        answer["definition"]["purpose"]["en"] = "Tell us who prays where."
        return json_answer(200, answer)

    transport = between(cheat)

    assert stopped(tmp_path) == "channel/changed"
    assert transport.puts == 0


def test_a_server_that_is_none_is_said_to_be_none(tmp_path: Path, between: Callable[[Meddle], Between]) -> None:
    """A page of something else, or half an answer, is no report door."""
    between(lambda _request, _go_on: httpx.Response(200, html="<p>Welcome to nginx"))
    assert stopped(tmp_path) == "door/foreign"
    between(lambda _request, _go_on: json_answer(200, {"channel": {}}))
    assert stopped(tmp_path) == "channel/foreign"


def test_what_a_server_says_cannot_steer_the_terminal(tmp_path: Path, between: Callable[[Meddle], Between]) -> None:
    """Escape codes in an error's sentence are shown as what they are."""
    refusal = {"error": {"code": "x/y", "message": "Gone\x1b]0;owned\x07."}}
    between(lambda _request, _go_on: json_answer(400, refusal))

    with pytest.raises(TerminalError) as caught:
        send(tmp_path)

    assert caught.value.message == "Gone\ufffd]0;owned\ufffd."


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "receipt/length"),
        ("000G-40R4-0M30-E209-185G-R38E-X55B", "receipt/mendable"),
        ("000G-40R4-0M30-E209-185G-R3UE-X55A", "receipt/symbol"),
        ("000G-40R4-0M30-E209-185G-R38E-X55A", "mailbox/not-found"),
    ],
)
def test_a_receipt_that_is_none_is_not_sent_anywhere(
    house: House, between: Callable[[Meddle], Between], monkeypatch: pytest.MonkeyPatch, typed: str, code: str
) -> None:
    """Typing errors are found before any request; one wrong symbol is not mended without its owner's word."""
    asked: list[str] = []

    def watch(request: httpx.Request, go_on: Callable[[], httpx.Response]) -> httpx.Response:
        asked.append(request.url.path)
        return go_on()

    between(watch)
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{typed}\n"))

    with pytest.raises(TerminalError) as caught:
        returning.thread(BACK)

    assert caught.value.code == code
    assert bool(asked) == (code == "mailbox/not-found")
