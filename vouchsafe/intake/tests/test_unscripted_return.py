"""Coming back without script: what a receipt opens here, what is asked first, what can be written and saved."""

import hashlib
import re
from pathlib import Path

import pytest
from django.test import Client

from vouchsafe.cases.models import Blob, Case, Item
from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.cast import House
from vouchsafe.channels.services import publish_definition
from vouchsafe.common.tests import laid
from vouchsafe.intake.tests.everything import BODY, FIELDS, TYPED
from vouchsafe.intake.tests.store import snapshot
from vouchsafe.intake.tests.test_terminal import answer_from_the_desk
from vouchsafe.intake.tests.unscripted import MAILBOX, come_back, page_of, press, report
from vouchsafe.intake.unscripted import once
from vouchsafe.vault.receipt import Receipt
from vouchsafe.vault.thread import Opened
from vouchsafe.vault.wire import Part, part_of

LEDGER = bytes(range(256)) * 5000
NOT_HERE = "There is no report for this receipt here."


def wrong(receipt: str, number: int) -> str:
    """The receipt with so many symbols mistyped."""
    changed = "".join("0" if symbol != "0" else "1" for symbol in receipt.replace("-", "")[:number])
    return changed + receipt.replace("-", "")[number:]


def test_two_visitors_get_the_same_bytes(asking: House, report_client: Client) -> None:
    """The page on which a receipt is typed is the same for everyone, in each language."""
    other = Client(headers={"host": "report.localhost:8000", "user-agent": "Firefox", "accept-language": "de"})
    for language in ("en", "de", "ar"):
        address = MAILBOX.replace("/en/", f"/{language}/")
        one, two = report_client.get(address), other.get(f"{address}?from=a-mail")
        assert one.status_code == 200
        assert (one.content, dict(one.headers)) == (two.content, dict(two.headers))


def test_the_first_page_says_what_it_means(asking: House, report_client: Client) -> None:
    """Before the receipt is typed: what the server learns with it, and how to avoid that."""
    html = report_client.get(MAILBOX).content.decode()
    assert html.index('id="meaning"') < html.index('id="receipt"')
    meaning = page_of(report_client.get(MAILBOX)).texts["meaning"]
    for told in ("the server can read your receipt", "broken into it", "Tor Browser", "vouchsafe thread"):
        assert told in meaning


def test_an_old_report_is_shown_with_the_questions_that_it_answers(asking: House, report_client: Client) -> None:
    """The organisation words its questions otherwise since."""
    receipt = report(report_client, TYPED)
    fields = [{**field, "label": {"en": "Reworded?"}} for field in FIELDS]
    publish_definition(asking.administrator, asking.channel, {**BODY, "questionnaire": {"fields": fields}})

    thread = come_back(report_client, receipt).texts["thread"]

    assert "What happened?" in thread
    assert "Reworded?" not in thread


def test_a_report_is_read_answered_and_written_to_again(asking: House, report_client: Client) -> None:
    """With the receipt as it was pasted from elsewhere; the handler reads what was added, and what for."""
    receipt = report(report_client, TYPED, {"file.papers": [("ledger.bin", LEDGER)]})
    case = Receipt.parse(receipt).case_id
    answer_from_the_desk(asking, case, "Which hall? <b>")
    page = come_back(report_client, f"  {receipt.lower().replace('-', ' ').replace('0', 'o')} ")
    assert "Which hall? <b>" in page.texts["thread"]
    assert "Nobody weighed it." in page.texts["thread"]
    assert "ledger.bin" in page.texts["thread"]
    assert "Who you are, as you wrote it" in page.texts["thread"]
    assert "Egon Probe" not in page.texts["thread"]

    typed = {"text": "Hall nine, \r\nthe left gate.", "purpose": "correction"}
    files = {"files": [("plan.txt", b"a plan"), ("none.txt", b"")]}
    after = press(report_client, page, "write", typed, files=files, address=MAILBOX)
    assert "Sent. It is sealed like your report." in after.content.decode()
    again = page_of(after)
    assert "the left gate." in again.texts["thread"]
    assert "plan.txt" in again.texts["thread"]
    assert again.form("write").data()["text"] == [""]

    read = cast.read(asking, asking.hana, case)
    assert read.findings == ()
    written = [entry.body for entry in read.entries if isinstance(entry, Opened) and entry.kind == "message"]
    assert [(body["text"], body.get("purpose")) for body in written if "gate" in body["text"]] == [
        ("Hall nine, \nthe left gate.", "correction")
    ]
    names = {entry.body["name"] for entry in read.entries if isinstance(entry, Opened) and entry.kind == "attachment"}
    assert names == {"ledger.bin", "plan.txt", "none.txt"}


