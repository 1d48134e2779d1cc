"""Reporting without script: pages that are the same for all, answers that are kept, a report sealed in memory."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from vouchsafe.cases.models import Case, SealedBy
from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.cast import House
from vouchsafe.channels.models import Channel
from vouchsafe.channels.services import publish_definition
from vouchsafe.common import clock, memory_uploads
from vouchsafe.common.tests import laid
from vouchsafe.intake.tests.browser import Page
from vouchsafe.intake.tests.everything import ANSWERS, BODY, FIELDS, TYPED, question
from vouchsafe.intake.tests.store import snapshot
from vouchsafe.intake.tests.unscripted import FORM, begin, check, page_of, press, report
from vouchsafe.intake.unscripted import once
from vouchsafe.people.models import DirectoryEntry
from vouchsafe.vault.receipt import Receipt
from vouchsafe.vault.thread import Opened

FIREFOX = {"user-agent": "Mozilla/5.0", "accept-language": "de", "referer": "https://news.example/", "cookie": "a=b"}


def test_two_visitors_get_the_same_bytes(asking: House, report_client: Client) -> None:
    """What a browser says of itself and of its owner changes neither the first page nor the empty questions."""
    other = Client(headers={"host": "report.localhost:8000", **FIREFOX})
    for language in ("en", "de", "ar"):
        address = FORM.replace("/en/", f"/{language}/")
        one, two = report_client.get(address), other.get(f"{address}?from=a-mail")
        assert one.status_code == 200
        assert (one.content, dict(one.headers)) == (two.content, dict(two.headers))
        one, two = report_client.post(address, {"step": "begin"}), other.post(address, {"step": "begin"})
        assert one.status_code == 200
        assert (one.content, dict(one.headers)) == (two.content, dict(two.headers))


def test_the_first_page_says_what_it_means_before_anything_can_be_typed(asking: House, report_client: Client) -> None:
    """That the server can read along, who else could, how to avoid it, what about files and recordings."""
    page = page_of(report_client.get(FORM))
    for told in ("For a moment the server can read all of it", "broken into it", "Tor Browser", "vouchsafe report"):
        assert told in page.texts["meaning"]
    assert "25 MB" in page.texts["meaning"]
    assert "Voice recordings cannot be made here" in page.texts["meaning"]
    assert [form.data() for form in page.forms] == [{}]
    assert page.forms[0].buttons() == [("step", "begin")]


def test_leaving_at_the_screen_sends_nothing(asking: House, report_client: Client) -> None:
    """Whoever reports what somebody thinks or says opens the exit in their own browser: no form, no address."""
    html = report_client.get(FORM).content.decode()
    leaving = html[html.index("<details") : html.index("</details>")]
    assert "Nothing was sent." in leaving
    assert "Ombudsperson" in leaving
    assert "<form" not in leaving
    assert "href" not in leaving


def test_only_these_pages_send_forms_and_none_of_them_runs_a_script(asking: House, report_client: Client) -> None:
    """Their forms go to this origin alone; beside what is typed there no script could run; nothing is stored."""
    for answer in (report_client.get(FORM), report_client.post(FORM, {"step": "check"})):
        policy = answer.headers["Content-Security-Policy"]
        assert "form-action 'self'" in policy
        assert "script-src 'none'" in policy
        assert "connect-src 'none'" in policy
        assert answer.headers["Cache-Control"] == "no-store"
        assert b"<script" not in answer.content
    for address in (FORM.removesuffix("unscripted/"), "/en/meridian/integrity/", "/en/meridian/return/"):
        assert "form-action 'none'" in report_client.get(address).headers["Content-Security-Policy"]


def test_leaving_quickly_promises_only_what_it_does_there(asking: House, report_client: Client) -> None:
    """A link, as on every page; no key that a script would have to hear, and it is said that nothing is cleared."""
    for answer in (report_client.get(FORM), report_client.post(FORM, {"step": "begin"})):
        html = answer.content.decode()
        assert "data-leave" in html
        assert "Shift" not in html
        assert "leave-how" not in html
        assert "“Leave quickly” opens another page and clears nothing" in html
    assert "Pressing Shift three times" in report_client.get(FORM.removesuffix("unscripted/")).content.decode()


def test_every_kind_of_answer_is_sealed_and_read_at_the_desk(asking: House, report_client: Client) -> None:
    """The handler reads what was typed and that the server sealed it; names are apart; files are what they were."""
    ledger = bytes(range(256)) * 1000
    receipt = Receipt.parse(report(report_client, TYPED, {"file.papers": [("ledger.bin", ledger), ("two.txt", b"")]}))
    case = Case.objects.get(id=receipt.case_id)
    assert case.sealed_by == SealedBy.SERVER
    read = cast.read(asking, asking.hana, case.id)
    assert read.findings == ()
    bodies = [entry.body for entry in read.entries if isinstance(entry, Opened)]
    answers = next(body["answers"] for body in bodies if "answers" in body)
    blobs = answers.pop("papers")
    assert answers == ANSWERS
    title = next(body for body in bodies if "title" in body)
    assert (title["title"], title["urgent"], title["category"]) == ("Copper leaves hall nine", "yes", "theft")
    manifests = [body for body in bodies if "blob" in body]
    assert {(body["name"], body["size"]) for body in manifests} == {("ledger.bin", len(ledger)), ("two.txt", 0)}
    assert {body["blob"] for body in manifests} == set(blobs)
    assert {"identity", "subject"} <= {entry.kind for entry in read.entries}
    assert "Egon Probe" not in json.dumps(bodies)


def test_one_more_entry_keeps_what_was_typed(asking: House, report_client: Client) -> None:
    """One more is given on demand, as far as the question takes them, and judges nothing."""
    page = begin(report_client)
    typed = {**TYPED, "answer.headline": ""}
    page = page_of(press(report_client, page, "visits", typed))
    assert page.summary == []
    data = page.form("check").data()
    assert data["shown.visits"] == ["3"]
    assert "answer.visits.2.hour" in data
    assert data["answer.visits.1.hour"] == ["ten"]
    assert ("more", "visits") not in page.form("check").buttons()


def test_enter_checks(asking: House, report_client: Client) -> None:
    """The button that a browser presses on Enter is the first one: it checks, and adds no entry."""
    assert begin(report_client).form("check").buttons()[0] == ("step", "check")
    assert check(report_client, TYPED).form("send").buttons()[0] == ("step", "send")


def test_going_back_to_change_something_loses_nothing(asking: House, report_client: Client) -> None:
    """The check page holds all that was typed, even what is left out of the report, and gives it back."""
    typed = {**TYPED, "answer.teller": "Otto"}
    page = check(report_client, typed)
    assert "Otto" not in "".join(page.texts.values())
    back = page_of(press(report_client, page, "write"))
    data = back.form("check").data()
    assert {name: data[name] for name in typed} == {
        name: text if isinstance(text, list) else [text] for name, text in typed.items()
    }


def test_what_is_left_out_is_said(asking: House, report_client: Client) -> None:
    """Answers to questions that are not asked are dropped, and the check page names them."""
    page = report_client.post(FORM, {"step": "check", **TYPED, "answer.teller": "Otto", "answer.visits.1.by": "day"})
    html = page.content.decode()
    assert "<li>Who told you?</li>" in html
    assert "<li>Which visits?: At what hour?</li>" in html


def test_questions_that_changed_meanwhile_keep_what_was_typed(asking: House, report_client: Client) -> None:
    """The new questions stand there with the old answers; what has no place any more is shown to be copied."""
    page = begin(report_client)
    fewer = [field for field in FIELDS if field["id"] != "where"]
    publish_definition(asking.administrator, asking.channel, {**BODY, "questionnaire": {"fields": fewer}})
    answer = press(report_client, page, "check", TYPED)
    after = page_of(answer, 409)
    assert "The organisation changed its questions while you wrote" in answer.content.decode()
    assert '<p class="prose">Hall nine</p>' in answer.content.decode()
    assert after.form("check").data()["answer.what"] == [TYPED["answer.what"]]
    assert page_of(press(report_client, after, "check")).form("send")


def test_texts_that_are_too_long_together_are_refused_before_they_are_sealed(
    asking: House, report_client: Client
) -> None:
    """Every answer may be within its own limit and the whole beyond what one sealed document holds."""
    publish_definition(asking.administrator, asking.channel, question("what", max_length=100_000))
    long = {**TYPED, "answer.what": "€" * 100_000, "answer.where": "x"}
    assert check(report_client, long)
    fields = [*question("what", max_length=100_000)["questionnaire"]["fields"]]
    fields.append({**fields[2], "id": "more"})
    publish_definition(asking.administrator, asking.channel, {**BODY, "questionnaire": {"fields": fields}})
    page = page_of(press(report_client, begin(report_client), "check", {**long, "answer.more": "€" * 60_000}), 422)
    assert [place for place, _text in page.summary] == ["answers"]
    assert page.form("check").data()["answer.more"] == ["€" * 60_000]


def test_a_page_that_is_sent_twice_files_once(asking: House, report_client: Client, data_dir: Path) -> None:
    """A reload shows the same receipt, says that it came before, and stores nothing more."""
    page = check(report_client, TYPED)
    first = page_of(press(report_client, page, "send", files={"file.papers": [("a.txt", b"abc")]}))
    before = snapshot(data_dir)
    again = press(report_client, page, "send", files={"file.papers": [("a.txt", b"abc")]})
    assert page_of(again).texts["receipt"] == first.texts["receipt"]
    assert "This page was sent more than once" in again.content.decode()
    assert snapshot(data_dir) == before
    assert Case.objects.count() == 1


def test_a_page_that_is_sent_twice_at_once_files_once(
    transactional_db: None, report_client: Client, data_dir: Path
) -> None:
    """Two requests that begin together come to one case and one receipt, and leave no other attachment behind."""
    house = cast.meridian()
    publish_definition(house.administrator, house.channel, BODY)
    page = check(report_client, TYPED)

    def send() -> str:
        try:
            client = Client(headers={"host": "report.localhost:8000"})
            answer = press(client, page, "send", files={"file.papers": [("a.bin", bytes(5_000_000))]})
            return page_of(answer).texts["receipt"]
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        one, other = (future.result() for future in [pool.submit(send) for _number in range(2)])
    assert one == other
    assert Case.objects.count() == 1
    assert len([key for key in laid.everything() if not key.endswith(".taken")]) == 1


def test_a_page_that_stood_open_too_long_is_checked_anew(
    asking: House, report_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After two days the page files nothing; it comes back with all that was typed and can be sent then."""
    page = check(report_client, TYPED)
    today = clock.today()
    monkeypatch.setattr(clock, "today", lambda: today.replace(year=today.year + 1))
    stale = page_of(press(report_client, page, "send"), 422)
    assert [place for place, _text in stale.summary] == ["send"]
    assert Case.objects.count() == 0
    assert page_of(press(report_client, stale, "send")).texts["receipt"]
    forged = page_of(press(report_client, stale, "send", {"word": "2099-01-01.x:y"}), 422)
    assert forged.summary


