"""Hana takes a case away: on paper in any script, and as an archive that opens without this server."""

import hashlib
import io
import json
import os
import re
import subprocess
import sys
import tarfile
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pypdfium2
import pyrage
import pytest
from playwright.sync_api import Download, Page, expect
from pypdf import PdfReader

from e2e.cast import SLOW, Member, Report, Reporter
from e2e.conftest import NewPerson
from e2e.test_attachments import LEFT_IN_THE_BROWSER
from e2e.town import Town
from vouchsafe.demo.people import HANA, INES, LENA, OMAR, TOM
from vouchsafe.vault.age.file import new_file_key, seal_bytes
from vouchsafe.vault.age.scrypt import Passphrase
from vouchsafe.vault.hybrid import Identity

LARGE: Final = 34 * 1024 * 1024
"""Bytes: more than the browser keeps in memory."""
NOTE: Final = "The gatekeeper's cousin is not to hear of it."
ANSWER: Final = "We count the drums tonight."


def opened(archive: Path, into: Path, *arguments: str, typed: str = "") -> "subprocess.CompletedProcess[str]":
    """Run `vouchsafe open`, far from the town."""
    command = [sys.executable, "-m", "vouchsafe", "open", str(archive), "--into", str(into), *arguments]
    environ = {"PATH": "", "LANGUAGE": "en", "COLUMNS": "200"}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environ, input=f"{typed}\n")


def sealed_anew(archive: Path, passphrase: str, change: Callable[[dict[str, Any]], object], to: Path) -> Path:
    """Whoever has the passphrase opens it, changes the case in it, and seals it again."""
    whole = io.BytesIO()
    with (
        tarfile.open(fileobj=io.BytesIO(pyrage.passphrase.decrypt(archive.read_bytes(), passphrase))) as before,
        tarfile.open(fileobj=whole, mode="w", format=tarfile.USTAR_FORMAT) as after,
    ):
        for member in before:
            content = before.extractfile(member)
            assert content is not None
            raw = content.read()
            if member.name == "case.json":
                document = json.loads(raw)
                change(document)
                raw = json.dumps(document).encode()
            member.size = len(raw)
            after.addfile(member, io.BytesIO(raw))
    file_key = new_file_key()
    to.write_bytes(seal_bytes(file_key, [Passphrase(passphrase).wrap(file_key, log_n=4)], whole.getvalue()))
    return to


def sealed_and_saved(page: Page, to: Path) -> Download:
    """Press the button; the archive that comes, saved."""
    with page.expect_download(timeout=SLOW) as taking:
        page.get_by_role("button", name="Seal and save the archive").click()
    taking.value.save_as(to)
    return taking.value


