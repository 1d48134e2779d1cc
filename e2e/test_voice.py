"""A reporter speaks instead of writing: the handler hears another voice, and nothing else ever left the device."""

import json
import wave
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Request, expect

from e2e.cast import SLOW, Member, Report, Reporter
from e2e.conftest import NewPerson, chromium
from e2e.sounds import pitch_of, speak
from e2e.test_fresh_organisation import vouchsafe
from e2e.town import Town
from vouchsafe.demo.people import HANA, LENA

OWN_PITCH = 130.0
PITCH_MOVES = 1.25
STORY = Report(headline="Told, not written: pallets without seals", story="See the recording.", where="")


@pytest.fixture(scope="module", autouse=True)
def spoken_channel(town: Town, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Lena publishes a channel that asks for a recording."""
    definition = json.loads(files("vouchsafe.demo").joinpath("integrity.json").read_bytes())
    kept = [one for one in definition["questionnaire"]["fields"] if one["id"] in {"category", "headline", "what-happened"}]
    spoken = {"id": "spoken", "kind": "voice", "required": False, "label": {"en": "Tell it"}, "max_seconds": 60}
    definition["questionnaire"]["fields"] = [*kept, spoken]
    file = tmp_path_factory.mktemp("channel") / "spoken.json"
    file.write_text(json.dumps(definition))
    vouchsafe(town, "channel", "publish", str(file), "--slug", "spoken", "--administrator", LENA.email)


@pytest.fixture
def original(tmp_path: Path) -> Path:
    """What the microphone hears."""
    file = tmp_path / "original.wav"
    speak(file, OWN_PITCH, 6)
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

    def record(self, seconds: float) -> None:
        """Speak until the clock of the page says so, then wait for the altered recording."""
        self.press("Record")
        expect(self.voice.get_by_role("timer")).to_contain_text(f"0:0{seconds:.0f} of 1:00", timeout=SLOW)
        self.press("Stop")
        expect(self.voice.get_by_role("status")).to_contain_text("Altered.", timeout=SLOW)

    def press(self, name: str) -> None:
        """Press a button of the recorder by the keyboard."""
        button = self.voice.get_by_role("button", name=name, exact=True)
        button.focus()
        button.press("Enter")

    @property
    def voice(self):  # noqa: ANN201
        """The recorder."""
        return self.page.locator("[data-field=spoken]")


def test_the_handler_hears_another_voice(
    town: Town, speaker: BrowserContext, original: Path, new_person: NewPerson, tmp_path: Path
) -> None:
    """Rana records, listens, uses, sends; until she chose to, nothing left; Hana gets a voice of another pitch."""
    assert abs(pitch_of(original) - OWN_PITCH) < 0.03 * OWN_PITCH
    rana = Speaker(town, speaker)
    rana.open_form()
    rana.page.locator("[data-field=category] input[type=radio]").first.check()
    rana.page.locator("#field-headline").fill(STORY.headline)
    rana.page.locator("#field-what-happened").fill(STORY.story)
    asked: list[Request] = []
    rana.page.on("request", lambda request: asked.append(request))  # noqa: PLW0108 - Playwright hangs an attribute on it
    rana.record(5)
    assert rana.voice.get_by_role("button", name="Use this recording").is_disabled()
    rana.press("Listen to the altered recording")
    expect(rana.voice.get_by_role("button", name="Use this recording")).to_be_enabled()
    sent = [request for request in asked if request.method != "GET" or request.post_data_buffer]
    assert sent == []
    assert any("voiceWorker" in request.url for request in asked)
    rana.press("Use this recording")
    expect(rana.voice.locator("[data-files] [role=status]")).to_contain_text("Sealed and uploaded", timeout=SLOW)
    rana.check()
    rana.send()

    hana = Member(town, new_person(), HANA)
    hana.arrive()
    hana.open_case(STORY.headline)
    assert hana.findings == []
    with hana.page.expect_download() as download:
        hana.thread.get_by_role("button", name="Download recording-1.wav").click()
    altered = tmp_path / "altered.wav"
    altered.write_bytes(Path(download.value.path()).read_bytes())
    with wave.open(str(altered)) as file:
        assert file.getframerate() == 16_000
        assert 4 < file.getnframes() / file.getframerate() < 8
    factor = pitch_of(altered) / OWN_PITCH
    assert max(factor, 1 / factor) > 0.97 * PITCH_MOVES
