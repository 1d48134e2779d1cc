"""What a report keeps apart is opened by two people, in writing, and the reporter reads why before."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Route, expect

from e2e.cast import SLOW, Member, Report, Reporter
from e2e.cheats import Operator
from e2e.conftest import NewPerson
from e2e.town import Town
from e2e.wire import ask
from vouchsafe.demo.people import HANA, INES, LENA, OMAR, TOM, SignIn

NAME, WHOM = "Rana Haddad", "Keeper of the cold store"
FACTS = "The boxes were signed for by somebody whom only the reporter saw."
LAW = "Code of Criminal Procedure § 161: the prosecutor asks for a witness."
NECESSITY = "The cameras at gate B were off on both nights."
WEEK = 8
WORKER = "**/client/assets/worker-*.js"
LATER = """{
  const Real = Date;
  globalThis.Date = class extends Real {
    constructor(...given) { given.length > 0 ? super(...given) : super(Real.now() + SHIFT); }
    static now() { return Real.now() + SHIFT; }
  };
}
"""
"""What makes a worker see a later day: Playwright's clock is the page's alone."""


class Holder(Member):
    """A member who may hold a share of what is kept apart."""

    def open_case(self, title: str) -> None:
        """From the inbox to the people concerned."""
        super().open_case(title)
        self.turn_to("People concerned")
        expect(self.panel.get_by_role("heading", name="Whom it concerns")).to_be_visible(timeout=SLOW)

    @property
    def panel(self) -> Locator:
        """What the case keeps apart."""
        return self.page.locator("desk-apart")

    def key(self, name: str) -> Locator:
        """One of the two: who reports, whom it concerns."""
        return self.panel.locator(".apart-key", has=self.page.get_by_role("heading", name=name))

    def ask(self, name: str, *, facts: str = FACTS) -> Locator:
        """Write why, and press the button; gives the form."""
        form = self.key(name).locator("form")
        self.key(name).locator("summary").click()
        form.get_by_label("Facts").fill(facts)
        form.get_by_label("Law").fill(LAW)
        form.get_by_label("Necessity").fill(NECESSITY)
        form.get_by_role("button").click()
        return form

    def requests(self) -> None:
        """The page of requests; with the key unlocked where it is not."""
        self.page.goto(self.town.url("desk", "/requests/"))
        self.page.locator("#passphrase").fill(self.who.passphrase)
        self.page.get_by_role("button", name="Unlock", exact=True).click()
        expect(self.page.get_by_role("heading", name="Requests to open what is kept apart")).to_be_visible(timeout=SLOW)

    def give(self, reason: str) -> None:
        """Give one's share, wherever the request stands."""
        request = self.page.locator("desk-request", has_text=FACTS).first
        request.get_by_label("Your reason").fill(reason)
        request.get_by_role("button", name="Give my share").click()
        expect(self.page.get_by_text("Your share is sealed to whoever asked.")).to_be_visible(timeout=SLOW)

    def on_day(self, days: int) -> None:
        """So many days later, as page and worker see it; before anything is opened, for an idle key locks."""

        def shifted(route: Route) -> None:
            answer = ask(self.town, "desk", urlsplit(route.request.url).path)
            kept = {name: value for name, value in answer.headers if not name.startswith("content-length")}
            shift = LATER.replace("SHIFT", str(days * 86_400_000))
            route.fulfill(status=answer.status, headers=kept, body=shift + answer.body.decode())

        self.page.clock.set_fixed_time(datetime.now(UTC) + timedelta(days=days))
        self.page.route(WORKER, shifted)


def pass_days(town: Town, days: int) -> None:
    """So many days later, as the server sees every request."""
    Operator(town).rows("UPDATE cases_request SET asked_on = asked_on - %s, not_before = not_before - %s", days, days)


def tell(rana: Reporter, story: Report) -> str:
    """Report, say who one is, and whom it concerns."""
    rana.open_form()
    rana.fill_in(story)
    rana.page.locator('[id="field-me.0.name"]').fill(NAME)
    rana.page.locator('[id="field-whom.0.role"]').fill(WHOM)
    rana.check()
    return rana.send()


