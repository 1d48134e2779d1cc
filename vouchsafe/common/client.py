"""The built client in templates: `{% load client %}`, `{% client_script "report" %}`, `{% client_style %}` and so on.

Vite's manifest says which file holds which entry; each tag carries the file's hash, so that what a page names is what
a browser runs.
"""

import base64
import hashlib
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django import template
from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from vouchsafe.common.errors import VouchsafeError

register = template.Library()
Chunk = dict[str, Any]


class ClientMissingError(VouchsafeError):
    """The client is not built, or has no such entry."""


@cache
def _manifest(folder: Path) -> dict[str, Chunk]:
    path = folder / "manifest.json"
    try:
        content: dict[str, Chunk] = json.loads(path.read_bytes())
    except OSError as error:
        raise ClientMissingError("client/not-built", "The client is not built: run `make build`.", 500) from error
    return content


@cache
def _integrity(path: Path) -> str:
    """SHA-256, as everywhere here: no compression shortens a hash, and a page of the form names many."""
    return "sha256-" + base64.b64encode(hashlib.sha256(path.read_bytes()).digest()).decode()


def _entry(name: str) -> Chunk:
    for chunk in _manifest(settings.CLIENT_DIR).values():
        if chunk.get("isEntry") and chunk.get("name") == name:
            return chunk
    raise ClientMissingError("client/no-entry", f"The client has no entry {name!r}: see web/vite.config.ts.", 500)


def _imports(chunk: Chunk, seen: set[str]) -> Iterator[Chunk]:
    """Every chunk that `chunk` imports when it starts, once each."""
    manifest = _manifest(settings.CLIENT_DIR)
    for key in chunk.get("imports", []):
        if key not in seen:
            seen.add(key)
            yield manifest[key]
            yield from _imports(manifest[key], seen)


def _address(file: str) -> str:
    return f"{settings.STATIC_URL}client/{file}"


@register.simple_tag
def client_script(name: str) -> SafeString:
    """The module script of an entry and preloads of what it imports, each with its integrity hash."""
    chunk = _entry(name)
    folder = settings.CLIENT_DIR
    preloads = format_html_join(
        "",
        '<link rel="modulepreload" href="{}" integrity="{}">\n',
        ((_address(part["file"]), _integrity(folder / part["file"])) for part in _imports(chunk, set())),
    )
    file = chunk["file"]
    script = format_html(
        '<script type="module" src="{}" integrity="{}"></script>', _address(file), _integrity(folder / file)
    )
    return preloads + script


@register.simple_tag
def client_style(name: str = "style", *, apart: bool = False) -> SafeString:
    """The style sheet of an entry, with its integrity hash. `apart`: for a page without an origin."""
    file = _entry(name)["file"]
    return format_html(
        '<link rel="stylesheet" href="{}" integrity="{}"{}>',
        _address(file),
        _integrity(settings.CLIENT_DIR / file),
        mark_safe(' crossorigin="anonymous"') if apart else "",
    )


@register.simple_tag
def client_url(name: str) -> str:
    """The address of an entry's file, e.g. of the worker (for a data attribute)."""
    return _address(_entry(name)["file"])


@register.simple_tag
def client_catalogue(page: str) -> str:
    """The address of what the client says on a page (tools/messages.py), in its language; "" in English."""
    language = get_language() or settings.LANGUAGE_CODE
    name = f"{page}-{language}.json"
    return _address(f"i18n/{name}") if any((folder / name).is_file() for folder in settings.CLIENT_TEXTS) else ""
