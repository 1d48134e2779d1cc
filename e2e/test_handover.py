"""A case is handed over: two people agree, the reporter reads it before, another organisation reads the report."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from e2e import town as towns
from e2e.cast import SLOW, Member, Report, Reporter
from e2e.cheats import Operator
from e2e.conftest import NewPerson
from e2e.founding import create, publish_channel, set_up
from e2e.keyring import make_key
from e2e.town import Town
from vouchsafe.demo.people import HANA, LENA, OMAR, SignIn
from vouchsafe.people.models import Role
from vouchsafe.vault.directory import verify_chain
from vouchsafe.vault.words import hash_words

PIA = SignIn("Pia Quist", "pia@quay.example", Role.HANDLER, "herons-on-the-weir-9", "")
WEEK = 8


class Handler(Member):
    """A member at the panel of a hand-over."""

    def open_case(self, title: str) -> None:
        """From the inbox to what the case shares."""
        super().open_case(title)
        self.turn_to("Sharing")

    def see_it_gone(self) -> None:
        """What was released has arrived: the panel offers the next one, and the conversation says so."""
        expect(self.panel.get_by_text("Propose a hand-over")).to_be_visible(timeout=SLOW)
        self.turn_to("Conversation")
        expect(self.thread.get_by_text("The case was handed over.")).to_be_visible(timeout=SLOW)

    @property
    def panel(self) -> Locator:
        """The section of the case's page."""
        return self.page.locator("desk-handover")

    def propose(self, partner: str, why: str, note: str, *, without: tuple[str, ...] = ()) -> None:
        """Choose a partner, check its words, say why, and leave some things out."""
        self.panel.locator("summary").click()
        self.panel.get_by_label("To whom").select_option(label=partner)
        expect(self.panel.locator(".words")).to_be_visible(timeout=SLOW)
        for label in without:
            self.panel.locator("label.choice", has_text=label).locator("input").uncheck()
        self.panel.get_by_label("Why", exact=True).fill(why)
        self.panel.get_by_label("Note to them").fill(note)
        self.panel.get_by_role("button", name="Propose, and tell the reporter").click()
        expect(self.panel.get_by_text("waits for a second person")).to_be_visible(timeout=SLOW)

    def on_day(self, days: int) -> None:
        """So many days later, as this browser sees it; before anything is opened, for an idle key locks."""
        self.page.clock.set_fixed_time(datetime.now(UTC) + timedelta(days=days))


def pass_days(town: Town, days: int) -> None:
    """So many days later, as the server sees every proposal."""
    Operator(town).rows(
        "UPDATE cases_proposal SET proposed_on = proposed_on - %s, not_before = not_before - %s", days, days
    )


def words_of(town: Town, organisation: str) -> str:
    """The twelve words of an organisation's poster."""
    rows = Operator(town).rows
    chosen = "FROM {} t JOIN people_organisation o ON o.id = t.organisation_id WHERE o.slug = %s"
    entries = rows("SELECT t.encoded " + chosen.format("people_directoryentry") + " ORDER BY t.sequence", organisation)
    cards = rows("SELECT t.encoded " + chosen.format("people_card"), organisation)
    directory = verify_chain([bytes(entry) for (entry,) in entries], [bytes(card) for (card,) in cards])  # type: ignore[call-overload]
    return " ".join(hash_words(directory.root_hash))


def list_partner(lena: Member, name: str, address: str, words: str) -> None:
    """The administrator puts a partner on the list."""
    page = lena.page
    page.goto(lena.town.url("desk", "/partners/"))
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Address of its channel").fill(address)
    page.get_by_label("Its twelve words").fill(words)
    page.get_by_role("button", name="Add to the list").click()
    expect(page.get_by_role("heading", name=name)).to_be_visible(timeout=SLOW)


def sign_in(town: Town, context: object, who: SignIn) -> Member:
    """Somebody whose work takes no key."""
    member = Member(town, context, who)  # type: ignore[arg-type]
    member.sign_in()
    expect(member.page.get_by_role("heading", name="Good day")).to_be_visible(timeout=SLOW)
    return member


