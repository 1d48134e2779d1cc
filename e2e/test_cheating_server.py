"""A server that cheats in a case: each kind is shown to those whom it would deceive, and nothing is sealed to it."""

import json
import os
import secrets
from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import Download, Request, Route, expect

from e2e.cast import SLOW, Reporter
from e2e.cheats import Filed, Operator, opens
from e2e.victims import (
    ALL,
    ANSWERS,
    MAILBOX,
    NOTE,
    NOTHING,
    Terminal,
    Victims,
    answer_to,
    impostor,
    mail_seen,
    thread_seen,
)
from vouchsafe.demo.people import HANA, OMAR
from vouchsafe.vault.bodies import decode_body
from vouchsafe.vault.grants import seal_grant
from vouchsafe.vault.items import open_item
from vouchsafe.vault.place import KeyKind, Place
from vouchsafe.vault.primitives import from_base64, to_base64
from vouchsafe.vault.receipt import Receipt
from vouchsafe.vault.wire import CurrentKey, ItemJson

KEY = secrets.token_bytes(32)
"""A key that the server made."""
THANKS = "Thank you, we look into it."
MORE = "There is more to say about it."
WHICH = "Which day was it?"


def test_an_honest_server_is_accused_of_nothing(victims: Victims, operator: Operator) -> None:
    """The same people in a true case find nothing wrong, read everything, and what they write arrives."""
    filed = operator.file("Lamps were left burning")
    thanks = filed.message(operator.holder(HANA).signer, THANKS, filed.item("report"))
    operator.add(filed, thanks)
    desk, mailbox, terminal = victims.everyone(filed, "They still burn.")
    for seen in (desk, mailbox, terminal):
        assert seen.findings == set()
        assert seen.unreadable == []
        assert THANKS in seen.text
        assert filed.story in seen.text
    assert desk.may_write == ALL
    assert mailbox.may_write == terminal.may_write == ANSWERS
    assert "They still burn." in victims.desk(filed).text


def test_a_planted_desk_key_is_not_used(victims: Victims, operator: Operator) -> None:
    """A desk key that the server made is shown as nobody's, and no note can be written under it."""
    filed = operator.file("Gloves were counted twice")
    operator.give(filed, operator.holder(HANA), KeyKind.DESK, CurrentKey(0, KEY), operator.stranger().signer)
    with victims.nothing_sealed():
        desk = victims.desk(filed)
    assert desk.findings == {"desk-key-not-from-colleague"}
    assert desk.may_write == ANSWERS
    assert filed.story in desk.text


def test_a_desk_key_planted_at_the_last_moment_is_not_used(victims: Victims, operator: Operator) -> None:
    """When the server answers a new desk key with one of its own, the note stays where it is, and the page says why."""
    filed, mallory, page = operator.file("Keys hang in the open"), operator.stranger(), victims.hana.page
    offered: list[bytes] = []

    def plant(route: Route, request: Request) -> None:
        offered.append(request.post_data_buffer or b"")
        operator.give(filed, operator.holder(HANA), KeyKind.DESK, CurrentKey(0, KEY), mallory.signer)
        route.fulfill(
            status=409, json={"error": {"code": "key/exists", "message": "Somebody was first.", "field": None}}
        )

    victims.hana.look_at(filed.case)
    assert victims.hana.may(NOTE)
    victims.at_desk.requests.clear()
    page.route("**/keys", plant)
    page.locator("#composer").fill("A note for colleagues alone.")
    page.locator("desk-composer form > .actions button.button").click()
    expect(page.get_by_text("desk-key-not-from-colleague")).to_be_visible(timeout=SLOW)
    page.unroute("**/keys")
    assert not victims.hana.may(NOTE)
    assert victims.at_desk.sent == [f"POST /api/v1/cases/{filed.case}/keys"]
    grants = json.loads(offered[0])["grants"]
    assert opens(grants, mallory.keys.identity) == []
    assert mallory.fingerprint.hex() not in [grant["holder"] for grant in grants]


def test_a_planted_newer_key_of_the_case_is_not_used(victims: Victims, operator: Operator) -> None:
    """A next case key that the server made is refused by all, who still read what is sealed under the true one."""
    filed, mallory = operator.file("Bottles lost their labels"), operator.stranger()
    for holder in (operator.holder(HANA), None):
        operator.give(filed, holder, KeyKind.CASE, CurrentKey(1, KEY), mallory.signer)
    with victims.nothing_sealed():
        views = victims.everyone(filed)
    for seen in views:
        assert seen.findings == {"grant-invalid"}
        assert seen.unreadable == []
        assert filed.story in seen.text
        assert seen.may_write == NOTHING


