"""A reporter whose browser runs no script, from the first page to the answer (protocol §9)."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, Request, expect

from e2e.cast import SLOW, Member, Report, Reporter
from e2e.conftest import NewPerson
from e2e.copies import found_in, whole_copy
from e2e.town import Town
from vouchsafe.demo.people import HANA
from vouchsafe.intake.terminal.door import LoopbackTransport
from vouchsafe.vault.receipt import Receipt

FORM = "/en/meridian/integrity/report/unscripted/"
MAILBOX = "/en/meridian/return/unscripted/"
MEGABYTE = 1024 * 1024
SLIPS = "The weighbridge of the brickworks printed twice. "


class Quiet:
    """Somebody whose browser runs no script."""

    def __init__(self, town: Town, page: Page, lang: str = "en") -> None:
        self.town, self.page = town, page
        self.form, self.mailbox = (address.replace("/en/", f"/{lang}/") for address in (FORM, MAILBOX))

    def begin(self) -> None:
        """From the sealed form's own notice, through the screen, to the questions."""
        self.page.goto(self.town.url("report", self.form.removesuffix("unscripted/")))
        self.page.locator("noscript a, main .notice a").first.click()
        expect(self.page.locator("#meaning")).to_be_visible()
        self.press("begin")

    def press(self, step: str) -> None:
        """Press the button of a step that can be seen."""
        self.page.locator(f"button.button[name=step][value={step}]").click()

    def fill_in(self, report: Report) -> None:
        """Answer the demo's questionnaire."""
        self.page.locator("#answer-category").check()
        self.page.locator("#answer-headline").fill(report.headline)
        self.page.locator("#answer-what-happened").fill(report.story)
        self.page.locator("#answer-where").fill(report.where)

    def send(self, files: list[Path]) -> str:
        """From the check page to the receipt."""
        if files:
            self.page.locator("input[type=file]").set_input_files([str(file) for file in files])
        self.press("send")
        expect(self.page.locator("#receipt")).to_be_visible(timeout=SLOW)
        return self.page.locator("#receipt").inner_text()

    def open(self, receipt: str) -> None:
        """Type the receipt where the server opens it."""
        self.page.goto(self.town.url("report", self.mailbox))
        self.page.locator("#receipt").fill(receipt)
        self.press("open")


def test_there_and_back_without_script(town: Town, new_person: NewPerson, tmp_path: Path) -> None:
    """Rana reports with a file, Hana sees who sealed it and answers, Rana reads, writes and saves; nothing leaks."""
    slips = tmp_path / "slips-of-the-brickworks.txt"
    slips.write_text(SLIPS * 20_000)
    story = Report(
        headline="Bricks are weighed twice at the kiln",
        story="The kiln's foreman keeps a second slip.\nHe burns it on Sundays.",
        where="Kiln four, weighbridge",
    )
    context = new_person(java_script_enabled=False)
    asked: list[Request] = []
    context.on("request", lambda request: asked.append(request))  # noqa: PLW0108 - Playwright hangs an attribute on it
    rana = Quiet(town, context.new_page())
    rana.begin()
    rana.press("check")
    expect(rana.page.locator(".errors")).to_contain_text("In one line: what is it about?")
    rana.fill_in(story)
    rana.press("check")
    expect(rana.page.locator("main")).to_contain_text("He burns it on Sundays.")
    rana.press("write")
    expect(rana.page.locator("#answer-where")).to_have_value(story.where)
    rana.press("check")
    receipt = rana.send([slips])

    hana = Member(town, new_person(), HANA)
    hana.arrive()
    hana.open_case(story.headline)
    assert hana.findings == []
    expect(hana.page.locator("desk-case")).to_contain_text("The server sealed this report in its memory.")
    expect(hana.thread.get_by_text("He burns it on Sundays.")).to_be_visible()
    with hana.page.expect_download() as download:
        hana.thread.get_by_role("button", name=f"Download {slips.name}").click()
    assert Path(download.value.path()).read_bytes() == slips.read_bytes()
    answer = "We have asked the kiln for its slips. Which Sundays?"
    hana.answer(answer)

    rana.open(receipt.lower().replace("-", " "))
    expect(rana.page.get_by_text(answer)).to_be_visible()
    again = "Every Sunday since the flood at the kiln."
    rana.page.locator("#text").fill(again)
    rana.press("write")
    expect(rana.page.locator("#thread").get_by_text(again)).to_be_visible()
    with rana.page.expect_download() as download:
        rana.press("save")
    assert download.value.suggested_filename == slips.name
    assert Path(download.value.path()).read_bytes() == slips.read_bytes()

    typed = {
        "headline": story.headline, "story": "The kiln's foreman keeps", "where": story.where, "again": again,
        "answer": answer, "file": SLIPS, "file name": slips.name,
        "receipt": receipt, "receipt without dashes": receipt.replace("-", ""),
    }  # fmt: skip
    secrets = {name: text.encode() for name, text in typed.items()}
    secrets |= {"receipt's bytes": Receipt.parse(receipt).raw, "lookup token": Receipt.parse(receipt).lookup_token}
    assert found_in(whole_copy(town), secrets) == []
    urls = " ".join(request.url for request in asked)
    assert receipt not in urls
    assert "?" not in urls
    assert {request.url.split("/")[2] for request in asked} == {f"report.localhost:{town.port}"}
    assert context.cookies() == []


