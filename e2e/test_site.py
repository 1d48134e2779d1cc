"""The documentation: a site that builds strictly, asks nobody else for anything, and whose links lead somewhere."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Request, expect

from e2e.conftest import NewPerson
from tools import pictures

ROOT = Path(__file__).parents[1]
BESIDE = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")
LINK = re.compile(r"\]\(([^)\s]+)\)")
RESOURCE = re.compile(r"""<(?:link|script|img|iframe|source)\b[^>]*?\b(?:href|src)=["']?(?:https?:)?//[^"'> ]+""")
IMPORT = re.compile(r"""(?:@import|url\()\s*["']?(?:https?:)?//[^"') ]+""")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built strictly: a broken link, a missing heading and a page without a place in the navigation fail."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert built.returncode == 0, built.stdout + built.stderr
    return folder


@pytest.fixture
def address(site: Path) -> Iterator[str]:
    """Where the site is served, by nothing but a server of files."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


class Quiet(SimpleHTTPRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing of what was asked."""


def anchors(page: Path) -> set[str]:
    """The ids on a built page."""
    return set(re.findall(r'\bid="([^"]+)"', page.read_text("utf-8")))


def test_every_page_is_in_the_navigation(site: Path) -> None:
    """Each Markdown file of docs/, and each of the root that the site shows, is a page that the navigation names."""
    sources = {path.relative_to(ROOT / "docs") for path in (ROOT / "docs").rglob("*.md")}
    start = (site / "index.html").read_text("utf-8")
    pages = {path.parent.relative_to(site) for path in site.rglob("index.html")}
    for source in sources:
        page = source.parent if source.name == "index.md" else source.with_suffix("")
        assert page in pages, source
        assert f'href="{page}/"' in start or page == Path(), f"{source} is not in the navigation"


def test_nothing_comes_from_elsewhere(site: Path) -> None:
    """No page, style or script of the site names a font, a script, a style or a picture on another server."""
    for path in [*site.rglob("*.html"), *site.rglob("*.css")]:
        text = path.read_text("utf-8")
        assert not RESOURCE.findall(text), path
        assert not IMPORT.findall(text), path


@pytest.mark.parametrize("name", BESIDE)
def test_links_of_the_files_in_the_root_lead_somewhere(site: Path, name: str) -> None:
    """What README, CONTRIBUTING, CHANGELOG and SECURITY link to exists, the heading too."""
    for link in LINK.findall((ROOT / name).read_text("utf-8")):
        parts = urlsplit(link)
        if parts.scheme:
            continue
        target = ROOT / parts.path if parts.path else ROOT / name
        assert target.exists(), f"{name} links to {link}"
        if parts.fragment:
            assert target.is_relative_to(ROOT / "docs"), f"{name} links to {link}"
            page = target.relative_to(ROOT / "docs").with_suffix("")
            built = site / (page.parent if page.name == "index" else page) / "index.html"
            assert parts.fragment in anchors(built), f"{name} links to {link}"


def test_help_at_the_desk_leads_somewhere(site: Path) -> None:
    """Each section that the desk's help names is on the site, its heading too; so are those that its templates name."""
    sections = json.loads((ROOT / "web/src/help/sections.json").read_text("utf-8"))
    for template in (ROOT / "vouchsafe").rglob("templates/**/*.html"):
        if named := re.search(r"{% block help %}([^{]*){% endblock %}", template.read_text("utf-8")):
            sections[template.name] = named[1]
    assert {"desk-inbox", "layout.html", "figures.html"} <= set(sections)
    for topic, section in sections.items():
        page, _hash, heading = section.partition("#")
        built = site / page / "index.html"
        assert built.is_file(), f"{topic} leads to {section}"
        assert not heading or heading in anchors(built), f"{topic} leads to {section}"


def test_pictures_are_few_and_small() -> None:
    """Each stop that the site shows has its picture, below 150 kB; each picture is shown somewhere."""
    shown = set()
    for path in [*(ROOT / "docs").rglob("*.md"), ROOT / "README.md"]:
        shown |= {Path(link).name for link in LINK.findall(path.read_text("utf-8")) if link.endswith(".png")}
    here = {path.name: path.stat().st_size for path in (ROOT / "docs/images").glob("*.png")}
    assert {f"{stop}.png" for stop in pictures.stops()} <= set(here)
    assert set(here) == shown
    assert max(here.values()) <= pictures.LARGEST


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_is_found_by_a_word_in_it(address: str, new_person: NewPerson, scheme: str) -> None:
    """A reader searches for a word, without any other server, in light and in dark, in Vouchsafe's colours."""
    asked = list[str]()
    page = new_person(color_scheme=scheme).new_page()
    page.on("request", lambda request: asked.append(host_of(request)))
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^Vouchsafe"))
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == {"light": "rgb(250, 246, 238)", "dark": "rgb(19, 24, 21)"}[scheme]
    box = page.get_by_role("textbox", name="Search")
    box.click()
    expect(page.locator(".md-search-result__meta")).to_have_text("Type to start searching", timeout=30_000)
    box.press_sequentially("withdrawal")  # the site listens to keys
    heading = page.get_by_role("heading", name="Come back", exact=True)
    result = page.locator(".md-search-result__link", has=heading).first
    expect(result).to_be_visible(timeout=30_000)
    result.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^Come back"))
    assert set(asked) == {urlsplit(address).netloc}


def host_of(request: Request) -> str:
    """The host that a request goes to."""
    return urlsplit(request.url).netloc
