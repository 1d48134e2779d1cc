"""What a door says of itself, so that anyone can make its pages anew and compare (docs/protocol.md §23).

`/.well-known/vouchsafe-client.json` at every door, and `api/v1/ORGANISATION/published` at the report door. Whoever
checks believes nothing of it: they have a release that its makers signed, and say what they take on the server's word.
"""

from functools import lru_cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_GET, require_safe

from vouchsafe.audit.proofs import newest, newest_note
from vouchsafe.audit.tags import Tag
from vouchsafe.channels.published import mark_of
from vouchsafe.channels.queries import organisations_with_channels, published_channels
from vouchsafe.common.http import api, json_response
from vouchsafe.looks.hosts import all_of
from vouchsafe.looks.queries import look_of
from vouchsafe.people.models import Organisation
from vouchsafe.people.queries import organisation_by_slug, root_of
from vouchsafe.release.build import build

PLACE = ".well-known/vouchsafe-client.json"
FORMAT = "vouchsafe-client/1"


@require_safe
def client(request: HttpRequest) -> HttpResponse:
    """The release with its signed manifest, null for an unsigned build, and what else every page depends on."""
    config, here = settings.VOUCHSAFE, build()
    own = request.own  # type: ignore[attr-defined]
    listed = [own.slug] if own else [each.slug for each in organisations_with_channels()]
    return json_response(
        {
            "format": FORMAT,
            "release": config.release,
            "manifest": here.note,
            "made_of": here.made_of.sha256.hex(),
            "scheme": config.scheme,
            "hosts": settings.HOSTS,
            "onion": settings.ONION,
            "demo": config.demo,
            "help": config.help,
            "providers": [{"id": each.id, "name": each.name} for each in config.sign_in.providers],
            "languages": [code for code, _name in settings.LANGUAGES],
            "organisations": listed,
        }
    )


@require_GET
@api
def organisation(_request: HttpRequest, organisation: str) -> HttpResponse:
    """GET: what an organisation's pages are made from, and where the record holds it."""
    owner = organisation_by_slug(organisation)
    hosts = tuple((own.door, own.name) for own in all_of(owner.slug))
    return json_response(_of(owner, mark_of(owner.slug), newest_note(owner.id), hosts))


@lru_cache(maxsize=64)
def _of(owner: Organisation, mark: str, note: str, hosts: tuple[tuple[str, str], ...]) -> dict[str, object]:  # noqa: ARG001 - what it is kept under
    """Proven as of a checkpoint: made once for what is published and for what the record's newest note holds."""
    look, root = look_of(owner.slug), root_of(owner.id)
    proven = newest(owner.id, Tag.CHANNEL_PUBLISHED)
    return {
        "organisation": {"id": owner.id, "name": owner.name, "slug": owner.slug},
        "look": {
            "accent": look.accent if look.sheet else "",
            "logo": look.logo,
            "languages": look.languages,
            "default_language": look.default_language,
        },
        "hosts": dict(hosts),
        "root": root,
        "channels": [_channel(*found, proven) for found in published_channels(owner)],
        "release": newest(owner.id, Tag.RELEASE_SERVED).get(None),
    }


def _channel(channel: Any, definition: Any, proven: dict[str | None, Any]) -> dict[str, object]:  # noqa: ANN401 - rows
    found_at: UUID = channel.id
    return {
        "id": found_at,
        "slug": channel.slug,
        "version": definition.version,
        "sha256": bytes(definition.sha256).hex(),
        "definition": definition.body,
        "recorded": proven.get(str(found_at)),
    }


client_patterns = [path(PLACE, client)]
report_patterns = [path("api/v1/<slug:organisation>/published", organisation)]
