"""Every address of the three doors, with an example of what a stranger would send there to reach Meridian's things.

A new address fails the suite until its example stands here. In an example, `{case_id}` and its like stand for things of
Meridian's (`Things`), or, to compare, for what does not exist.
"""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

from django.urls import URLPattern, URLResolver, get_resolver

REFERENCE: Final = re.compile(r"<(?:\w+:)?(\w+)>")
THING: Final = re.compile(r"(?<!{){\w+}(?!})")
Things = dict[str, str]
Body = dict[str, Any] | None


class Address(NamedTuple):
    """`route` as the URL map has it; `body` as JSON under `api/`, as a form elsewhere."""

    door: str
    route: str
    body: Body

    @property
    def names_things(self) -> bool:
        """Whether something of Meridian's is named, so that there is something to compare."""
        in_route = set(REFERENCE.findall(self.route)) - WORDS
        return bool(in_route or THING.search(json.dumps(self.body)))

    def path(self, things: Things) -> str:
        """The path, its parameters filled."""
        route = LINK if self.route.startswith(LINK_ROUTE) else self.route
        return "/" + REFERENCE.sub(lambda found: (WORD_EXAMPLES | things)[found[1]], route)

    def filled(self, things: Things) -> Body:
        """The body, its things filled in."""
        return None if self.body is None else {name: _fill(value, things) for name, value in self.body.items()}


# Parameters that name nobody's things.
WORD_EXAMPLES: Final = {
    "lang": "en",
    "provider_id": "staff",
    "which": "published",
    "start": "0",
    "end": "9",
    "index": "0",
    "size": "1",
    "first": "1",
    "second": "2",
}
WORDS: Final = frozenset({*WORD_EXAMPLES, "organisation", "org"})
LINK_ROUTE: Final = "account/^password/reset/key/(?P<uidb36>"
LINK: Final = "account/password/reset/key/<member_hex>-d2abc-0123456789abcdef/"