def test_a_new_receipt_without_script(town: Town, new_person: NewPerson) -> None:
    """Rana comes back, reads where her report stands and what is due, and comes to a new receipt that opens it."""
    story = Report(headline="The lock is left open", story="Each night, by the same guard.", where="Lock three")
    rana = Quiet(town, new_person(java_script_enabled=False).new_page())
    rana.begin()
    rana.fill_in(story)
    rana.press("check")
    old = rana.send([])
    rana.open(old)
    expect(rana.page.locator("#state")).to_have_text("We have it. Nobody has opened it yet.")
    expect(rana.page.locator("#clock dt")).to_have_text(["An acknowledgement", "An answer: what was done, or will be"])
    expect(rana.page.locator("#authorities ul")).to_be_hidden()
    rana.page.locator("#authorities summary").click()
    expect(rana.page.locator("#authorities ul")).to_be_visible()

    rana.page.locator("#rotation summary").click()
    rana.press("rotate")
    new = rana.page.locator("#receipt").inner_text()
    rana.page.locator("#copy").fill(old)
    rana.press("count")
    expect(rana.page.locator(".errors")).to_contain_text("This is not the new receipt.")
    rana.page.locator("#copy").fill(new.lower())
    rana.press("count")
    expect(rana.page.get_by_role("heading", name="Your new receipt counts")).to_be_visible()
    rana.page.reload()
    expect(rana.page.get_by_role("heading", name="Your new receipt counts")).to_be_visible()

    rana.open(old)
    expect(rana.page.locator(".errors")).to_contain_text("There is no report for this receipt here.")
    rana.open(new)
    expect(rana.page.locator("#thread")).to_contain_text(story.story)
    expect(rana.page.locator("#thread")).to_contain_text("You made a new receipt.")
    expect(rana.page.locator("#clock")).to_be_visible()


def test_keys_that_need_a_script_are_not_promised_without_one(town: Town, new_person: NewPerson) -> None:
    """That Shift leaves the page is said where a script hears it, and nowhere else."""
    for scripted in (True, False):
        page = new_person(java_script_enabled=scripted).new_page()
        page.goto(town.url("report", FORM.removesuffix("report/unscripted/")))
        expect(page.locator("[data-leave]")).to_be_visible()
        expect(page.locator("#leave-how")).to_be_visible(visible=scripted)


def test_a_case_that_a_browser_sealed_asks_again(town: Town, new_person: NewPerson) -> None:
    """Who reported with script is told what it gives away to come back without, and can turn round."""
    story = Report(headline="The sluice is opened at night", story="Twice in May, by the deputy.", where="Sluice two")
    receipt = Reporter(town, new_person()).report(story)
    later = Quiet(town, new_person(java_script_enabled=False).new_page())
    later.open(receipt)
    expect(later.page.get_by_text("This gives the server your receipt and everything in this case")).to_be_visible()
    expect(later.page.get_by_text(story.story)).to_have_count(0)
    later.press("open")
    expect(later.page.get_by_text(story.story)).to_be_visible()


def test_a_wrong_symbol_and_the_screen_without_script(town: Town, new_person: NewPerson) -> None:
    """The exit of the screen opens in the browser alone; a mistyped receipt is offered mended."""
    context = new_person(java_script_enabled=False)
    asked: list[str] = []
    context.on("request", lambda request: asked.append(f"{request.method} {request.url}"))
    rana = Quiet(town, context.new_page())
    rana.page.goto(town.url("report", FORM))
    before = len(asked)
    rana.page.locator("summary").click()
    expect(rana.page.get_by_text("Nothing was sent, and nothing was kept.")).to_be_visible()
    assert len(asked) == before
    receipt = Receipt.generate().text
    rana.open(("1" if receipt[0] != "1" else "0") + receipt[1:])
    expect(rana.page.get_by_text("Did you mean this?")).to_be_visible()
    rana.page.get_by_role("button", name="Yes, use this one").click()
    expect(rana.page.locator(".errors")).to_contain_text("There is no report for this receipt here.")
    assert not any(receipt in url for url in asked)


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    """A program that sends forms, such as curl."""
    with httpx.Client(transport=LoopbackTransport(), timeout=120) as opened:
        yield opened


def sent(client: httpx.Client, town: Town, size: int) -> httpx.Response:
    """A report with so many bytes of files, sent to a real server."""
    answers = {"answer.headline": "By hand", "answer.what-happened": "Much."}
    url = town.url("report", FORM)
    category = re.search(r'name="answer.category" value="([^"]+)"', client.post(url, data={"step": "begin"}).text)
    assert category is not None
    answers["answer.category"] = category[1]
    checked = client.post(url, data={"step": "check", **answers})
    word = re.search(r'name="word" value="([^"]+)"', checked.text)
    assert word is not None, checked.text
    fields = {"step": "send", "word": word[1], **answers}
    return client.post(url, data=fields, files={"file.attachment": ("big.bin", bytes(size))})


def test_twenty_five_megabytes_arrive_and_not_a_byte_more(town: Town, client: httpx.Client) -> None:
    """Through the porch: what fits is stored; a byte over, and much over, is said on the page with the answers."""
    whole = sent(client, town, 25 * MEGABYTE)
    assert (whole.status_code, 'id="receipt"' in whole.text) == (200, True)
    for size in (25 * MEGABYTE + 1, 60 * MEGABYTE):
        over = sent(client, town, size)
        assert over.status_code == 422
        assert "These files are larger than 25 MB together." in over.text
        assert 'name="answer.what-happened" value="Much."' in over.text