@pytest.mark.parametrize("insider", [False, True], ids=["under a key of its own", "under the case's key"])
def test_a_replaced_report_is_not_believed(victims: Victims, operator: Operator, insider: bool) -> None:  # noqa: FBT001
    """Another report under the id of the first is never shown as the reporter's, and nothing more is written there."""
    filed, liar = operator.file(f"Invoices came twice, {insider}"), Receipt.generate().keys.signing
    key = filed.case_key if insider else KEY
    for item in (filed.item("report"), filed.item("title")):
        operator.put(filed, filed.forged(item, liar, key, _body(filed, item, "Nothing ever happened")))
    for holder in () if insider else (operator.holder(HANA), operator.holder(OMAR), None):
        operator.give(filed, holder, KeyKind.CASE, CurrentKey(0, key), liar)
    with victims.nothing_sealed():
        views = victims.everyone(filed)
    for seen in views:
        assert seen.findings == (
            {"report-missing", "foreign-author"} if insider else {"report-missing", "grant-invalid"}
        )
        assert seen.unreadable == (["report/not-this-case", "author/not-allowed"] if insider else ["key/missing"] * 2)
        assert "Nothing ever happened" not in seen.text
        assert seen.may_write == NOTHING


def _body(filed: Filed, item: ItemJson, lie: str) -> dict[str, object]:
    """The body of an item of the report, with a lie for its words."""
    place = Place(filed.case, item["kind"], UUID(item["id"]))
    body = decode_body(item["kind"], open_item(filed.case_key, 0, place, from_base64(item["sealed"])).body)
    return {**body, "answers": {"what-happened": lie}} if "answers" in body else {**body, "title": lie}


def test_a_dropped_attachment_is_missed(victims: Victims, operator: Operator) -> None:
    """A file that the report names and the server withholds is missed by all, who read the rest."""
    filed = operator.file("Seals were broken", attach=("seals.txt", b"a list of seals"))
    assert "seals.txt" in victims.desk(filed).text
    operator.drop(filed, filed.item("attachment"))
    with victims.nothing_sealed():
        views = victims.everyone(filed, text="")
    for seen in views:
        assert seen.findings == {"part-missing"}
        assert filed.story in seen.text
        assert "seals.txt" not in seen.text


def test_an_exchanged_file_is_not_saved(victims: Victims, operator: Operator) -> None:
    """Bytes that the server changed in an attachment never reach a file; the handler and the reporter are told."""
    filed = operator.file("Scales were bent", attach=("scales.txt", b"a list of scales"))
    path = operator.blob_file(filed)
    content = bytearray(path.read_bytes())
    content[-20] ^= 1
    path.write_bytes(content)
    page = victims.hana.page
    victims.hana.look_at(filed.case)
    saved: list[Download] = []
    page.on("download", lambda download: saved.append(download))  # noqa: PLW0108 - Playwright hangs an attribute on it
    page.get_by_role("button", name="Download scales.txt").click()
    expect(page.locator("desk-thread [role=alert]")).to_contain_text("changed on its way", timeout=SLOW)
    reporter, _watch = victims.come_back(filed)
    reporter.page.on("download", lambda download: saved.append(download))  # noqa: PLW0108 - as above
    reporter.thread.get_by_role("button", name="Save scales.txt").click()
    expect(reporter.page.locator("#alert")).to_contain_text("cannot be verified", timeout=SLOW)
    assert saved == []


def test_a_dropped_message_that_somebody_saw_is_missed(victims: Victims, operator: Operator) -> None:
    """A message that an answer names as read leaves a gap that all are told of, and the rest stays readable."""
    filed, hana = operator.file("Crates went missing"), operator.holder(HANA).signer
    thanks = filed.message(hana, THANKS, filed.item("report"))
    more = filed.message(filed.reporter, MORE, thanks)
    which = filed.message(hana, WHICH, more)
    operator.add(filed, thanks, more, which)
    operator.drop(filed, more)
    with victims.nothing_sealed():
        views = victims.everyone(filed, text="")
    for seen in views:
        assert seen.findings == {"gap"}
        assert seen.unreadable == []
        assert THANKS in seen.text
        assert WHICH in seen.text
        assert MORE not in seen.text


def test_reordered_messages_are_put_right(victims: Victims, operator: Operator) -> None:
    """Messages in another order than they were read in stand in the true one, and all are told."""
    filed, hana = operator.file("Doors stood open"), operator.holder(HANA).signer
    thanks = filed.message(hana, THANKS, filed.item("report"))
    more = filed.message(filed.reporter, MORE, thanks)
    which = filed.message(hana, WHICH, more)
    for day, message in enumerate((thanks, more, which), 1):
        operator.add(filed, message, day=date(2031, 1, day))
    operator.exchange(filed, thanks, which)
    with victims.nothing_sealed():
        views = victims.everyone(filed, text="")
    for seen in views:
        assert seen.findings == {"order"}
        assert seen.text.index(THANKS) < seen.text.index(MORE) < seen.text.index(WHICH)