def test_nobody_takes_anything_from_the_reporters_eyes_by_naming_it(asking: House, report_client: Client) -> None:
    """A message of a handler that names another one as its part hides it as little as it takes the reporter's file."""
    receipt = report(report_client, TYPED, {"file.papers": [("ledger.bin", LEDGER)]})
    case = Receipt.parse(receipt).case_id
    asked = answer_from_the_desk(asking, case, "Why I want to know who you are.")
    manifest = Item.objects.get(kind="attachment")
    sealed = hashlib.sha256(manifest.sealed).hexdigest()
    answer_from_the_desk(
        asking, case, "Thank you.", [part_of(asked), Part(kind="attachment", id=str(manifest.id), sha256=sealed)]
    )
    thread = come_back(report_client, receipt).texts["thread"]
    assert "Why I want to know who you are." in thread
    assert "ledger.bin" not in thread[thread.index("Thank you.") :]


def test_a_withdrawal_is_asked_once_more(asking: House, report_client: Client) -> None:
    """The page says what becomes of the report, keeps the words, asks for the files again; going back sends nothing."""
    receipt = report(report_client, TYPED)
    page = come_back(report_client, receipt)
    typed = {"text": "I was wrong.\r\nPlease stop.", "purpose": "withdrawal"}
    asked = page_of(press(report_client, page, "write", typed, files={"files": [("a.txt", b"a")]}, address=MAILBOX))
    assert Item.objects.filter(kind="message").count() == 0
    assert asked.form("write").pickers() == ["files"]
    back = page_of(press(report_client, asked, "open", address=MAILBOX))
    assert "I was wrong." not in back.texts["thread"]
    assert back.form("write").data()["text"] == [typed["text"]]
    after = page_of(press(report_client, asked, "write", files={"files": [("a.txt", b"a")]}, address=MAILBOX))
    assert "I was wrong." in after.texts["thread"]
    assert "a.txt" in after.texts["thread"]
    read = cast.read(asking, asking.hana, Receipt.parse(receipt).case_id)
    bodies = [entry.body for entry in read.entries if isinstance(entry, Opened) and entry.kind == "message"]
    assert [(body["purpose"], body["text"]) for body in bodies] == [("withdrawal", "I was wrong.\nPlease stop.")]


def test_a_message_that_is_sent_twice_is_there_once(asking: House, report_client: Client, data_dir: Path) -> None:
    """A reload after sending shows the case, says that nothing was added, and leaves no second attachment."""
    page = come_back(report_client, report(report_client, TYPED))
    typed, files = {"text": "Once."}, {"files": [("a.txt", b"a")]}
    press(report_client, page, "write", typed, files=files, address=MAILBOX)
    before = snapshot(data_dir)
    again = press(report_client, page, "write", typed, files=files, address=MAILBOX)
    assert "It was not sent a second time." in again.content.decode()
    assert snapshot(data_dir) == before
    assert Item.objects.filter(kind="message").count() == 1


def test_nothing_can_be_sent_without_words_and_nothing_typed_is_lost(asking: House, report_client: Client) -> None:
    """An empty message, one that is too long, files that are too large: said there and above."""
    page = come_back(report_client, report(report_client, TYPED))
    empty = page_of(press(report_client, page, "write", {"text": " \r\n "}, address=MAILBOX), 422)
    assert empty.summary == [("text", "Write something before you send.")]
    assert empty.texts["text-problem"] == "Write something before you send."
    typed = {"text": "w" * 50_003, "purpose": "withdrawal"}
    long = page_of(press(report_client, page, "write", typed, address=MAILBOX), 422)
    assert long.summary == [("text", "Shorten “Your message” by 3 characters: at most 50000 fit.")]
    assert {name: long.form("write").data()[name] for name in typed} == {name: [text] for name, text in typed.items()}
    over = {"files": [("big.bin", bytes(25 * 1024 * 1024 + 1))]}
    typed = {"text": "See the file.", "purpose": "correction"}
    large = page_of(press(report_client, page, "write", typed, files=over, address=MAILBOX), 422)
    assert [place for place, _text in large.summary] == ["file-files"]
    assert large.form("write").data()["text"] == ["See the file."]
    assert Item.objects.filter(kind="message").count() == 0