def test_a_word_is_worth_another_receipt_in_another_channel(asking: House) -> None:
    """And the same one each time in its own, a day later too."""
    word, channels = once.new_word(), asking.channels
    receipts = [once.receipt_of(word, channels[name].id).text for name in ("integrity", "safety", "integrity")]
    assert receipts[0] == receipts[2] != receipts[1]
    assert once.item_of(word, channels["integrity"].id) != once.item_of(word, channels["safety"].id)


def test_the_receipt_is_in_no_page_before_it_is_shown(asking: House, report_client: Client) -> None:
    """Neither the check page nor what it carries holds the receipt that will be shown."""
    answer = report_client.post(FORM, {"step": "check", **TYPED})
    page = Page(answer.content.decode())
    receipt = page_of(press(report_client, page, "send")).texts["receipt"]
    held = answer.content.decode() + json.dumps(page.form("send").data())
    assert receipt not in held
    assert receipt.replace("-", "") not in held
    assert Receipt.parse(receipt).raw.hex() not in held


def test_required_files_are_asked_for_where_they_are_chosen(asking: House, report_client: Client) -> None:
    """The check page says so at the control and above, and keeps the answers."""
    publish_definition(asking.administrator, asking.channel, question("papers", required=True))
    page = check(report_client, TYPED)
    refused = page_of(press(report_client, page, "send"), 422)
    assert refused.summary == [("file-papers", "Add a file for “Something to show?”.")]
    assert refused.texts["file-papers-problem"] == "Add a file for “Something to show?”."
    assert page_of(press(report_client, refused, "send", files={"file.papers": [("a", b"x")]})).texts["receipt"]