RIGHTS: Final = [{"role": "handler", "channel": "{channel_id}"}]
PASSKEY: Final = (
    '{{"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": {{"clientDataJSON": "e30", "signature": "AAAA",'
    ' "authenticatorData": "' + "A" * 50 + '", "userHandle": "{handle}"}}}}'
)
VISIT: Final = {"lookup_token": "{token}"}
DESK: Final[dict[str, Body]] = {
    "account/signup/": None,
    "account/login/": {"login": "{email}", "password": "a guess at a password"},
    "account/logout/": {},
    "account/inactive/": None,
    "account/reauthenticate/": {"password": "a guess at a password"},
    "account/password/change/": {},
    "account/password/reset/": {"email": "{email}"},
    "account/password/reset/done/": None,
    "account/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": {"password1": "new", "password2": "new"},
    "account/password/reset/key/done/": None,
    "account/": None,
    "account/code/": {"code": "000000"},
    "account/reauthenticate/code/": {"code": "000000"},
    "account/app/": {"code": "000000"},
    "account/app/remove/": {},
    "account/recovery-codes/": None,
    "account/recovery-codes/new/": {},
    "account/passkeys/new/": {},
    "account/passkeys/<int:pk>/remove/": {},
    "account/passkeys/login/": {"credential": PASSKEY},
    "account/reauthenticate/passkey/": {"credential": PASSKEY},
    "account/sessions/": None,
    "account/sessions/end-others/": {},
    "account/sessions/<uuid:session_id>/end/": {},
    "account/with/<slug:provider_id>/": {},
    "account/with/<slug:provider_id>/back/": None,
    "account/with/": None,
    "api/v1/key": {"card": "{card}", "key_file": "{card}"},
    "api/v1/directory": None,
    "api/v1/directory/entries": {"entry": "{entry}", "cards": []},
    "api/v1/members": {"name": "Eve", "email": "eve@elsewhere.example", "rights": []},
    "api/v1/members/<uuid:member_id>/rights": {"rights": RIGHTS},
    "api/v1/me": None,
    "api/v1/channels": {"slug": "safety", "file": "{{}}"},
    "api/v1/channels/<uuid:channel_id>": {},
    "api/v1/channels/<uuid:channel_id>/draft": {"revision": 1, "body": {}},
    "api/v1/channels/<uuid:channel_id>/draft/publish": {"revision": 1},
    "api/v1/channels/<uuid:channel_id>/draft/discard": {"revision": 1},
    "api/v1/channels/<uuid:channel_id>/changes": {},
    "api/v1/channels/<uuid:channel_id>/export/<slug:which>": None,
    "": None,
    "cases/<uuid:case_id>/": None,
    "people/": None,
    "channels/": None,
    "channels/<uuid:channel_id>/": None,
    "key/": None,
    "setup/": None,
    "api/v1/cases": None,
    "api/v1/cases/<uuid:case_id>": None,
    "api/v1/cases/<uuid:case_id>/keys": {"key_kind": 1, "generation": 0, "grants": []},
    "api/v1/cases/<uuid:case_id>/items": {"items": []},
    "api/v1/cases/<uuid:case_id>/state": {"to": "assessing"},
    "api/v1/cases/<uuid:case_id>/exclusions": {"member": "{member_id}"},
    "api/v1/cases/<uuid:case_id>/blobs/<uuid:blob_id>": None,
    "api/v1/uploads": {},
    "channels/<uuid:channel_id>/preview/<lang:lang>/": None,
    "figures/": None,
    "api/v1/record": None,
    "api/v1/record/entries/<int:start>/<int:end>": None,
}
# At the report door Meridian's things are asked for under Harbour's name.
REPORT: Final[dict[str, Body]] = {
    "api/v1/<slug:organisation>/directory": None,
    "api/v1/<slug:organisation>/channels/<slug:channel>": None,
    "api/v1/<slug:organisation>/readers/<uuid:channel_id>": None,
    "api/v1/<slug:organisation>/challenges/report": {"channel": "{channel_id}", "case": "{case_id}"},
    "api/v1/<slug:organisation>/challenges/upload": {"channel": "{channel_id}", "length": 65721},
    "api/v1/<slug:organisation>/uploads": {},
    "api/v1/<slug:organisation>/cases/<uuid:case_id>": {"bundle": "{bundle}"},
    "api/v1/<slug:organisation>/mailbox": VISIT,
    "api/v1/<slug:organisation>/mailbox/items": {**VISIT, "items": []},
    "api/v1/<slug:organisation>/mailbox/uploads": VISIT,
    "api/v1/<slug:organisation>/mailbox/rotation": VISIT,
    "api/v1/<slug:organisation>/mailbox/blobs/<uuid:blob_id>": VISIT,
    "": None,
    "<lang:lang>/": None,
    "<lang:lang>/<slug:org>/": None,
    "<lang:lang>/<slug:org>/return/": None,
    "<lang:lang>/<slug:org>/return/unscripted/": {"receipt": "{receipt}", "step": "open", "agreed": "yes"},
    "<lang:lang>/<slug:org>/<slug:channel>/": None,
    "<lang:lang>/<slug:org>/<slug:channel>/report/": None,
    "<lang:lang>/<slug:org>/<slug:channel>/privacy/": None,
    "<lang:lang>/<slug:org>/<slug:channel>/imprint/": None,
    "<lang:lang>/<slug:org>/<slug:channel>/report/unscripted/": {"step": "send"},
    "<lang:lang>/<slug:org>/<slug:channel>/test/": None,
}
PUBLIC: Final[dict[str, Body]] = {
    "schemas/channel-definition.json": None,
    "": None,
    "record/<uuid:organisation_id>/checkpoint": None,
    "record/<uuid:organisation_id>/key": None,
    "record/<uuid:organisation_id>/inclusion/<int:index>/<int:size>": None,
    "record/<uuid:organisation_id>/consistency/<int:first>/<int:second>": None,
    "<lang:lang>/": None,
    "<lang:lang>/<slug:org>/": None,
}
EXAMPLES: Final = {"desk": DESK, "report": REPORT, "public": PUBLIC}


def routes(door: str) -> list[str]:
    """Every route of a door, as Django would match it."""
    return list(_leaves(get_resolver(f"vouchsafe.doors.{door}").url_patterns))


def addresses(door: str) -> list[Address]:
    """Every address of a door with its example; KeyError for one that has none."""
    return [Address(door, route, EXAMPLES[door][route]) for route in routes(door)]


def _leaves(patterns: Iterable[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    for each in patterns:
        here = f"{before}{each.pattern}"
        if isinstance(each, URLPattern):
            yield here
        else:
            yield from _leaves(each.url_patterns, here)


def _fill(value: Any, things: Things) -> Any:  # noqa: ANN401 - whatever an example holds
    match value:
        case str():
            return value.format(**things)
        case list():
            return [_fill(each, things) for each in value]
        case dict():
            return {name: _fill(each, things) for name, each in value.items()}
        case _:
            return value