def test_one_wrong_symbol_is_mended_only_once_the_person_agreed(asking: House, report_client: Client) -> None:
    """The page shows what was probably meant, with a button that opens it; several wrong ones are named as wrong."""
    receipt = report(report_client, TYPED)
    page = page_of(report_client.get(MAILBOX))
    mended = press(report_client, page, "open", {"receipt": wrong(receipt, 1)}, address=MAILBOX)
    asked = page_of(mended, 422)
    assert asked.forms[0].data() == {"receipt": [receipt]}
    assert asked.forms[1].data() == {"receipt": [wrong(receipt, 1)]}
    assert "Nobody weighed it." not in mended.content.decode()
    assert "Nobody weighed it." in page_of(press(report_client, asked, "open", address=MAILBOX)).texts["thread"]
    for typed, sentence in (
        (wrong(receipt, 3), "Several symbols of this receipt do not fit."),
        (receipt[:-1], "A receipt has 28 symbols"),
        (receipt[:-1] + "U", "never the letter U"),
        ("", "A receipt has 28 symbols"),
    ):
        refused = page_of(press(report_client, page, "open", {"receipt": typed}, address=MAILBOX), 422)
        assert refused.summary[0][0] == "receipt"
        assert refused.summary[0][1].startswith(sentence) or sentence in refused.summary[0][1]
        assert refused.form("open").data() == {"receipt": [typed]}


def test_an_unknown_receipt_and_one_of_another_organisation_get_the_same_answer(
    asking: House, other_house: House, report_client: Client
) -> None:
    """Nobody learns from this page whether a receipt opens something elsewhere."""
    theirs = cast.send(other_house).receipt.text
    unknown = Receipt.generate().text
    answers = [
        report_client.post(MAILBOX, {"step": "open", "receipt": typed}).content.decode().replace(typed, "…")
        for typed in (theirs, unknown)
    ]
    assert answers[0] == answers[1]
    assert NOT_HERE in answers[0]
    assert report_client.post(MAILBOX, {"step": "open", "receipt": unknown}).status_code == 404


def test_a_case_that_a_browser_sealed_is_opened_only_after_asking_again(asking: House, report_client: Client) -> None:
    """The page says what that gives away; nothing of the case is on it; and each later step goes on from there."""
    sent = cast.send(asking, attachment=LEDGER)
    page = page_of(report_client.get(MAILBOX))
    asked = press(report_client, page, "open", {"receipt": sent.receipt.text}, address=MAILBOX)
    assert "This gives the server your receipt and everything in this case" in asked.content.decode()
    assert cast.STORY not in asked.content.decode()
    for step in ("write", "save", "anything"):
        skipped = report_client.post(MAILBOX, {"step": step, "receipt": sent.receipt.text, "text": "x"})
        assert "This gives the server your receipt" in skipped.content.decode()
    case = page_of(press(report_client, page_of(asked), "open", address=MAILBOX))
    assert cast.STORY in case.texts["thread"]
    after = page_of(press(report_client, case, "write", {"text": "More."}, address=MAILBOX))
    assert "More." in after.texts["thread"]
    assert b"".join(press(report_client, after, "save", address=MAILBOX)) == LEDGER


def test_a_file_comes_back_whole_under_a_safe_name(asking: House, report_client: Client) -> None:
    """As an attachment that no browser opens by itself, with its true size, and never under a path."""
    name = "../../\u202egnp.exe\u2028 année.txt"
    receipt = report(report_client, TYPED, {"file.papers": [(name, LEDGER)]})
    saved = press(report_client, come_back(report_client, receipt), "save", address=MAILBOX)
    assert b"".join(saved) == LEDGER
    assert saved.headers["Content-Length"] == str(len(LEDGER))
    assert saved.headers["Content-Type"] == "application/octet-stream"
    assert saved.headers["Content-Disposition"] == "attachment; filename*=utf-8''gnp.exe%20ann%C3%A9e.txt"
    assert saved.headers["X-Content-Type-Options"] == "nosniff"


