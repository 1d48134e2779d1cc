"""What strangers attach is looked at in a frame that reaches nothing."""

from pathlib import Path

import pytest
from playwright.sync_api import Request, expect

from e2e import strange_files
from e2e.cast import SLOW, Member, Reporter
from e2e.cheats import Operator
from e2e.conftest import NewPerson
from e2e.town import Town
from e2e.viewing import Viewer, report_with


@pytest.fixture(scope="module")
def hana(hana: Member) -> Viewer:
    """Hana, in another tab of her browser, where her key is open already."""
    return Viewer(hana.town, hana.page.context, hana.who)


REACHES = """async () => {
  const tried = {};
  const attempt = async (name, act) => {
    try { tried[name] = String(await act()); } catch (error) { tried[name] = "refused"; }
  };
  await attempt("origin", () => self.origin);
  await attempt("cookie", () => document.cookie);
  await attempt("storage", () => localStorage.length);
  await attempt("session", () => sessionStorage.length);
  await attempt("database", () => new Promise((ok, no) => {
    const asked = indexedDB.open("x");
    asked.onsuccess = ok;
    asked.onerror = no;
  }));
  await attempt("caches", () => caches.keys());
  await attempt("files", () => navigator.storage.getDirectory());
  await attempt("parent", () => parent.document.title);
  await attempt("api", () => fetch("/api/v1/me"));
  await attempt("elsewhere", () => fetch("https://elsewhere.example/"));
  await attempt("worker", () => new Promise((ok, no) => {
    const worker = new Worker(URL.createObjectURL(new Blob(["postMessage(1)"])));
    worker.onmessage = ok;
    worker.onerror = no;
  }));
  await attempt("picture", () => new Promise((ok, no) => {
    const image = new Image();
    image.onload = ok;
    image.onerror = no;
    image.src = "/static/client/none.png";
  }));
  await attempt("frame", () => new Promise((ok, no) => {
    const frame = document.createElement("iframe");
    addEventListener("securitypolicyviolation", no, { once: true });
    frame.onload = () => setTimeout(ok, 300);
    frame.src = "/people/";
    document.body.append(frame);
  }));
  await attempt("window", () => { if (open("/people/") === null) throw new Error("none"); });
  return tried;
}"""


def test_every_file_is_shown_or_says_why_and_none_reaches_anything(
    town: Town, hana: Viewer, new_person: NewPerson, tmp_path: Path
) -> None:
    """Rana sends what attacks its reader among what does not; Hana looks through all of it by keyboard."""
    beacon = town.url("public", "/beacon-")
    files = [
        strange_files.drawing(tmp_path, beacon),
        strange_files.page_called_text(tmp_path, beacon),
        strange_files.document(tmp_path, ["Nine crates", "Forty barrels"], beacon=f"{beacon}pdf"),
        strange_files.bomb(tmp_path),
        strange_files.torn_document(tmp_path),
        strange_files.unknown(tmp_path),
        strange_files.sound(tmp_path),
        strange_files.photo(tmp_path),
    ]
    report_with(Reporter(town, new_person()), "Strange files", files)
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    hana.page.context.on("request", note)
    hana.open_case("Strange files")
    assert hana.findings == []

    names = hana.thread.locator(".files__name").all_inner_texts()
    assert sorted(names) == sorted(file.name for file in files)
    hana.view(names[0])
    for name in names:
        if name != names[0]:
            hana.press("n", name)
        shows(hana, name)
    for name in reversed(names[:-1]):
        hana.press("p", name)
    hana.page.keyboard.press("Escape")
    expect(hana.dialog).to_have_count(0)
    expect(hana.thread.get_by_role("button", name=f"View {names[0]}")).to_be_focused()
    hana.page.context.remove_listener("request", note)
    assert hana.page.evaluate("window.ran") is None
    assert [url for url in asked if "beacon" in url] == []