def test_an_identity_is_opened_by_two_people_and_the_reporter_reads_why_before(
    town: Town, new_person: NewPerson
) -> None:
    """Hana asks and is warned of a trait; Rana reads why; Omar gives on the day; Hana opens, until she locks."""
    story = Report("Boxes leave gate B at night", "Twice this month, sealed and unsigned.", "Gate B")
    rana = Reporter(town, new_person())
    receipt = tell(rana, story)

    hana = Holder(town, new_person(), HANA)
    hana.arrive()
    hana.open_case(story.headline)
    expect(hana.panel.get_by_text(NAME)).to_have_count(0)
    form = hana.ask("Who reports", facts="The reporter is a Muslim, I think.")
    expect(form.get_by_text("muslim")).to_be_visible()
    form.get_by_label("Facts").fill(FACTS)
    form.get_by_role("button").click()
    expect(hana.panel.get_by_text("waits for a second person")).to_be_visible(timeout=SLOW)
    expect(hana.panel.get_by_role("button", name="Give my share")).to_have_count(0)

    rana.come_back(receipt)
    assert rana.findings == []
    for told in ("A handler asks to open who you are.", FACTS, LAW, NECESSITY):
        expect(rana.thread.get_by_text(told)).to_be_visible()

    omar = Holder(town, new_person(), OMAR)
    omar.arrive()
    omar.open_case(story.headline)
    expect(omar.panel.get_by_text(NECESSITY)).to_be_visible(timeout=SLOW)
    expect(omar.panel.get_by_role("button", name="Give my share")).to_have_count(0)

    pass_days(town, WEEK)
    later = Holder(town, new_person(), OMAR)
    later.on_day(WEEK)
    later.arrive()
    later.open_case(story.headline)
    later.give("Nobody else can say it.")

    hana = Holder(town, new_person(), HANA)
    hana.on_day(WEEK)
    hana.arrive()
    hana.open_case(story.headline)
    hana.panel.get_by_role("button", name="Open it now").click()
    expect(hana.key("Who reports").get_by_text(NAME)).to_be_visible(timeout=SLOW)
    expect(hana.panel.get_by_text(WHOM)).to_have_count(0)
    assert hana.findings == []
    hana.page.get_by_role("button", name="Lock", exact=True).click()
    expect(hana.page.get_by_text(NAME)).to_have_count(0)
    opened = "SELECT count(*) FROM audit_entry WHERE tag = 'request:opened'"
    assert Operator(town).rows(opened) == [(1,)]

    rana.come_back(receipt)
    assert rana.findings == []
    expect(rana.thread.get_by_text("Nobody else can say it.")).to_be_visible()


def test_an_overseer_gives_a_share_and_reads_no_case(town: Town, new_person: NewPerson) -> None:
    """Hana asks whom it concerns; Tom, who holds no key of any case, reads why and gives; Hana opens."""
    story = Report("A scale weighs short", "Every pallet by four kilos.", "Hall two")
    receipt = tell(Reporter(town, new_person()), story)
    hana = Holder(town, new_person(), HANA)
    hana.arrive()
    hana.open_case(story.headline)
    hana.ask("Whom it concerns")
    expect(hana.panel.get_by_text("waits for a second person")).to_be_visible(timeout=SLOW)

    tom = Holder(town, new_person(), TOM)
    tom.sign_in()
    expect(tom.page.get_by_role("heading", name="Good day")).to_be_visible(timeout=SLOW)
    tom.requests()
    expect(tom.page.get_by_text(story.headline)).to_have_count(0)
    tom.give("Reasons enough.")

    hana.page.reload()
    hana.panel.get_by_role("button", name="Open it now").click(timeout=SLOW)
    expect(hana.key("Whom it concerns").get_by_text(WHOM)).to_be_visible(timeout=SLOW)
    expect(hana.panel.get_by_text(NAME)).to_have_count(0)
    rana = Reporter(town, new_person())
    rana.come_back(receipt)
    assert rana.findings == []
    expect(rana.thread.get_by_text("A handler asks to open whom your report concerns.")).to_be_visible()
    expect(rana.thread.get_by_text("Reasons enough.")).to_be_visible()


@pytest.mark.parametrize("who", [INES, LENA], ids=["the coordinator", "the administrator"])
def test_who_holds_no_share_has_no_such_page(who: SignIn, town: Town, new_person: NewPerson) -> None:
    """Neither whoever assigns cases nor whoever configures is offered a request; the address says nothing to them."""
    member = Holder(town, new_person(), who)
    member.sign_in()
    expect(member.page.locator("vouchsafe-desk h1").first).to_be_visible(timeout=SLOW)
    expect(member.page.get_by_role("link", name="Requests")).to_have_count(0)
    member.page.goto(town.url("desk", "/requests/"))
    expect(member.page.get_by_role("heading", name="There is no such page")).to_be_visible(timeout=SLOW)
    assert member.page.evaluate("fetch('/api/v1/requests').then((answer) => answer.json())") == {"requests": []}