def quay_of(town: Town, new_person: NewPerson, folder: Path) -> Member:
    """Pia founds the Quay Authority on the same server, and Lena lists its channel."""
    pia = Member(town, new_person(), PIA)
    create(town, "Quay Authority", "quay", pia)
    make_key(pia.page, folder)
    set_up(pia)
    publish_channel(town, folder, PIA.email)
    lena = sign_in(town, new_person(), LENA)
    list_partner(lena, "The Quay", town.url("report", "/en/quay/integrity/"), words_of(town, "quay"))
    return pia


def read_before(rana: Reporter, receipt: str) -> None:
    """The reporter reads what is proposed, and says something to it."""
    rana.come_back(receipt)
    assert rana.findings == []
    for told in ("The Quay can look into its own boats.", "Look at the fuel cards.", "Quay Authority"):
        expect(rana.thread.get_by_text(told)).to_be_visible()
    rana.write_again("Please keep my shift out of it.")


def agree(omar: Handler, headline: str) -> None:
    """The second person reads what would go, and agrees; nothing can be released before its day."""
    omar.arrive()
    omar.open_case(headline)
    expect(omar.panel.get_by_text("Look at the fuel cards.")).to_be_visible(timeout=SLOW)
    expect(omar.panel.get_by_text("Which bollard is the fourth?")).to_have_count(0)
    omar.panel.get_by_label("Your reason").fill("I agree: it is theirs to mend.")
    omar.panel.get_by_role("button", name="Agree").click()
    expect(omar.panel.get_by_text("agreed by two people")).to_be_visible(timeout=SLOW)
    expect(omar.panel.get_by_text("It can be released from")).to_be_visible()
    expect(omar.panel.get_by_role("button", name="Release")).to_have_count(0)


def release(hana: Handler, headline: str) -> None:
    """A week later: what the reporter wrote is shown before the button works."""
    hana.on_day(WEEK)
    hana.arrive()
    hana.open_case(headline)
    button = hana.panel.get_by_role("button", name="Release")
    expect(button).to_be_disabled(timeout=SLOW)
    expect(hana.panel.get_by_text("Please keep my shift out of it.")).to_be_visible()
    hana.panel.get_by_label("I have read and weighed this").check()
    button.click()
    hana.see_it_gone()
    assert hana.findings == []


def read_there(pia: Member, headline: str) -> None:
    """The other organisation reads what went, and nothing of what did not."""
    pia.open_case(headline)
    assert pia.findings == []
    for told in (
        "Each Monday at the fourth bollard.",
        "Look at the fuel cards.",
        "Meridian Institute handed it over",
        "Not handed over: messages",
    ):
        expect(pia.thread.get_by_text(told)).to_be_visible()
    expect(pia.thread.get_by_text("harbour master")).to_have_count(0)
    expect(pia.thread.get_by_text("Which bollard")).to_have_count(0)


def test_two_people_hand_a_report_over_on_this_server(town: Town, new_person: NewPerson, tmp_path: Path) -> None:
    """Hana proposes, Rana reads and answers, Omar agrees, a week passes, Hana releases; Pia reads it at the Quay."""
    pia = quay_of(town, new_person, tmp_path)
    slips = tmp_path / "fuel-slips.bin"
    slips.write_bytes(bytes(range(256)) * 1200)
    story = Report("The pilot boat sells its fuel", "Each Monday at the fourth bollard.", "Pier 2", attachment=slips)
    rana = Reporter(town, new_person())
    receipt = rana.report(story)
    hana = Handler(town, new_person(), HANA)
    hana.arrive()
    hana.open_case(story.headline)
    hana.turn_to("Conversation")
    hana.note("The harbour master may be in it.")
    hana.answer("Which bollard is the fourth?")
    hana.turn_to("Sharing")
    why, note = "The Quay can look into its own boats.", "Look at the fuel cards."
    hana.propose("The Quay", why, note, without=("Which bollard",))
    expect(hana.panel.get_by_role("button", name="Agree")).to_have_count(0)
    read_before(rana, receipt)
    agree(Handler(town, new_person(), OMAR), story.headline)
    pass_days(town, WEEK)
    release(Handler(town, new_person(), HANA), story.headline)

    read_there(pia, story.headline)
    with pia.page.expect_download() as download:
        pia.thread.get_by_role("button", name="Download fuel-slips.bin").click()
    assert Path(download.value.path()).read_bytes() == slips.read_bytes()
    pia.answer("Thank you. We take it from here.")

    rana.come_back(receipt)
    assert rana.findings == []
    new_receipt = rana.thread.locator(".handover-receipt").inner_text()
    there = Reporter(town, new_person(), organisation="quay")
    there.come_back(new_receipt)
    assert there.findings == []
    expect(there.thread.get_by_text("We take it from here.")).to_be_visible()
    expect(there.thread.get_by_text("Each Monday at the fourth bollard.")).to_be_visible()


