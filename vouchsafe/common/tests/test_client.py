"""Pages name the built client's files, each with the hash of what it holds."""

import base64
import hashlib
import json
from pathlib import Path

import pytest
from django.template import engines
from django.utils import translation

from vouchsafe.common.client import ClientMissingError

MANIFEST: dict[str, dict[str, object]] = {
    "src/intake/report.ts": {
        "file": "assets/report-aaaaaaaa.js",
        "name": "report",
        "isEntry": True,
        "imports": ["_a.js"],
    },
    "_a.js": {"file": "assets/a-bbbbbbbb.js", "name": "a", "imports": ["_b.js"]},
    "_b.js": {"file": "assets/b-cccccccc.js", "name": "b", "imports": ["_a.js"]},
    "src/style/vouchsafe.css": {"file": "assets/style-dddddddd.css", "name": "style", "isEntry": True},
}


@pytest.fixture
def client(tmp_path: Path, settings: object) -> Path:
    """A built client of four files."""
    (tmp_path / "assets").mkdir()
    for chunk in MANIFEST.values():
        (tmp_path / str(chunk["file"])).write_text(str(chunk["name"]))
    (tmp_path / "manifest.json").write_text(json.dumps(MANIFEST))
    settings.CLIENT_DIR = tmp_path  # type: ignore[attr-defined]
    return tmp_path


def rendered(tag: str) -> str:
    text: str = engines["django"].from_string("{% load client %}{% " + tag + " %}").render()
    return text


def integrity(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def test_script_carries_the_hash_of_each_file_it_runs(client: Path) -> None:
    """An entry names its file and, once each, everything it imports, each with its own hash."""
    html = rendered('client_script "report"')
    assert (
        f'<script type="module" src="/static/client/assets/report-aaaaaaaa.js" integrity="{integrity("report")}">'
        in html
    )
    for name, file in (("a", "assets/a-bbbbbbbb.js"), ("b", "assets/b-cccccccc.js")):
        tag = f'<link rel="modulepreload" href="/static/client/{file}" integrity="{integrity(name)}">'
        assert html.count(tag) == 1


def test_style_and_addresses_come_from_the_manifest(client: Path) -> None:
    """The style sheet has its hash; an address stands alone for a data attribute."""
    assert integrity("style") in rendered("client_style")
    assert rendered('client_url "report"') == "/static/client/assets/report-aaaaaaaa.js"


def test_catalogue_is_named_only_where_there_is_one(client: Path, settings: object) -> None:
    """English needs no catalogue; a language with one gets its address."""
    (client / "i18n").mkdir()
    (client / "i18n" / "report-de.json").write_text("{}")
    settings.CLIENT_TEXTS = [client / "i18n"]  # type: ignore[attr-defined]
    with translation.override("de"):
        assert rendered('client_catalogue "report"') == "/static/client/i18n/report-de.json"
        assert rendered('client_catalogue "desk"') == ""
    with translation.override("en"):
        assert rendered('client_catalogue "report"') == ""


def test_missing_entry_and_missing_client_say_what_to_do(client: Path, settings: object) -> None:
    """A misspelt entry names the place to look; a client that was never built names the command."""
    with pytest.raises(ClientMissingError, match=r"vite\.config\.ts"):
        rendered('client_script "reprot"')
    settings.CLIENT_DIR = client / "nowhere"  # type: ignore[attr-defined]
    with pytest.raises(ClientMissingError, match="make build"):
        rendered("client_style")
