"""`/.well-known/security.txt` at every door: whom to tell of a flaw (RFC 9116). The same bytes for everyone."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

PLACE = ".well-known/security.txt"


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """The file, or 404 where the configuration names nobody."""
    said = settings.VOUCHSAFE.security
    if said is None:
        raise Http404
    text = "".join(f"{name}: {value}\n" for name, value in _fields(said, _origin(request)))
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


security_patterns = [path(PLACE, security_txt)]


def _fields(said: Any, origin: str) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - `config` stands above the doors
    """The fields of RFC 9116 §2.5. `Canonical` is the address that was asked, so that a copy elsewhere is told."""
    yield from (("Contact", contact) for contact in said.contact)
    yield "Expires", f"{said.expires.isoformat()}T00:00:00Z"
    optional = {"Encryption": said.encryption, "Acknowledgments": said.acknowledgments, "Policy": said.policy}
    yield from ((name, value) for name, value in optional.items() if value)
    yield "Preferred-Languages", ", ".join(said.languages)
    yield "Canonical", f"{origin}/{PLACE}"


def _origin(request: HttpRequest) -> str:
    if request.over_tor:  # type: ignore[attr-defined]
        return f"http://{settings.ONION}"
    if request.own:  # type: ignore[attr-defined]
        return f"{settings.VOUCHSAFE.scheme}://{request.own.name}"  # type: ignore[attr-defined]
    address: str = settings.VOUCHSAFE.address(request.door, "")  # type: ignore[attr-defined]
    return address