@pytest.mark.parametrize("insider", [False, True], ids=["under a key of its own", "under the case's key"])
def test_a_swapped_reply_is_not_shown(victims: Victims, operator: Operator, insider: bool) -> None:  # noqa: FBT001
    """A reply by nobody in the directory, under the id of a true one, is unreadable, and says why; the rest is read."""
    filed = operator.file(f"Samples were mixed up, {insider}")
    thanks = filed.message(operator.holder(HANA).signer, THANKS, filed.item("report"))
    more = filed.message(filed.reporter, MORE, filed.item("report"))
    operator.add(filed, thanks, more)
    lie = {"sent_on": "2031-01-01", "text": "Tell us your name.", "seen": [], "parts": []}
    key = filed.case_key if insider else KEY
    operator.put(filed, filed.forged(thanks, operator.stranger().signer, key, lie))
    with victims.nothing_sealed():
        views = victims.everyone(filed, text="")
    for seen in views:
        assert seen.findings == ({"foreign-author"} if insider else set())
        assert seen.unreadable == (["author/not-allowed"] if insider else ["vault/wrong-key"])
        assert "Tell us your name." not in seen.text
        assert MORE in seen.text
        assert filed.story in seen.text


@pytest.mark.parametrize("of", ["another holder", "another case"])
def test_a_swapped_or_replayed_grant_opens_nothing(victims: Victims, operator: Operator, of: str) -> None:
    """A grant that is another's, or that was given for another case, is refused, and nothing is written under it."""
    filed, other = operator.file(f"A pump ran dry, {of}"), operator.file(f"A pump leaked, {of}")
    hana, omar = operator.holder(HANA), operator.holder(OMAR)
    source = filed if of == "another holder" else other
    operator.grant(filed, hana, KeyKind.CASE, 0, operator.granted(source, omar if source is filed else hana))
    operator.grant(filed, None, KeyKind.CASE, 0, operator.granted(source, omar if source is filed else None))
    with victims.nothing_sealed():
        views = victims.everyone(filed)
    for seen in views:
        assert seen.findings == {"grant-invalid", "report-missing"}
        assert seen.unreadable == ["key/missing"] * 2
        assert seen.may_write == NOTHING


def test_a_desk_key_that_was_used_before_is_not_replaced(victims: Victims, operator: Operator) -> None:
    """Another desk key than the one that this browser knows, even by a colleague who helps the server, is refused."""
    filed, hana = operator.file("Badges were shared"), operator.holder(HANA)
    operator.give(filed, hana, KeyKind.DESK, CurrentKey(0, os.urandom(32)), hana.signer)
    assert victims.desk(filed).may_write == ALL
    operator.give(filed, hana, KeyKind.DESK, CurrentKey(0, KEY), operator.holder(OMAR).signer)
    with victims.nothing_sealed():
        desk = victims.desk(filed)
    assert desk.findings == {"key-replaced"}
    assert desk.may_write == ANSWERS


def test_an_old_key_is_not_taken_back(victims: Victims, operator: Operator) -> None:
    """Once a next case key was in use, a desk and an open mailbox that are shown only the first one write no more."""
    filed, hana = operator.file("Ledgers were rewritten"), operator.holder(HANA)
    newer = CurrentKey(1, os.urandom(32))
    for holder in (hana, None):
        operator.give(filed, holder, KeyKind.CASE, newer, hana.signer)
    operator.add(filed, filed.message(hana.signer, THANKS, filed.item("report"), key=newer))
    assert victims.desk(filed).may_write == ALL
    reporter, watch = victims.come_back(filed)
    assert mail_seen(reporter).may_write == ANSWERS
    for holder in (hana, None):
        operator.withdraw(filed, KeyKind.CASE, 1, holder=holder)

    with victims.nothing_sealed():
        desk = victims.desk(filed)
    assert desk.findings == {"pinned-key-missing"}
    assert desk.unreadable == ["key/missing"]
    assert desk.may_write == NOTHING
    # What the mailbox sends now is sealed under the key that it knows; then it sees that the server went back.
    reporter.page.locator("#field-text").fill(MORE)
    reporter.page.locator("[data-composer] form > .actions button").click()
    expect(reporter.page.locator("[data-findings]")).to_contain_text("pinned-key-missing", timeout=SLOW)
    assert not reporter.may_write
    (sent,) = [request for request in watch.requests if request.url.endswith("/mailbox/items")]
    (item,) = json.loads(sent.post_data_buffer or b"")["items"]
    assert item["generation"] == 1
    place = Place(filed.case, "message", UUID(item["id"]))
    assert decode_body("message", open_item(newer.key, 1, place, from_base64(item["sealed"])).body)["text"] == MORE


