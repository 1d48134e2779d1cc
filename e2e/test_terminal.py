"""The terminal client: a report that begins there and ends in a browser, and the other way round."""

import json
import os
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import expect

from e2e.cast import RECEIPT, Member, Report, Reporter
from e2e.conftest import NewPerson
from e2e.town import Town
from vouchsafe.demo.people import HANA


def vouchsafe(*arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    """Run the reporter's command as they would: no configuration, no server beside it."""
    return subprocess.run(
        [sys.executable, "-m", "vouchsafe", *arguments],
        input=typed,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={"PATH": os.environ["PATH"], "COLUMNS": "200"},
    )


def test_begun_in_the_terminal_finished_in_the_browser(town: Town, new_person: NewPerson, tmp_path: Path) -> None:
    """Rana sends from a terminal with the poster's words; Hana answers; Rana reads it in a browser and writes again."""
    minutes = tmp_path / "minutes-of-the-ethics-board.txt"
    minutes.write_text("Item 4 was struck after the meeting.\n" * 5000)
    answers = tmp_path / "answers.toml"
    answers.write_text(
        'protected_activity = "none"\n'
        'category = "fraud-or-corruption"\n'
        'headline = "Minutes changed after the vote"\n'
        'what-happened = "Item four was struck from the minutes after the meeting."\n'
        'how-known = "documents"\n'
    )
    reader = Reporter(town, new_person())
    reader.page.goto(town.url("report", "/en/meridian/integrity/"))
    words = " ".join(reader.page.locator("section[aria-labelledby=words] li").all_inner_texts())
    sent = vouchsafe(
        "report", town.url("report", "/en/meridian/integrity/"),
        "--answers", str(answers), "--attach", str(minutes), "--pin", words,
    )  # fmt: skip
    assert sent.returncode == 0, sent.stderr
    receipt = sent.stdout.strip()
    assert RECEIPT.match(receipt)

    hana = Member(town, new_person(), HANA)
    hana.arrive()
    hana.open_case("Minutes changed after the vote")
    assert hana.findings == []
    with hana.page.expect_download() as download:
        hana.thread.get_by_role("button", name=f"Download {minutes.name}").click()
    assert Path(download.value.path()).read_bytes() == minutes.read_bytes()
    hana.answer("Who keeps the signed original?")

    reader.come_back(receipt.lower().replace("-", " "))
    assert reader.findings == []
    expect(reader.thread.get_by_text("Who keeps the signed original?")).to_be_visible()
    reader.write_again("The registrar, in the blue cabinet.")

    back = vouchsafe("thread", town.url("report", "/en/meridian/return/"), typed=f"{receipt}\nThank you for asking.\n")
    assert back.returncode == 0, back.stderr
    assert "Who keeps the signed original?" in back.stdout
    assert "The registrar, in the blue cabinet." in back.stdout
    hana.page.reload()
    expect(hana.thread.get_by_text("Thank you for asking.")).to_be_visible(timeout=60_000)


def test_begun_in_the_browser_read_in_the_terminal(town: Town, new_person: NewPerson) -> None:
    """A receipt from the browser opens the same report in the terminal, verified there."""
    story = Report("A pump was run dry", "The night shift ran pump 3 dry to finish early.", "Pump house")
    receipt = Reporter(town, new_person()).report(story)
    back = vouchsafe("thread", town.url("report", "/en/meridian/return/"), typed=receipt + "\n")
    assert back.returncode == 0, back.stderr
    assert "The night shift ran pump 3 dry to finish early." in back.stdout
    assert "does not fit" not in back.stdout


def test_a_new_receipt_from_the_terminal_opens_in_the_browser(town: Town, new_person: NewPerson) -> None:
    """The last line that is printed is the new receipt; the browser opens the report with it, verified."""
    story = Report("A valve was swapped", "The valve of line 7 was swapped for a cheap one.", "Line 7")
    reader = Reporter(town, new_person())
    old = reader.report(story)
    changed = vouchsafe("thread", town.url("report", "/en/meridian/return/"), "--rotate", typed=old + "\n")
    assert changed.returncode == 0, changed.stderr
    new = changed.stdout.strip().splitlines()[-1]
    assert RECEIPT.match(new)
    assert new != old
    reader.come_back(new)
    assert reader.findings == []
    expect(reader.thread.get_by_text(story.story)).to_be_visible()
    refused = vouchsafe("thread", town.url("report", "/en/meridian/return/"), typed=old + "\n")
    assert refused.returncode == 1
    assert "no report for this receipt" in refused.stderr


def test_wrong_words_stop_the_terminal_before_anything_is_sent(town: Town, tmp_path: Path) -> None:
    """With another organisation's words nothing is sealed, nothing is sent, and the command says why."""
    answers = tmp_path / "answers.json"
    answers.write_text(json.dumps({"protected_activity": "none", "headline": "x", "what-happened": "y"}))
    wrong = " ".join(["abandon"] * 12)
    sent = vouchsafe(
        "report", town.url("report", "/en/meridian/integrity/"), "--answers", str(answers), "--pin", wrong
    )  # fmt: skip
    assert sent.returncode == 1
    assert sent.stdout == ""
    assert "words" in sent.stderr


def test_the_screen_ends_a_report_on_who_somebody_is(town: Town, tmp_path: Path) -> None:
    """A report that the protected-activity screen covers ends in the terminal too, with nothing sent."""
    answers = tmp_path / "answers.json"
    answers.write_text(
        json.dumps({"protected_activity": "opinion", "category": "retaliation", "headline": "x", "what-happened": "y"})
    )
    sent = vouchsafe("report", town.url("report", "/en/meridian/integrity/"), "--answers", str(answers))
    assert sent.returncode == 1
    assert sent.stdout == ""
    assert "Nothing was sent" in sent.stderr or "nothing was sent" in sent.stderr
