"""Set-up as one journey: a command, a key, paper, a channel, a colleague, a poster on the wall."""

from pathlib import Path

import pypdfium2
import zxingcpp
from playwright.sync_api import expect

from e2e.cast import Reporter
from e2e.conftest import NewPerson
from e2e.founder import ADDRESS, NADIA, Founder
from e2e.founding import output_of
from e2e.town import Town


def read(poster: Path) -> tuple[str, list[str]]:
    """What stands on a poster, and where its code leads."""
    document = pypdfium2.PdfDocument(poster)
    page = document[0]
    reader = page.get_textpage()
    text = " ".join(reader.get_text_range().split())
    bitmap = page.render(scale=2)
    codes = [found.text for found in zxingcpp.read_barcodes(bitmap.to_pil())]
    for each in (bitmap, reader, page, document):
        each.close()
    return text, codes


def test_from_one_command_to_a_poster_that_leads_to_an_open_channel(
    town: Town, new_person: NewPerson, tmp_path: Path
) -> None:
    """Nadia founds Lighthouse; a passer-by scans her poster, compares its words, and can report."""
    nadia = Founder(town, new_person())
    nadia.found()
    nadia.make_keys(tmp_path)

    # What is typed outlives a reload, and so does what is done.
    nadia.is_at("channel")
    nadia.page.get_by_label("Postal address").fill(ADDRESS)
    nadia.page.reload()
    nadia.is_at("channel")
    expect(nadia.page.get_by_label("Postal address")).to_have_value(ADDRESS)
    expect(nadia.page.get_by_label("Contact", exact=True)).to_have_value(NADIA.email)
    nadia.open_channel()
    nadia.invite("Yusuf Karim", "yusuf@lighthouse.example")
    nadia.page.reload()
    nadia.is_at("poster")
    expect(nadia.page.locator("desk-guide .guide__step--done")).to_have_count(4)

    poster = nadia.save_poster(tmp_path)
    text, codes = read(poster)
    words = nadia.words()
    assert len(words) == 12
    assert " ".join(f"{at} {word}" for at, word in enumerate(words, 1)) in text
    assert "Lighthouse Board" in text

    # The operator's command gives the same bytes.
    channel = codes[0].removeprefix(town.url("report", "/en/")).strip("/")
    assert output_of(town, "poster", channel, "--language", "en") == poster.read_bytes()

    # Whoever scans it is where it says, sees the same words, and finds a form.
    rana = Reporter(town, new_person())
    rana.page.goto(codes[0])
    shown = rana.page.locator(".words li").all_inner_texts()
    assert [word.strip() for word in shown] == words
    expect(rana.page.get_by_text("Lighthouse Board").first).to_be_visible()
    rana.page.locator("main a.button").first.click()
    expect(rana.page.locator("[data-step=scope]")).to_be_visible()
