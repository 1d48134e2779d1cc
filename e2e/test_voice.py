"""A reporter speaks instead of writing: the handler hears another voice, and nothing else ever left the device."""

import json
import wave
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Request, expect

from e2e.cast import SLOW, Member, Report, Reporter
from e2e.conftest import NewPerson, chromium
from e2e.founding import vouchsafe
from e2e.sounds import pitch_of, speak
from e2e.town import Town
from vouchsafe.demo.people import HANA, LENA

OWN_PITCH = 130.0
PITCH_MOVES = 1.25
LIKE_TOR = """
delete Navigator.prototype.mediaDevices;
const give = URL.createObjectURL;
URL.createObjectURL = (blob) => {
  window.heard = blob;
  return give.call(URL, blob);
};
"""
HEARD = "async () => [...new Uint8Array(await window.heard.arrayBuffer())]"
STORY = Report(headline="Told, not written: pallets without seals", story="See the recording.", where="")


@pytest.fixture(scope="module", autouse=True)
def spoken_channel(town: Town, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Lena publishes a channel that asks for a recording."""
    definition = json.loads(files("vouchsafe.demo").joinpath("integrity.json").read_bytes())
    kept = [
        one for one in definition["questionnaire"]["fields"] if one["id"] in {"category", "headline", "what-happened"}
    ]
    spoken = {"id": "spoken", "kind": "voice", "required": False, "label": {"en": "Tell it"}, "max_seconds": 60}
    definition["questionnaire"]["fields"] = [*kept, spoken]
    file = tmp_path_factory.mktemp("channel") / "spoken.json"
    file.write_text(json.dumps(definition))
    vouchsafe(town, "channel", "publish", str(file), "--slug", "spoken", "--administrator", LENA.email)


@pytest.fixture
def original(tmp_path: Path) -> Path:
    """What the microphone hears."""
    file = tmp_path / "original.wav"
    speak(file, OWN_PITCH, 4)
    return file


@pytest.fixture
def speaker(browser: Browser, original: Path) -> Iterator[BrowserContext]:
    """Somebody whose browser has a microphone, and who allows it."""
    launched = chromium(
        browser.browser_type,
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-audio-capture={original}",
    )
    context = launched.new_context(locale="en-GB", accept_downloads=True)
    context.set_default_timeout(20_000)
    yield context
    launched.close()


class Speaker(Reporter):
    """A reporter at the channel that asks for a recording."""

    channel = "spoken"

    def record(self, seconds: int) -> None:
        """Speak until the clock of the page says so, then wait for the altered recording."""
        self.press("Record")
        expect(self.voice.get_by_role("timer")).to_contain_text(f"0:0{seconds} of 1:00", timeout=SLOW)
        self.press("Stop")
        expect(self.voice.get_by_role("status")).to_contain_text("Altered.", timeout=SLOW)

    def use(self) -> None:
        """Listen, choose the recording, and wait until it is sealed and uploaded."""
        self.press("Listen to the altered recording")
        self.press("Use this recording")
        expect(self.files.last).to_contain_text("Sealed and uploaded", timeout=SLOW)

    def press(self, name: str) -> None:
        """Press a button of the recorder, by the keyboard."""
        button = self.voice.get_by_role("button", name=name, exact=True)
        expect(button).to_be_enabled()
        button.press("Enter")

    @property
    def voice(self) -> Locator:
        """The recorder."""
        return self.page.locator("[data-voice]")

    @property
    def files(self) -> Locator:
        """The recordings that were used."""
        return self.page.locator("[data-field=spoken] [data-files] li")

    def answer_the_rest(self) -> None:
        """Answer what must be answered."""
        self.page.locator("[data-field=category] input[type=radio]").first.check()
        self.page.locator("#field-headline").fill(STORY.headline)
        self.page.locator("#field-what-happened").fill(STORY.story)


def test_the_handler_hears_another_voice(
    town: Town, speaker: BrowserContext, original: Path, new_person: NewPerson, tmp_path: Path
) -> None:
    """Rana records, listens, uses, sends; until she chose to, nothing left; Hana gets a voice of another pitch."""
    assert abs(pitch_of(original) - OWN_PITCH) < 0.03 * OWN_PITCH
    rana = Speaker(town, speaker)
    complaints: list[str] = []
    rana.page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    rana.open_form()
    rana.answer_the_rest()
    asked: list[Request] = []
    rana.page.on("request", lambda request: asked.append(request))  # noqa: PLW0108 - Playwright hangs an attribute on it
    rana.record(4)
    assert rana.voice.get_by_role("button", name="Use this recording").is_disabled()
    assert any("voiceWorker" in request.url for request in asked)
    assert [request.url for request in asked if request.method != "GET" or request.post_data_buffer] == []
    rana.use()
    rana.check()
    rana.send()
    assert complaints == []

    hana = Member(town, new_person(), HANA)
    hana.arrive()
    hana.open_case(STORY.headline)
    assert hana.findings == []
    hana.thread.get_by_role("button", name="Listen recording-1.wav").click()
    player = hana.thread.locator("audio")
    expect(player).to_be_visible(timeout=SLOW)
    expect(player).to_have_js_property("readyState", 4)
    assert 3.9 < player.evaluate("audio => audio.duration") < 7
    with hana.page.expect_download() as download:
        hana.thread.get_by_role("button", name="Download recording-1.wav").click()
    altered = tmp_path / "altered.wav"
    altered.write_bytes(Path(download.value.path()).read_bytes())
    with wave.open(str(altered)) as file:
        assert file.getframerate() == 16_000
        assert 3.9 < file.getnframes() / file.getframerate() < 7
    factor = pitch_of(altered) / OWN_PITCH
    assert max(factor, 1 / factor) > 0.97 * PITCH_MOVES


def test_a_recording_is_used_or_discarded_and_can_be_taken_back(town: Town, speaker: BrowserContext) -> None:
    """What is discarded or removed is not in the report; what is neither used nor discarded stops it, with a reason."""
    rana = Speaker(town, speaker)
    rana.open_form()
    rana.answer_the_rest()
    rana.record(1)
    rana.press("Discard")
    expect(rana.files).to_have_count(0)
    rana.record(1)
    rana.step("write").locator("form button.button").last.click()
    summary = rana.page.locator("[data-step=write] [data-errors]")
    expect(summary).to_contain_text("A recording of “Tell it” is not finished")
    summary.get_by_role("link").click()
    expect(rana.voice.get_by_role("button", name="Listen to the altered recording")).to_be_focused()
    rana.use()
    expect(rana.files).to_have_count(1)
    rana.files.get_by_role("button", name="Remove recording-2.wav").click()
    expect(rana.files).to_have_count(0)
    expect(rana.voice.get_by_role("button", name="Record", exact=True)).to_be_focused()
    rana.check()
    expect(rana.step("check").locator("[data-summary]")).not_to_contain_text("recording-")


def test_a_browser_that_has_no_microphone_alters_a_file(
    town: Town, new_person: NewPerson, original: Path, tmp_path: Path
) -> None:
    """In a browser like Tor's a recording made elsewhere is altered instead, on the device, and is none the longer."""
    context = new_person()
    context.add_init_script(LIKE_TOR)
    rana = Speaker(town, context)
    rana.open_form()
    expect(rana.voice.get_by_role("status")).to_contain_text("Tor Browser never does")
    expect(rana.voice.get_by_role("button", name="Record", exact=True)).to_be_disabled()
    for file, answer in ((Path(__file__), "cannot read that file as a sound"), (original, "Altered.")):
        with rana.page.expect_file_chooser() as chooser:
            rana.press("Alter a recording from a file")
        chooser.value.set_files(file)
        expect(rana.voice.get_by_role("status")).to_contain_text(answer, timeout=SLOW)
    heard = tmp_path / "heard.wav"
    heard.write_bytes(bytes(rana.page.evaluate(HEARD)))
    factor = pitch_of(heard) / OWN_PITCH
    assert max(factor, 1 / factor) > 0.97 * PITCH_MOVES
    with wave.open(str(heard)) as after, wave.open(str(original)) as before:
        assert after.getnframes() == pytest.approx(before.getnframes(), abs=16)


def test_a_refused_microphone_is_explained(town: Town, browser: Browser) -> None:
    """Whoever says no to the browser's question is told how to say yes, and can go on writing."""
    launched = chromium(browser.browser_type, "--use-fake-device-for-media-stream")
    rana = Speaker(town, launched.new_context(locale="en-GB", permissions=[]))
    rana.open_form()
    rana.press("Record")
    expect(rana.voice.get_by_role("status")).to_contain_text("was not allowed", timeout=SLOW)
    launched.close()


def test_without_a_microphone_the_page_says_what_to_do(town: Town, new_person: NewPerson) -> None:
    """No microphone, no recording: a sentence says so, and the rest of the form is as it was."""
    rana = Speaker(town, new_person())
    rana.open_form()
    rana.press("Record")
    expect(rana.voice.get_by_role("status")).to_contain_text("No microphone was found", timeout=SLOW)
    expect(rana.voice.get_by_role("button", name="Record", exact=True)).to_be_focused()
    rana.answer_the_rest()
    rana.check()
