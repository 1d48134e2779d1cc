"""A server that cheats about whose keys are whose: nobody seals to them, whoever was there before, or has the words."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from e2e.cast import SLOW, Member, Report, Reporter
from e2e.cheats import API, CHANNEL_PAGE, Chain, Filed, Operator, opens, own_chain, stranger
from e2e.conftest import NewPerson
from e2e.town import Town
from e2e.victims import ANSWERS, MAILBOX, NOTHING, Terminal, Victims, Watch
from vouchsafe.demo.people import HANA, INES, OMAR, TOM
from vouchsafe.vault.cards import parse_card
from vouchsafe.vault.directory import Role, parse_entry
from vouchsafe.vault.grants import open_grant
from vouchsafe.vault.primitives import from_base64
from vouchsafe.vault.receipt import Receipt
from vouchsafe.vault.words import hash_words

NOT_VERIFIED = "The keys that the server offered cannot be verified. Nothing was sealed to them and nothing was sent."
STORY = Report(headline="Cameras were turned away", story="Two cameras looked at the wall.", where="Yard")


@pytest.fixture(scope="module")
def filed(operator: Operator) -> Filed:
    """A report from before the server cheated."""
    return operator.file("Wires were cut")


@pytest.fixture
def answers(operator: Operator, tmp_path: Path) -> Path:
    """A file of answers for `vouchsafe report`."""
    path = tmp_path / "answers.json"
    path.write_text(answered(operator))
    return path


def answered(operator: Operator) -> str:
    """Answers to the demo's questionnaire."""
    category = operator.definition["categories"][0]["id"]
    given = {"category": category, "headline": STORY.headline, "what-happened": STORY.story}
    return json.dumps({**given, "protected_activity": "none"})


def all_refuse(victims: Victims, filed: Filed, answers: Path, chain: Chain, code: str, why: str) -> None:
    """Shown this directory, all five stop, say why, and hand over nothing.

    They are Hana's desk, a reporter who comes back and one who begins, each of these in a browser and at a terminal.
    """
    with victims.nothing_sealed(), victims.operator.shows(chain):
        reporting = Terminal(victims.town, "report", CHANNEL_PAGE, "--answers", str(answers))
        returning = Terminal(victims.town, "thread", MAILBOX, stdin=f"{filed.receipt.text}\nI write again.\n")
        desk_is_refused(victims, code)
        returning_reporter_is_refused(victims, filed)
        new_reporter_is_stopped(victims, code)
        for status, out, err in (reporting.result(), returning.result()):
            assert status == 1
            assert err.strip() == why
            assert out == ""


def desk_is_refused(victims: Victims, code: str) -> None:
    """Hana's desk, unlocked and with a directory accepted before, opens nothing and says why."""
    page = victims.hana.page
    page.goto(victims.town.url("desk"))
    expect(page.locator("desk-refused")).to_contain_text(code, timeout=SLOW)
    assert page.locator("desk-inbox, desk-case, desk-people").count() == 0


def returning_reporter_is_refused(victims: Victims, filed: Filed) -> None:
    """The mailbox does not open, and says why."""
    context = victims.new_person()
    watch, reporter = Watch(context), Reporter(victims.town, context)
    reporter.page.goto(victims.town.url("report", MAILBOX))
    reporter.page.locator("#field-receipt").fill(filed.receipt.text)
    reporter.step("enter").locator("form > .actions button").click()
    expect(reporter.step("enter").locator("[data-errors]")).to_contain_text(NOT_VERIFIED, timeout=SLOW)
    assert f"POST {API}/mailbox" in watch.asked
    assert watch.sent == []


def new_reporter_is_stopped(victims: Victims, code: str) -> None:
    """The form never comes: the page stops, and says why."""
    context = victims.new_person()
    watch, reporter = Watch(context), Reporter(victims.town, context)
    reporter.page.goto(victims.town.url("report", f"{CHANNEL_PAGE}report/"))
    expect(reporter.step("stopped")).to_contain_text(code, timeout=SLOW)
    assert not reporter.step("write").is_visible()
    assert f"GET {API}/directory" in watch.asked
    assert watch.sent == []