def shows(hana: Viewer, name: str) -> None:
    """What the viewer makes of each of the strange files."""
    inside = hana.page.frame_locator("iframe.viewer__frame")
    match name:
        case "plan.svg" | "badge.png":
            expect(inside.locator("img")).to_be_visible(timeout=SLOW)
            assert hana.content.evaluate("window.ran") is None
        case "readme.txt":
            expect(inside.locator("pre")).to_contain_text("<script>", timeout=SLOW)
            expect(inside.locator("pre")).to_contain_text("Kümmel")
        case "ledger.pdf":
            expect(inside.locator(".sheet").first).to_contain_text("Nine crates", timeout=SLOW)
            second = inside.get_by_role("region", name="Page 2 of 2")
            assert second.locator("canvas").count() == 0  # drawn when it comes near
            second.scroll_into_view_if_needed()
            expect(second).to_contain_text("Forty barrels", timeout=SLOW)
        case "machine.wav":
            expect(inside.locator("audio")).to_be_visible(timeout=SLOW)
        case "panorama.png":
            expect(hana.why_not).to_contain_text("more memory than is reasonable", timeout=SLOW)
        case "torn.pdf":
            expect(hana.why_not).to_contain_text("damaged", timeout=SLOW)
        case _:
            expect(hana.why_not).to_contain_text("none of them", timeout=SLOW)
            with hana.page.expect_download() as download:
                hana.dialog.get_by_role("button", name="Download").click()
            assert Path(download.value.path()).read_bytes() == bytes(range(256)) * 64


def test_the_frame_reaches_neither_the_desk_nor_anything_else(
    town: Town, hana: Viewer, new_person: NewPerson, tmp_path: Path
) -> None:
    """Somebody else's script in the frame finds no origin, no storage, no network, no page around it, no way out."""
    report_with(Reporter(town, new_person()), "A frame", [strange_files.photo(tmp_path)])
    hana.open_case("A frame")
    hana.view("badge.png")
    expect(hana.page.frame_locator("iframe.viewer__frame").locator("img")).to_be_visible(timeout=SLOW)
    tried = hana.content.evaluate(REACHES)
    assert tried.pop("origin") == "null"
    assert tried == dict.fromkeys(tried, "refused")
    asked: list[str] = []
    hana.page.context.on("request", lambda request: asked.append(request.url))
    hana.content.evaluate("location.href = 'https://elsewhere.example/?stolen'")
    hana.page.wait_for_timeout(500)
    assert [url for url in asked if "elsewhere" in url] == []
    hana.page.keyboard.press("Escape")


RECORD_FILM = """async () => {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 64;
  const context = canvas.getContext("2d");
  const recorder = new MediaRecorder(canvas.captureStream(10), { mimeType: "video/webm" });
  const pieces = [];
  recorder.ondataavailable = ({ data }) => pieces.push(data);
  const done = new Promise((resolve) => { recorder.onstop = resolve; });
  recorder.start();
  for (let at = 0; at < 6; at += 1) {
    context.fillStyle = at % 2 ? "red" : "blue";
    context.fillRect(0, 0, 64, 64);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  recorder.stop();
  await done;
  return [...new Uint8Array(await new Blob(pieces).arrayBuffer())];
}"""
COLOURS = """(element) => {
  const canvas = document.createElement("canvas");
  const drawn = element.naturalWidth ? element : element.querySelector("canvas");
  canvas.width = drawn.naturalWidth || drawn.width;
  canvas.height = drawn.naturalHeight || drawn.height;
  const context = canvas.getContext("2d");
  context.drawImage(drawn, 0, 0);
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  let [red, blue] = [0, 0];
  for (let at = 0; at < data.length; at += 4) {
    if (data[at] > 180 && data[at + 2] < 80) red += 1;
    if (data[at] < 80 && data[at + 2] > 180) blue += 1;
  }
  return [red, blue].map((count) => count > 0);
}"""