def test_files_fit_up_to_the_last_byte_and_not_one_more(asking: House, report_client: Client) -> None:
    """25 MB together arrive; a byte more is refused where the files are chosen, and the answers stay."""
    half = bytes(memory_uploads.LARGEST_IN_ALL // 2)
    page = check(report_client, TYPED)
    over = page_of(press(report_client, page, "send", files={"file.papers": [("a", half), ("b", half + b"x")]}), 422)
    assert over.summary[0][0] == "file-papers"
    assert "25 MB" in over.summary[0][1]
    assert Case.objects.count() == 0
    assert page_of(press(report_client, over, "send", files={"file.papers": [("a", half), ("b", half)]}))
    assert Case.objects.count() == 1


def test_too_many_files_are_refused(asking: House, report_client: Client) -> None:
    """More than a report's attachments may be."""
    several = [(f"{number}.txt", b"x") for number in range(memory_uploads.MOST + 1)]
    page = page_of(press(report_client, check(report_client, TYPED), "send", files={"file.papers": several}), 422)
    assert page.summary == [("file-papers", "These are more than 20 files. Choose fewer.")]


def test_a_channel_that_nobody_could_read_takes_nothing(asking: House, report_client: Client) -> None:
    """Without key holders the page says so, and keeps what was typed."""
    page = check(report_client, TYPED)
    DirectoryEntry.objects.all().delete()
    refused = page_of(press(report_client, page, "send"), 409)
    assert [place for place, _text in refused.summary] == ["send"]
    assert refused.form("send").data()["answer.what"] == [TYPED["answer.what"]]


def test_more_than_a_form_may_hold_is_answered_in_words(asking: House, report_client: Client) -> None:
    """Five million letters are no report; the page says how to go back."""
    answer = report_client.post(FORM, {"step": "check", "answer.what": "x" * 5_000_000})
    assert answer.status_code == 413
    assert "Send long texts as files" in answer.content.decode()


def test_what_the_porch_could_not_read_is_answered_in_words(asking: House, report_client: Client) -> None:
    """Busy, too slow, or cut within the files: each in a sentence, in the language of the address."""
    busy = report_client.post(FORM, {}, **{"vouchsafe.refused": "porch/busy"})  # type: ignore[arg-type]
    assert (busy.status_code, "The server is busy" in busy.content.decode()) == (503, True)
    slow = report_client.post(FORM, {}, **{"vouchsafe.refused": "body/too-slow"})  # type: ignore[arg-type]
    assert (slow.status_code, "took too long" in slow.content.decode()) == (408, True)
    cut = {"step": "send", **TYPED, "word": check(report_client, TYPED).form("send").data()["word"][0]}
    answer = report_client.post(FORM, cut, **{"vouchsafe.cut": "yes"})  # type: ignore[arg-type]
    assert page_of(answer, 422).summary[0][0] == "file-papers"


def test_markup_that_is_typed_stays_text(asking: House, report_client: Client) -> None:
    """On the questions, on the check page and in its hidden fields."""
    typed = {**TYPED, "answer.what": '"><script>alert(1)</script></textarea>', "answer.where": "<b>'\"&amp;"}
    answer = report_client.post(FORM, {"step": "check", **typed})
    assert b"<script" not in answer.content
    back = press(report_client, Page(answer.content.decode()), "write")
    assert b"<script" not in back.content
    data = page_of(back).form("check").data()
    assert (data["answer.what"], data["answer.where"]) == ([typed["answer.what"]], [typed["answer.where"]])


@pytest.mark.parametrize(
    "address", ["/en/meridian/nothing/report/unscripted/", "/en/nobody/integrity/report/unscripted/"]
)
def test_what_is_not_there_is_not_found(asking: House, report_client: Client, address: str) -> None:
    """Another organisation or channel has no such page, whether it is asked for or posted to."""
    assert report_client.get(address).status_code == 404
    assert report_client.post(address, {"step": "begin"}).status_code == 404
    Channel.objects.filter(id=asking.channel.id).update(active=False)
    assert report_client.post(FORM, {"step": "send", **TYPED}).status_code == 404