def test_a_swapped_card_is_refused(victims: Victims, operator: Operator, filed: Filed, answers: Path) -> None:
    """A key of the server's own in the place of Hana's card is no card that the directory names."""
    true, hana = operator.chain(), operator.holder(HANA)
    forged = stranger(operator.organisation, parse_card(hana.card).holder)
    chain = Chain(true.entries, tuple(forged.card if card == hana.card else card for card in true.cards))
    why = "This directory names a key holder whose card is missing."
    all_refuse(victims, filed, answers, chain, "directory/unknown-card", why)


def test_a_swapped_directory_line_is_refused(victims: Victims, operator: Operator, filed: Filed, answers: Path) -> None:
    """With Hana's line exchanged for one of the server's own, the entry is not what was signed."""
    chain = operator.chain().with_line(operator.holder(HANA), operator.stranger())
    why = "An entry of this directory is not signed by whom it names."
    all_refuse(victims, filed, answers, chain, "directory/bad-signer", why)


@pytest.mark.parametrize("signer", ["the server", "an overseer"])
def test_an_added_directory_entry_is_refused(
    victims: Victims, operator: Operator, filed: Filed, answers: Path, signer: str
) -> None:
    """An entry that adds a key of the server's own, signed by nobody who may add one, is refused."""
    true, mallory = operator.chain(), operator.stranger()
    by = operator.holder(TOM) if signer == "an overseer" else mallory
    chain = true.then(by, [*true.listings, mallory.listing(Role.HANDLER)], mallory.card)
    why = "This directory was changed by someone who may not change it."
    all_refuse(victims, filed, answers, chain, "directory/bad-signer", why)


def test_a_swapped_directory_is_refused_by_whoever_was_there_before_or_has_the_words(
    victims: Victims, operator: Operator, filed: Filed, answers: Path
) -> None:
    """A whole directory of the server's own is refused by a desk, a receipt, and whoever has the words of a poster."""
    true = operator.chain()
    words = " ".join(hash_words(parse_entry(true.entries[0]).hash))
    with victims.nothing_sealed(), operator.shows(own_chain(operator.organisation, operator.stranger())):
        reporting = Terminal(victims.town, "report", CHANNEL_PAGE, "--answers", str(answers), "--pin", words)
        pinned = Terminal(victims.town, "thread", MAILBOX, "--pin", words, stdin=f"{filed.receipt.text}\n\n")
        desk_is_refused(victims, "directory/root-mismatch")
        mailbox = victims.mailbox(filed)
        words_do_not_fit(victims, words)
        terminal = victims.terminal(filed, "I write again.")
        for status, _out, err in (reporting.result(), pinned.result()):
            assert status == 1
            assert "not those of your words" in err
    for seen in (mailbox, terminal):
        assert seen.findings == {"directory-unknown"}
        assert filed.story in seen.text
        assert seen.may_write == NOTHING


def words_do_not_fit(victims: Victims, words: str) -> None:
    """Somebody types the words of a poster: the page stops, and says why."""
    context = victims.new_person()
    watch, reporter = Watch(context), Reporter(victims.town, context)
    begin_with_words(reporter, words)
    expect(reporter.step("stopped")).to_contain_text("directory/root-mismatch", timeout=SLOW)
    assert f"GET {API}/directory" in watch.asked
    assert watch.sent == []


def begin_with_words(reporter: Reporter, words: str) -> None:
    """Answer the first question and type the words of a poster."""
    reporter.page.goto(reporter.town.url("report", f"{CHANNEL_PAGE}report/"))
    reporter.page.locator("[data-field=_scope] input[data-passes]").check()
    reporter.step("scope").locator("summary").click()
    reporter.page.locator("#field-_words").fill(words)
    reporter.step("scope").locator("button.button").last.click()


def test_true_words_open_the_form(victims: Victims, operator: Operator) -> None:
    """The words of a poster fit the true directory."""
    reporter = Reporter(victims.town, victims.new_person())
    begin_with_words(reporter, " ".join(hash_words(parse_entry(operator.chain().entries[0]).hash)))
    expect(reporter.step("write")).to_be_visible(timeout=SLOW)


Forge = Callable[[Operator, Chain], Chain]


def another_root(operator: Operator, _true: Chain) -> Chain:
    """A directory that begins elsewhere."""
    return own_chain(operator.organisation, operator.stranger())


def another_branch(operator: Operator, true: Chain) -> Chain:
    """A directory whose newest entry a handler who helps the server signed in place of the one that was shown."""
    mallory = operator.stranger()
    before = Chain(true.entries[:-1], true.cards)
    return before.then(operator.holder(OMAR), [*before.listings, mallory.listing(Role.HANDLER)], mallory.card)