@pytest.fixture(scope="module")
def other_town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Another server, with a database and keys of its own."""
    running = towns.start(tmp_path_factory.mktemp("other-town"), seeded=False)
    yield running
    running.stop()


def test_a_report_goes_to_another_server(town: Town, other_town: Town, new_person: NewPerson) -> None:
    """What cannot wait goes at once: Hana proposes, Omar agrees and releases; Hana of the other server reads it."""
    lena = sign_in(town, new_person(), LENA)
    address = other_town.url("report", "/en/meridian/integrity/")
    list_partner(lena, "The other server", address, words_of(other_town, "meridian"))
    story = Report(headline="A valve is filed down", story="The relief valve of tank six.", where="Tank farm")
    rana = Reporter(town, new_person())
    receipt = rana.report(story)
    hana = Handler(town, new_person(), HANA)
    hana.arrive()
    hana.open_case(story.headline)
    hana.panel.locator("summary").click()
    hana.panel.get_by_label("To whom").select_option(label="The other server")
    hana.panel.get_by_label("Why", exact=True).fill("They can close the tank.")
    hana.panel.get_by_label("It cannot wait").check()
    hana.panel.get_by_label("What is in danger").fill("Whoever stands beside tank six.")
    hana.panel.get_by_role("button", name="Propose, and tell the reporter").click()
    expect(hana.panel.get_by_text("waits for a second person")).to_be_visible(timeout=SLOW)

    omar = Handler(town, new_person(), OMAR)
    omar.arrive()
    omar.open_case(story.headline)
    omar.panel.get_by_role("button", name="Agree").click(timeout=SLOW)
    omar.panel.get_by_role("button", name="Release").click(timeout=SLOW)
    omar.see_it_gone()

    reader = Member(other_town, new_person(), HANA)
    reader.arrive()
    reader.open_case(story.headline)
    assert reader.findings == []
    expect(reader.thread.get_by_text("The relief valve of tank six.")).to_be_visible()
    rana.come_back(receipt)
    expect(rana.thread.get_by_text("Whoever stands beside tank six.")).to_be_visible()


def test_other_words_seal_nothing(town: Town, other_town: Town, new_person: NewPerson) -> None:
    """The words on the list are another organisation's: the browser refuses the partner before anything is typed."""
    lena = sign_in(town, new_person(), LENA)
    address = other_town.url("report", "/en/meridian/integrity/")
    list_partner(lena, "A false name", address, words_of(town, "meridian"))
    story = Report(headline="Two seals on one container", story="The second is a copy.", where="Yard")
    Reporter(town, new_person()).report(story)
    hana = Handler(town, new_person(), HANA)
    hana.arrive()
    hana.open_case(story.headline)
    hana.panel.locator("summary").click()
    hana.panel.get_by_label("To whom").select_option(label="A false name")
    expect(hana.panel.get_by_role("alert")).to_contain_text("not those of the words", timeout=SLOW)
    expect(hana.panel.get_by_label("Why", exact=True)).to_have_count(0)