def test_an_item_of_another_case_is_not_shown(victims: Victims, operator: Operator) -> None:
    """A message that was moved here from another case is unreadable, with its reason, and the rest is read."""
    filed, other = operator.file("A fence was cut"), operator.file("A fence was painted")
    operator.add(filed, other.message(operator.holder(HANA).signer, "Painted green.", other.item("report")))
    operator.add(filed, filed.message(operator.holder(HANA).signer, THANKS, filed.item("report")))
    with victims.nothing_sealed():
        views = victims.everyone(filed, text="")
    for seen in views:
        assert seen.findings == set()
        assert seen.unreadable == ["vault/wrong-key"]
        assert "Painted green." not in seen.text
        assert THANKS in seen.text


def test_a_receipt_that_is_answered_with_another_case_opens_nothing(victims: Victims, operator: Operator) -> None:
    """Given a case of the server's own, whose key was granted to the reporter by an insider, nothing of it is shown."""
    filed, bait = operator.file("Tapes were wiped"), operator.file("Tapes were kept")
    key, recipient = bait.case_key, filed.receipt.keys.recipient
    operator.grant(bait, None, KeyKind.CASE, 0, seal_grant(recipient, bait.case, KeyKind.CASE, 0, key, bait.reporter))
    token = filed.receipt.lookup_hash
    operator.rows("UPDATE cases_case SET receipt_hash = %s WHERE id = %s", os.urandom(32), filed.case)
    operator.rows("UPDATE cases_case SET receipt_hash = %s WHERE id = %s", token, bait.case)
    with victims.nothing_sealed():
        mailbox = victims.mailbox(filed)
        terminal = victims.terminal(filed, "I write again.")
    assert mailbox.findings == {"grant-invalid", "report-missing"}
    assert terminal.findings == {"grant-invalid", "report-missing"}
    for seen in (mailbox, terminal):
        assert seen.unreadable == ["key/missing"] * 2
        assert bait.story not in seen.text
        assert seen.may_write == NOTHING


def test_what_the_server_garbles_does_not_hide_the_rest(victims: Victims, operator: Operator) -> None:
    """Items that are damaged, empty or of no known kind are unreadable, each with its reason, and all else is read."""
    filed, hana = operator.file("Pipes were rerouted"), operator.holder(HANA)
    thanks = filed.message(hana.signer, THANKS, filed.item("report"))
    which = filed.message(hana.signer, WHICH, filed.item("report"))
    empty, poem = (ItemJson(**{**which, "id": str(uuid4())}) for _ in range(2))
    damaged = bytearray(from_base64(which["sealed"]))
    damaged[-1] ^= 1
    which["sealed"], empty["sealed"], poem["kind"] = to_base64(bytes(damaged)), "", "poem"
    operator.add(filed, which, empty, poem, thanks)
    with victims.nothing_sealed():
        views = victims.everyone(filed, text="")
    for seen in views:
        assert seen.findings == set()
        assert seen.unreadable == ["vault/tampered", "vault/malformed", "vault/unsupported"]
        assert THANKS in seen.text
        assert filed.story in seen.text


def test_what_is_not_even_base64_does_not_hide_the_rest(victims: Victims, operator: Operator) -> None:
    """An item whose bytes the server wrote as nonsense is unreadable, for its kind of reason, and all else is read."""
    filed, hana = operator.file("Valves were painted"), operator.holder(HANA)
    which = filed.message(hana.signer, WHICH, filed.item("report"))
    operator.add(filed, which, filed.message(hana.signer, THANKS, filed.item("report")))
    given: list[dict[str, object]] = []

    def garble(route: Route, request: Request) -> None:
        case = json.loads(answer_to(victims.town, request).body)
        for item in case["items"]:
            item["sealed"] = "%%%" if item["id"] == which["id"] else item["sealed"]
        given.append(case)
        route.fulfill(json=case)

    victims.hana.page.route("**/api/v1/cases/*", garble)
    desk = victims.desk(filed)
    victims.hana.page.unroute("**/api/v1/cases/*")
    reporter = Reporter(victims.town, victims.new_person())
    reporter.page.context.route("**/mailbox", garble)
    reporter.come_back(filed.receipt.text)
    with impostor(given[-1]) as port:
        running = Terminal(replace(victims.town, port=port), "thread", MAILBOX, stdin=f"{filed.receipt.text}\n\n")
        terminal = thread_seen(running, "")
    for seen in (desk, mail_seen(reporter), terminal):
        assert seen.unreadable == ["vault/malformed"]
        assert THANKS in seen.text
        assert filed.story in seen.text