def self_signed(operator: Operator, true: Chain) -> Chain:
    """A directory with one more entry, signed by whom it adds."""
    mallory = operator.stranger()
    return true.then(mallory, [*true.listings, mallory.listing(Role.HANDLER)], mallory.card)


@pytest.fixture(scope="module")
def longer(operator: Operator) -> Chain:
    """The true directory, with a second entry from now on, so that there is one to take away."""
    true, hana = operator.chain(), operator.holder(HANA)
    operator.publish(true.then(hana, true.listings))
    operator.record_directory()
    return operator.chain()


@pytest.mark.parametrize(
    ("forge", "code", "why"),
    [
        (another_root, "directory/root-mismatch", "do not follow from those you saw. Nothing was sent."),
        (another_branch, "directory/not-descendant", "do not follow from those you saw. Nothing was sent."),
        (self_signed, "directory/bad-signer", "changed by someone who may not change it."),
    ],
    ids=["another root", "another branch", "signed by itself"],
)
def test_a_recipient_added_while_sending_is_not_sealed_to(
    victims: Victims, operator: Operator, longer: Chain, tmp_path: Path, forge: Forge, code: str, why: str
) -> None:
    """Told that their list of readers is outdated, reporters stop before one that does not follow from theirs."""
    fifo = tmp_path / "answers.json"
    os.mkfifo(fifo)
    context = victims.new_person()
    watch, reporter = Watch(context), Reporter(victims.town, context)
    reporter.open_form()
    reporter.fill_in(STORY)
    reporter.check()
    with victims.nothing_sealed():
        # The terminal has the directory once it waits for the answers.
        running = Terminal(victims.town, "report", CHANNEL_PAGE, "--answers", str(fifo))
        with fifo.open("w") as file, operator.shows(forge(operator, longer)):
            file.write(answered(operator))
            file.close()
            reporter.page.locator("[data-send]").click()
            expect(reporter.step("stopped")).to_contain_text(code, timeout=SLOW)
            status, out, err = running.result()
    assert status == 1
    assert out == ""
    assert why in err
    # What was sent before was sealed to the true readers alone.
    (sent,) = [request for request in watch.requests if request.method == "PUT"]
    bundle = json.loads(sent.post_data_buffer or b"")
    assert bundle["directory"] == parse_entry(longer.entries[-1]).hash.hex()
    readers = {card.fingerprint.hex() for card in longer.verified.sealing_set(operator.channel)}
    assert {grant["holder"] for grant in bundle["grants"]} == {*readers, "receipt"}


def test_a_recipient_added_by_a_colleague_while_sending_is_sealed_to(
    victims: Victims, operator: Operator, longer: Chain, tmp_path: Path
) -> None:
    """Told that their list of readers is outdated, reporters seal anew to one that a handler on theirs signed."""
    fifo = tmp_path / "answers.json"
    os.mkfifo(fifo)
    hana, ines = operator.holder(HANA), operator.holder(INES)
    context = victims.new_person()
    watch, reporter = Watch(context), Reporter(victims.town, context)
    reporter.open_form()
    reporter.fill_in(STORY)
    reporter.check()
    running = Terminal(victims.town, "report", CHANNEL_PAGE, "--answers", str(fifo))
    with fifo.open("w") as file:
        operator.publish(longer.then(hana, [*longer.listings, ines.listing(Role.HANDLER)]))
        file.write(answered(operator))
    receipt = reporter.send()
    status, out, err = running.result()
    with_ines = operator.chain()
    operator.publish(with_ines.then(hana, longer.listings))
    operator.record_directory()
    assert status == 0, err
    assert len(out.strip()) == len(receipt)
    puts = [request for request in watch.requests if request.method == "PUT"]
    first, second = (json.loads(request.post_data_buffer or b"") for request in puts)
    assert opens(first["grants"], ines.keys.identity) == []
    assert opens(second["grants"], ines.keys.identity) == [ines.fingerprint.hex()]
    assert second["directory"] == parse_entry(with_ines.entries[-1]).hash.hex()
    desk = victims.desk_at(Receipt.parse(receipt).case_id)
    assert desk.findings == set()
    assert STORY.story in desk.text
    assert desk.may_write >= ANSWERS


