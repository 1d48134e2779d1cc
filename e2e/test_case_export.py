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

from e2e.cast import SLOW, Member, Report, Reporter
from e2e.conftest import NewPerson
from e2e.test_attachments import LEFT_IN_THE_BROWSER
from e2e.town import Town
from vouchsafe.demo.people import INES, LENA, OMAR, TOM
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


def only_letters(text: str) -> str:
    """Letters and digits, each in its base form and in logical order: spaces and marks of layout differ."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(one for one in plain if unicodedata.category(one)[0] in "LN")


@pytest.fixture
def mixed(town: Town, hana: Member, new_person: NewPerson, tmp_path: Path) -> str:
    """A case in four scripts, longer than a sheet, with a file; Hana answered and wrote a note. Its title."""
    evidence = tmp_path / "قائمة البراميل - רשימה - 清单.txt"
    evidence.write_text("drums")
    title = f"{SCRIPTS['Latin'][:24]} {SCRIPTS['Hebrew'][:12]} {SCRIPTS['Chinese'][:8]}"
    lines = [f"{number}. {SCRIPTS[script]}" for number in range(1, 21) for script in SCRIPTS]
    Reporter(town, new_person()).report(Report(title, "\n".join([*lines, END]), SCRIPTS["Arabic"], evidence))
    hana.open_case(title)
    hana.answer(REPLY)
    hana.note(NOTE)
    return title


def printed(page: Page, to: Path) -> pypdfium2.PdfDocument:
    """The page as its printer gets it."""
    page.pdf(path=to, format="A4")
    return pypdfium2.PdfDocument(to)


def test_probe(town: Town, hana: Member, mixed: str, tmp_path: Path) -> None:
    page = hana.page
    page.goto(page.url.split("/cases/")[0] + "/cases/" + page.url.rstrip("/").rsplit("/", 1)[1] + "/print/")
    expect(page.locator("desk-print .paper")).to_be_visible(timeout=SLOW)
    page.screenshot(path="/tmp/print-screen.png", full_page=True)
    document = printed(page, Path("/tmp/print.pdf"))
    for n, sheet in enumerate(document):
        sheet.render(scale=1.3).to_pil().save(f"/tmp/print-{n}.png")
        Path(f"/tmp/print-{n}.txt").write_text(sheet.get_textpage().get_text_bounded())
    page.emulate_media(color_scheme="dark", media="screen")
    page.emulate_media(color_scheme="dark", media="print")
    page.screenshot(path="/tmp/print-dark.png")
    page.emulate_media()
    page.goto(page.url.replace("/print/", "/sharing/"))
    expect(page.locator(".export__words")).to_contain_text("-", timeout=SLOW)
    page.screenshot(path="/tmp/export.png", full_page=True)