def test_all_that_people_send_is_shown(town: Town, hana: Viewer, new_person: NewPerson, tmp_path: Path) -> None:
    """Pictures of every format, a film, a scan in Chinese, old texts; and a document under a password says so."""
    rana = Reporter(town, new_person())
    rana.page.goto(town.url("report", "/en/"))
    film = tmp_path / "film.webm"
    film.write_bytes(bytes(rana.page.evaluate(RECORD_FILM)))
    wide, old = tmp_path / "wide.txt", tmp_path / "old.txt"
    wide.write_text("Prüfung 漢語", "utf-16")
    old.write_text("Prüfung für die Straße", "cp1252")
    pictures = strange_files.pictures(tmp_path)
    scan, locked = strange_files.scan(tmp_path), strange_files.locked_document(tmp_path)
    report_with(rana, "All sorts", [*pictures, film, wide, old, scan, locked])
    hana.open_case("All sorts")
    inside = hana.page.frame_locator("iframe.viewer__frame")
    for picture in pictures:
        hana.view(picture.name)
        expect(inside.locator("img")).to_be_visible(timeout=SLOW)
        assert inside.locator("img").evaluate(COLOURS) == [True, True], picture.name
        hana.page.keyboard.press("Escape")
    for path, text in ((wide, "Prüfung 漢語"), (old, "Prüfung für die Straße")):
        hana.view(path.name)
        expect(inside.locator("pre")).to_have_text(text, timeout=SLOW)
        hana.page.keyboard.press("Escape")
    hana.view(scan.name)
    expect(inside.locator(".sheet")).to_contain_text("漢语", timeout=SLOW)
    assert inside.locator(".sheet").evaluate(COLOURS) == [True, True]
    before = inside.locator(".sheet").bounding_box()
    hana.page.keyboard.press("+")
    hana.page.keyboard.press("r")
    expect(inside.locator(".sheet canvas")).to_have_count(1)
    after = inside.locator(".sheet").bounding_box()
    assert before
    assert after
    assert before["width"] < before["height"]
    assert after["width"] > after["height"]
    assert after["width"] > before["width"]
    hana.page.keyboard.press("Escape")
    hana.view(film.name)
    expect(inside.locator("video")).to_be_visible(timeout=SLOW)
    hana.page.keyboard.press("Escape")
    hana.view(locked.name)
    expect(hana.why_not).to_contain_text("a password of its own", timeout=SLOW)
    hana.page.keyboard.press("Escape")


def test_locking_takes_the_file_away(town: Town, hana: Viewer, new_person: NewPerson, tmp_path: Path) -> None:
    """What lies open in one tab goes when the key is locked in another."""
    report_with(Reporter(town, new_person()), "An open file", [strange_files.photo(tmp_path)])
    hana.open_case("An open file")
    hana.view("badge.png")
    expect(hana.page.frame_locator("iframe.viewer__frame").locator("img")).to_be_visible(timeout=SLOW)
    other = hana.page.context.new_page()
    other.goto(town.url("desk"))
    other.get_by_role("button", name="Lock").first.click()
    expect(hana.page.locator("#passphrase")).to_be_visible(timeout=SLOW)
    expect(hana.page.locator("iframe, dialog.viewer, dialog[open]")).to_have_count(0)
    other.close()
    hana.page.goto(town.url("desk"))
    hana.unlock()


def test_a_file_that_the_server_changed_is_not_shown_and_the_next_one_is(
    town: Town, operator: Operator, hana: Viewer, new_person: NewPerson, tmp_path: Path
) -> None:
    """Bytes that fail their check reach no frame: the viewer says so, and the other file opens."""
    report_with(
        Reporter(town, new_person()), "A changed file", [strange_files.photo(tmp_path), strange_files.sound(tmp_path)]
    )
    hana.open_case("A changed file")
    case = hana.page.url.rstrip("/").rsplit("/", 1)[1]
    ((blob,), _other) = operator.rows("SELECT id FROM cases_blob WHERE case_id = %s", case)
    (path,) = (town.data / "files" / "blobs").rglob(str(blob))
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))

    changed = 0
    names = hana.thread.locator(".files__name").all_inner_texts()
    hana.view(names[0])
    for name in names:
        if name != names[0]:
            hana.press("n", name)
        expect(hana.dialog.locator(".viewer__meter")).to_have_count(0, timeout=SLOW)
        if hana.why_not.is_visible():
            expect(hana.why_not).to_contain_text("Something was changed on its way")
            expect(hana.page.locator("iframe.viewer__frame")).to_have_count(0)
            changed += 1
        else:
            shown = hana.page.frame_locator("iframe.viewer__frame").locator("img, audio")
            expect(shown).to_be_visible(timeout=SLOW)
    assert changed == 1
    hana.page.keyboard.press("Escape")