def test_a_directory_that_lost_its_newest_entry_is_refused(victims: Victims, operator: Operator, longer: Chain) -> None:
    """A desk that has seen an entry refuses a directory from which the server took it away again."""
    true = operator.chain()
    victims.hana.page.goto(victims.town.url("desk"))
    expect(victims.hana.page.locator("desk-inbox")).to_be_visible(timeout=SLOW)
    assert len(true.entries) > len(longer.entries) - 1 >= 1
    with victims.nothing_sealed(), operator.shows(Chain(true.entries[:-1], true.cards)):
        desk_is_refused(victims, "directory/not-descendant")


def test_a_recipient_whom_a_colleague_let_in_is_not_sealed_to_before_it_was_compared(
    operator: Operator, town: Town, new_person: NewPerson, answers: Path
) -> None:
    """Even a handler who helps the server cannot make a desk seal to a key that its owner did not compare."""
    context = new_person()
    watch, hana = Watch(context), Member(town, context, HANA)
    hana.arrive()
    victims, mallory = Victims(operator, hana, new_person), operator.stranger()
    old, true = operator.file("Locks were changed"), operator.chain()
    chain = true.then(operator.holder(OMAR), [*true.listings, mallory.listing(Role.HANDLER)], mallory.card)
    with operator.shows(chain):
        new = operator.file("Locks were changed again")
        assert opens(new.bundle.grants, mallory.keys.identity) == [mallory.fingerprint.hex()]
        with victims.nothing_sealed():
            # A report that was sealed to the newcomer is read, and not answered.
            seen = victims.desk(new)
            assert seen.findings == {"unaccepted-recipient"}
            assert new.story in seen.text
            assert seen.may_write == NOTHING
            # The people page shows the key and its words, to be compared.
            hana.page.goto(town.url("desk", "/people/"))
            words = hash_words(mallory.fingerprint)
            newcomer = hana.page.locator("desk-people section", has_text="New keys in the list")
            expect(newcomer.locator("ol.words li")).to_have_text(words, timeout=SLOW)
        # A desk key for an older report goes to those to whom its reporter sealed it, and to nobody new.
        hana.look_at(old.case)
        hana.note("A note for colleagues alone.")
    assert watch.sent[-2:] == [f"POST /api/v1/cases/{old.case}/keys", f"POST /api/v1/cases/{old.case}/items"]
    (keys,) = [request for request in watch.requests if request.url.endswith(f"{old.case}/keys")]
    grants = json.loads(keys.post_data_buffer or b"")["grants"]
    assert opens(grants, operator.holder(HANA).keys.identity) == [operator.holder(HANA).fingerprint.hex()]
    assert opens(grants, mallory.keys.identity) == []


def test_a_directory_that_is_not_in_the_record_is_told_loudly(
    operator: Operator, town: Town, new_person: NewPerson
) -> None:
    """A key holder let in past the record, even by a handler's true signature: the desk that unlocks says so."""
    hana = Member(town, new_person(), HANA)
    with hana.page.expect_response("**/api/v1/directory/recorded/**", timeout=SLOW):
        hana.arrive()
    alert = hana.page.locator("desk-notices [role=alert]")
    hana.page.wait_for_timeout(8000)  # as long as the desk would look again before it says so
    assert alert.count() == 0
    mallory, true = operator.stranger(), operator.chain()
    chain = true.then(operator.holder(OMAR), [*true.listings, mallory.listing(Role.HANDLER)], mallory.card)
    with operator.shows(chain):
        hana.page.goto(town.url("desk"))
        expect(alert).to_contain_text("The list of keys is not the one in the record", timeout=SLOW)
        expect(alert).to_contain_text("record/directory")
        expect(hana.page.locator("desk-notices")).to_contain_text("1 key was added to the list")


def test_the_proof_that_a_grant_is_not_somebodys_can_fail(operator: Operator) -> None:
    """`opens` tells who a grant was sealed to: the attacker when it is, nobody else."""
    filed, hana = operator.file("Bells were silenced"), operator.holder(HANA)
    grants = filed.bundle.grants
    assert opens(grants, hana.keys.identity) == [hana.fingerprint.hex()]
    assert opens(grants, operator.stranger().keys.identity) == []
    mine = next(grant for grant in grants if grant["holder"] == hana.fingerprint.hex())
    assert open_grant(hana.keys.identity, from_base64(mine["sealed"])).key == filed.case_key