def test_an_archive_opens_by_its_words_anywhere_and_tells_what_was_changed(
    town: Town, hana: Member, new_person: NewPerson, tmp_path: Path
) -> None:
    """With age and tar, with `vouchsafe open`; not with other words, nor with one byte or one record entry changed."""
    evidence = tmp_path / "drums.bin"
    evidence.write_bytes(os.urandom(LARGE))
    story = Report("Drums leave by the river gate", "Forty each month since May.", "River gate", evidence)
    Reporter(town, new_person()).report(story)
    hana.open_case(story.headline)
    hana.answer(ANSWER)
    hana.note(NOTE)
    hana.turn_to("Sharing")
    page, archive = hana.page, tmp_path / "case.tar.age"
    expect(page.locator("desk-export .notice--caution")).to_contain_text("cannot be erased from here")

    words = page.locator(".export__words").inner_text()
    taken = sealed_and_saved(page, archive)

    assert re.fullmatch(r"([a-z]+-){5}[a-z]+", words)
    assert re.fullmatch(r"case-[0-9a-f]{8}\.tar\.age", taken.suggested_filename)
    expect(page.get_by_role("status").filter(has_text=taken.suggested_filename)).to_be_visible()
    # What lay aside while it was sealed is gone; the archive itself goes at lock.
    assert len(page.evaluate(LEFT_IN_THE_BROWSER)) == 1
    plain = pyrage.passphrase.decrypt(archive.read_bytes(), words)
    with tarfile.open(fileobj=io.BytesIO(plain)) as tar:
        assert tar.getnames() == ["READ-ME.txt", "files/1", "case.json"]
        held = tar.extractfile("files/1")
        assert held is not None
        assert hashlib.sha256(held.read()).digest() == hashlib.sha256(evidence.read_bytes()).digest()

    done = opened(archive, tmp_path / "opened", typed=words)
    assert (done.returncode, done.stderr.count("Traceback")) == (0, 0), done.stdout + done.stderr
    text = (tmp_path / "opened" / "case.txt").read_text()
    for said in (story.headline, story.story, ANSWER, "Hana Weiss", "case:opened", "case:archived", "was left out"):
        assert said in text
    assert NOTE not in text
    assert "Warning" not in text
    assert (tmp_path / "opened" / "attachments" / evidence.name).read_bytes() == evidence.read_bytes()

    wrong = opened(archive, tmp_path / "wrong", typed=words + "s")
    assert (wrong.returncode, "does not open" in wrong.stderr) == (1, True)
    flipped = bytearray(archive.read_bytes())
    flipped[len(flipped) // 2] ^= 1
    (tmp_path / "flipped.age").write_bytes(flipped)
    spoilt = opened(tmp_path / "flipped.age", tmp_path / "spoilt", typed=words)
    assert (spoilt.returncode, "changed or cut short" in spoilt.stderr) == (1, True)
    assert not (tmp_path / "wrong").exists()
    assert not (tmp_path / "spoilt").exists()

    def rewrite(document: dict[str, Any]) -> None:
        entry = document["record"]["entries"][0]
        entry["leaf"] = entry["leaf"].replace("case:opened", "case:printed")

    forged = opened(sealed_anew(archive, words, rewrite, tmp_path / "forged.age"), tmp_path / "forged", typed=words)
    assert (forged.returncode, "The record proves nothing here" in forged.stdout) == (1, True)


def test_an_archive_to_a_key_takes_internal_notes_along_when_asked(
    town: Town, hana: Member, new_person: NewPerson, tmp_path: Path
) -> None:
    """A post-quantum key of the prosecutor's; a classic one is refused, and a passphrase that others would guess."""
    story = Report("Two sets of tally books", "The green ones are for the auditor.", "Tally room")
    Reporter(town, new_person()).report(story)
    hana.open_case(story.headline)
    hana.note(NOTE)
    hana.turn_to("Sharing")
    page = hana.page
    prosecutor = Identity.generate()
    key = tmp_path / "key.txt"
    key.write_text(f"# the prosecutor's\n{prosecutor.to_string()}\n")

    page.get_by_label("A passphrase of your own").check()
    page.locator("#export-own").fill("Meridian 2026")
    expect(page.locator("#export-strength")).to_contain_text("Too easy to guess", timeout=SLOW)
    page.get_by_role("button", name="Seal and save the archive").click()
    expect(page.locator("desk-export [role=alert]")).to_contain_text("too easy to guess")
    page.get_by_label("A key", exact=False).last.check()
    page.locator("#export-recipient").fill("age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p")
    page.get_by_role("button", name="Seal and save the archive").click()
    expect(page.locator("desk-export [role=alert]")).to_contain_text("not a post-quantum age key")
    page.locator("#export-recipient").fill(prosecutor.recipient.to_string())
    page.get_by_label("With internal notes").check()
    sealed_and_saved(page, tmp_path / "case.tar.age")

    done = opened(tmp_path / "case.tar.age", tmp_path / "opened", "--identity", str(key))
    assert (done.returncode, NOTE in done.stdout, "is included" in done.stdout) == (0, True, True), done.stderr


def test_nobody_but_who_reads_the_case_takes_it_away(town: Town, hana: Member, new_person: NewPerson) -> None:
    """Lena administers, Ines coordinates, Tom oversees, Omar was left out: 404 for each, and Tom reads who took it."""
    story = Report("A lock that opens by itself", "At four each morning.", "Sluice two")
    rana = Reporter(town, new_person())
    rana.open_form()
    rana.fill_in(story)
    rana.leave_out("Omar Said")
    rana.check()
    rana.send()
    hana.open_case(story.headline)
    case = hana.page.url.rstrip("/").rsplit("/", 1)[1]
    hana.turn_to("Sharing")
    hana.page.get_by_role("link", name="Open the page to print").click()
    expect(hana.page.locator("desk-print .paper")).to_be_visible(timeout=SLOW)

    asking = """async ([path, body]) => {
      const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
      const headers = { "X-CSRFToken": token, "Content-Type": "application/json" };
      const options = body ? { method: "POST", headers, body: JSON.stringify(body) } : {};
      return (await fetch(path, options)).status;
    }"""
    for who in (LENA, INES, TOM, OMAR):
        member = Member(town, new_person(), who)
        member.sign_in()
        expect(member.page.locator("form[data-sign-out]")).to_be_attached(timeout=SLOW)
        for path, body in (
            ("exports", {"form": "archive"}),
            ("exports", {"form": "print"}),
            ("record", None),
            ("export", None),
        ):
            assert member.page.evaluate(asking, [f"/api/v1/cases/{case}/{path}", body]) == 404, (who.name, path)
        if who is TOM:
            member.page.goto(town.url("desk", "/record/"))
            act = member.page.locator(".record-act").filter(has_text=case[:8]).filter(has_text="as a page for printing")
            expect(act.first).to_contain_text("Hana Weiss", timeout=SLOW)


SCRIPTS: Final = {
    "Latin": "Zwölf Fässer verschwanden über Nacht; „niemand“ hat's gesehen.",
    "Arabic": "اختفت اثنتا عشرة حاوية من المستودع رقم 12 في ليلة واحدة.",
    "Hebrew": "שתים־עשרה חביות נעלמו ממחסן 12 בלילה אחד.",
    "Chinese": "十二个桶一夜之间从第12号仓库消失了。",
}
REPLY: Final = "شكراً لكم. سنعدّ البراميل (12 أو 13؟) هذه الليلة."
END: Final = "And this is where it ends."
TAG: Final = "drumyard"
TIMES: Final = 20


@pytest.fixture
def mixed(town: Town, hana: Member, new_person: NewPerson, tmp_path: Path) -> str:
    """A case in four scripts, longer than a sheet, with a file, an answer and a note: the address to print it at."""
    evidence = tmp_path / "قائمة - רשימה - 清单.txt"
    evidence.write_text("drums")
    title = f"{SCRIPTS['Latin'][:24]} {SCRIPTS['Hebrew'][:12]} {SCRIPTS['Chinese'][:8]} {tmp_path.name[:16]}"
    lines = [f"{number}. {SCRIPTS[script]}" for number in range(1, TIMES + 1) for script in SCRIPTS]
    Reporter(town, new_person()).report(Report(title, "\n".join([*lines, END]), "Kai 4", evidence))
    hana.open_case(title)
    hana.answer(REPLY)
    hana.note(NOTE)
    case = hana.page.url
    hana.turn_to("Work")
    hana.page.locator("#filing-tag").fill(TAG)
    hana.page.locator("desk-filing form").first.get_by_role("button", name="Add").click()
    expect(hana.page.locator("desk-filing").get_by_text(TAG).first).to_be_visible(timeout=SLOW)
    return f"{case}print/"


class Paper:
    """The page as its printer gets it."""

    def __init__(self, page: Page, file: Path) -> None:
        page.pdf(path=file, format="A4")
        self.sheets = [sheet.get_textpage() for sheet in pypdfium2.PdfDocument(file)]
        self.widths = [sheet.get_width() for sheet in pypdfium2.PdfDocument(file)]
        # Letters as they are joined on paper, back in their base forms; each word reads in its own direction.
        self.text = unicodedata.normalize("NFKC", "\n".join(sheet.extract_text() for sheet in PdfReader(file).pages))

    def count(self, word: str) -> int:
        """How often a word stands on all sheets."""
        return self.text.count(word)

    def place(self, word: str) -> float:
        """How far from the left edge a word of the first sheet begins to be written, as a share of its width."""
        text = self.sheets[0].get_text_bounded()
        at = max(text.find(word), text.find(word[::-1]))
        assert at >= 0, word
        left, _bottom, _right, _top = self.sheets[0].get_charbox(at)
        return float(left / self.widths[0])

    def edges(self, sheet: int) -> str:
        """What stands above and below a sheet."""
        width, height = self.widths[sheet], 842
        below = self.sheets[sheet].get_text_bounded(0, 0, width, 60)
        return " ".join((self.sheets[sheet].get_text_bounded(0, height - 60, width, height) + below).split())


def words(text: str) -> list[str]:
    """The words of a text without marks of punctuation."""
    return re.findall(r"[^\W\d_]+", text)


def test_a_case_in_any_script_is_printed_whole_and_in_its_direction(hana: Member, mixed: str, tmp_path: Path) -> None:
    """Every word of four scripts, from the right where it is written so, over several numbered sheets, nothing cut."""
    page = hana.page
    page.goto(mixed)
    expect(page.locator("desk-print .paper")).to_be_visible(timeout=SLOW)
    paper = Paper(page, tmp_path / "case.pdf")
    case = mixed.split("/")[-3]

    for script in ("Latin", "Arabic", "Hebrew"):
        for word in words(SCRIPTS[script]):
            assert paper.count(unicodedata.normalize("NFKC", word)) >= TIMES, (script, word)
    assert len(re.findall(r"一夜之间从第\s*12\s*号仓库消失了", paper.text)) >= TIMES
    for said in (END, "What happened?", "Hana Weiss", case, "Integrity and security", "SHA-256", "left out"):
        assert said in paper.text
    digest = hashlib.sha256(b"drums").hexdigest()
    assert digest in paper.text
    assert NOTE not in paper.text
    assert TAG not in paper.text
    assert paper.place("Zwölf") < paper.place("gesehen")
    assert paper.place("ממחסן") > paper.place("אחד")
    assert paper.place("المستودع") > paper.place("واحدة")
    assert paper.place("ממחסן") > 0.5
    count = len(paper.sheets)
    assert count > 1
    for number in range(count):
        for said in (f"Case {case[:8]}", "Meridian Institute", "Printed on ", f"Page {number + 1} of {count}"):
            assert said in paper.edges(number), paper.edges(number)

    page.get_by_label("With internal notes").check()
    with_notes = Paper(page, tmp_path / "with-notes.pdf").text
    assert NOTE in with_notes
    assert TAG in with_notes
    with page.expect_event("console", predicate=lambda said: said.text == "printing"):
        page.evaluate("addEventListener('beforeprint', () => console.log('printing'))")
        page.get_by_role("button", name="Print", exact=True).click()


def test_a_page_in_arabic_is_printed_from_right_to_left_and_dark_ones_on_white(
    town: Town, mixed: str, new_person: NewPerson, tmp_path: Path
) -> None:
    """The case's number stands where a line begins; who works in the dark gets ink on white paper too."""
    hana = Member(town, new_person(locale="ar", color_scheme="dark"), HANA)
    hana.sign_in()
    page = hana.page
    page.locator("#passphrase").fill(HANA.passphrase)
    page.locator("desk-ways form button.button:not(.button--quiet)").first.click()
    expect(page.locator("desk-inbox")).to_be_visible(timeout=SLOW)

    page.goto(mixed)
    expect(page.locator("html[dir=rtl] desk-print .paper")).to_be_visible(timeout=SLOW)
    paper = Paper(page, tmp_path / "case.pdf")

    case = mixed.split("/")[-3]
    assert paper.place(case[:8]) > 0.5
    assert paper.place("Zwölf") < paper.place("gesehen")
    assert paper.place("ממחסן") > paper.place("אחד")
    picture = pypdfium2.PdfDocument(tmp_path / "case.pdf")[0].render(scale=0.5).to_pil().convert("L")
    white = sum(picture.histogram()[250:]) / (picture.width * picture.height)
    assert white > 0.8