def test_not_a_byte_of_a_file_that_was_changed_is_given_out(asking: House, report_client: Client) -> None:
    """A bit in its last block is enough: the page says so, and shows the rest of the case."""
    receipt = report(report_client, TYPED, {"file.papers": [("ledger.bin", LEDGER)]})
    page = come_back(report_client, receipt)
    blob = Blob.objects.get()
    content = bytearray(laid.content_of(blob.organisation_id, blob.id))
    content[-1] ^= 1
    laid.lay(blob.organisation_id, blob.id, bytes(content))
    refused = page_of(press(report_client, page, "save", address=MAILBOX), 404)
    assert refused.summary[0][1].startswith("This file cannot be verified")
    assert "Nobody weighed it." in refused.texts["thread"]


@pytest.mark.parametrize("blob", ["", "x", "00000000-0000-4000-8000-000000000000"])
def test_no_other_file_can_be_asked_for(asking: House, report_client: Client, blob: str) -> None:
    """Only what a verified message of this case names."""
    receipt = report(report_client, TYPED)
    foreign = cast.send(asking, attachment=LEDGER)
    for asked in (blob, str(foreign.blobs[0])):
        answer = report_client.post(MAILBOX, {"step": "save", "receipt": receipt, "blob": asked})
        assert page_of(answer, 404).summary


def test_what_does_not_fit_together_is_shown_and_nothing_is_sealed(asking: House, report_client: Client) -> None:
    """A server that lost the title says what is missing; one that lost the report takes no message."""
    receipt = report(report_client, TYPED)
    Item.objects.filter(kind="title").delete()
    answer = report_client.post(MAILBOX, {"step": "open", "receipt": receipt})
    assert "part-missing" in answer.content.decode()
    Item.objects.filter(kind="report").delete()
    page = page_of(report_client.post(MAILBOX, {"step": "open", "receipt": receipt}))
    assert {value for form in page.forms for _name, value in form.buttons()} == {"open"}
    assert "text" not in page.texts
    forced = report_client.post(MAILBOX, {"step": "write", "receipt": receipt, "text": "x", "word": once.new_word()})
    assert forced.status_code == 409
    assert Item.objects.filter(kind="message").count() == 0


def test_a_visit_leaves_nothing(asking: House, report_client: Client, data_dir: Path) -> None:
    """Reading a case, and failing to, changes no row and no file."""
    receipt = report(report_client, TYPED, {"file.papers": [("ledger.bin", LEDGER)]})
    before = snapshot(data_dir)
    page = come_back(report_client, receipt)
    b"".join(press(report_client, page, "save", address=MAILBOX))
    report_client.post(MAILBOX, {"step": "open", "receipt": wrong(receipt, 1)})
    report_client.post(MAILBOX, {"step": "open", "receipt": Receipt.generate().text})
    assert snapshot(data_dir) == before
    assert Case.objects.get().read_through == -1


def test_the_receipt_is_in_no_title_and_no_address(asking: House, report_client: Client) -> None:
    """It is in hidden fields of the page that it opened, and in nothing that a browser remembers."""
    receipt = report(report_client, TYPED)
    html = report_client.post(MAILBOX, {"step": "open", "receipt": receipt}).content.decode()
    assert receipt not in html[: html.index("</head>")]
    assert not re.search(rf'(?:href|action|src)="[^"]*{receipt}', html)
    assert re.sub(r'<input type="hidden" name="receipt" value="[^"]*">', "", html).count(receipt) == 0


def test_another_organisation_has_no_mailbox(asking: House, report_client: Client) -> None:
    """An address that names nobody is not found, by GET and by POST."""
    address = MAILBOX.replace("meridian", "nobody")
    assert report_client.get(address).status_code == 404
    assert report_client.post(address, {"step": "open", "receipt": "x"}).status_code == 404
