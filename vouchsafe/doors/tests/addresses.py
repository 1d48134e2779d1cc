"""Every address of the three doors, with an example of what a stranger would send there to reach Meridian's things.

A new address fails the suite until its example stands here. In an example, `{case_id}` and its like stand for things of
Meridian's (`Things`), or, to compare, for what does not exist.
"""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RegexPattern

from vouchsafe.looks.sheets import sheet_of
from vouchsafe.vault.place import KINDS
from vouchsafe.vault.words import hash_words

REFERENCE: Final = re.compile(r"<(?:\w+:)?(\w+)>")
GROUP: Final = re.compile(r"\(\?P(<\w+>)[^()]*\)")
THING: Final = re.compile(r"(?<!{){\w+}(?!})")
Things = dict[str, str]
Body = dict[str, Any] | None


class Address(NamedTuple):
    """`route` as `routes` gives it; `body` as JSON under `api/`, as a form elsewhere."""

    door: str
    route: str
    body: Body

    @property
    def named(self) -> set[str]:
        """Which things of Meridian's are named: with any there is something to compare."""
        asked = f"{json.dumps(self.body)}{self.query}"
        in_route = set(REFERENCE.findall(self.route)) - WORDS
        return in_route | {found.strip("{}") for found in THING.findall(asked)}

    @property
    def query(self) -> str:
        """How the address is narrowed, or nothing."""
        return QUERIES.get(self.route, "")

    def path(self, things: Things) -> str:
        """The path, its parameters filled, and the query."""
        path = REFERENCE.sub(lambda found: (WORD_EXAMPLES | things)[found[1]], self.route)
        return f"/{path}{self.query.format(**things)}"

    def filled(self, things: Things) -> Body:
        """The body, its things filled in."""
        return None if self.body is None else {name: _fill(value, things) for name, value in self.body.items()}


# Parameters that name nobody's things.
ACCENT: Final = "1f3d7a"
SHEET = sheet_of(f"#{ACCENT}")
assert SHEET is not None
WORD_EXAMPLES: Final = {
    "accent": ACCENT,
    "digest": SHEET.address[-20:-4],
    "language": "en",
    "sheet": "a4",
    "number": "0",
    "since": "0",
    "after": "0",
    "level": "0",
    "address": "000.p/1",
    "key": "d2abc-0123456789abcdef",
    "lang": "en",
    "provider_id": "staff",
    "which": "published",
    "start": "0",
    "end": "9",
    "index": "0",
    "size": "1",
    "first": "1",
    "second": "2",
    "secret": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
}
WORDS: Final = frozenset({*WORD_EXAMPLES, "organisation", "org"})
# Where an address of the desk can be narrowed to somebody's things.
QUERIES: Final = {
    "api/v1/grants": "?after={case_id}",
    "api/v1/grants/sheets/<fingerprint>": "?after={case_id}",
    "api/v1/rekeying": "?after={case_id}",
    "api/v1/titles": "?cases={case_id}",
    "api/v1/record/acts": "?member={member_id}&case={case_id}",
}

RIGHTS: Final = [{"role": "handler", "channel": "{channel_id}"}]
PASSKEY: Final = (
    '{{"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": {{"clientDataJSON": "e30", "signature": "AAAA",'
    ' "authenticatorData": "' + "A" * 50 + '", "userHandle": "{handle}"}}}}'
)
LOOKS: Final[dict[str, Body]] = {"looks/<accent>-<digest>.css": None, "looks/<organisation>/<sha256>.png": None}
VISIT: Final = {"lookup_token": "{token}"}
GRANT: Final = {"case": "{case_id}", "holder": "{holder}", "key_kind": 0, "generation": 0, "sealed": "{grant}"}


def _item(kind: str) -> dict[str, Any]:
    return {"id": "{proposal_id}", "kind": kind, "key_kind": int(KINDS[kind]), "generation": 0, "sealed": "{item}"}


# Whoever administers may list Meridian's channel among their partners, and learns nothing by it.
PARTNER: Final = {
    "name": "The institute",
    "address": "http://report.localhost:8000/en/meridian/safety/",
    "words": " ".join(hash_words(bytes(32))),
}
PROPOSAL: Final = {"partner": "{partner_id}", "item": _item("handover"), "not_before": "2040-01-01"}
ASKING: Final = {
    "item": _item("request"),
    "asks": "identity",
    "key_generation": 0,
    "not_before": "2040-01-01",
    "grants": [{"holder": "{holder}", "sealed": "{grant}"}],
    "successions": 0,
}
RELEASE: Final = {
    "partner": "{partner_id}",
    "case": "{case_id}",
    "bundle": "{sealed_bundle}",
    "item": _item("release"),
    "seen": "{proposal_id}",
}
ROOM: Final = {
    "version": 1,
    "channel": "{channel_id}",
    "questionnaire_version": 1,
    "directory": "00" * 32,
    "receipt_hash": "00" * 32,
    "items": [_item("report")],
    "grants": [{"holder": "{holder}", "key_kind": 0, "generation": 0, "sealed": "{grant}"}],
    "blobs": [],
}
DESK: Final[dict[str, Body]] = {
    "account/signup/": None,
    "account/login/": {"login": "{email}", "password": "a guess at a password"},
    "account/logout/": {},
    "account/inactive/": None,
    "account/reauthenticate/": {"password": "a guess at a password"},
    "account/password/change/": {},
    "account/password/reset/": {"email": "{email}"},
    "account/password/reset/done/": None,
    "account/password/reset/key/<uidb36>-<key>/": {"password1": "new", "password2": "new"},
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
    "account/with/<slug:provider_id>/untie/": {},
    "account/with/<slug:provider_id>/back/": None,
    "account/with/": None,
    "api/v1/key": {"card": "{card}", "key_file": "{card}"},
    "api/v1/key/file": {"key_file": "{card}", "signature": "{card}"},
    "api/v1/key/kit": {"fingerprint": "{card_hash}"},
    "api/v1/key/passkeys": None,
    "api/v1/key/wraps": {"credential": "{credential}", "sealed": "{card}"},
    "api/v1/directory": None,
    "api/v1/directory/entries": {"entry": "{entry}", "cards": []},
    "api/v1/members": {"name": "Eve", "email": "eve@elsewhere.example", "rights": []},
    "api/v1/second-factor": {"required": True, "passkeys_only": False},
    "api/v1/members/<uuid:member_id>/rights": {"rights": RIGHTS},
    "api/v1/members/<uuid:member_id>/leave": {},
    "api/v1/members/<uuid:member_id>/return": {},
    "api/v1/me": None,
    "api/v1/channels": {"slug": "safety", "file": "{{}}"},
    "api/v1/channels/<uuid:channel_id>": {},
    "api/v1/channels/<uuid:channel_id>/draft": {"revision": 1, "body": {}},
    "api/v1/channels/<uuid:channel_id>/draft/publish": {"revision": 1},
    "api/v1/channels/<uuid:channel_id>/draft/discard": {"revision": 1},
    "api/v1/channels/<uuid:channel_id>/changes": {},
    "api/v1/channels/<uuid:channel_id>/export/<slug:which>": None,
    "api/v1/channels/<uuid:channel_id>/poster/<slug:language>/<slug:sheet>": None,
    ".well-known/security.txt": None,
    "api/v1/openapi.json": None,
    ".well-known/vouchsafe-client.json": None,
    "": None,
    "cases/<uuid:case_id>/": None,
    "cases/<uuid:case_id>/work/": None,
    "cases/<uuid:case_id>/people/": None,
    "cases/<uuid:case_id>/outcome/": None,
    "cases/<uuid:case_id>/sharing/": None,
    "due/": None,
    "cases/<uuid:case_id>/print/": None,
    "people/": None,
    "requests/": None,
    "record/": None,
    "pauses/": None,
    "channels/": None,
    "partners/": None,
    "channels/<uuid:channel_id>/": None,
    "key/": None,
    "key/new/": None,
    "look/": None,
    "setup/": None,
    "recovery/": None,
    "viewer/": None,
    "texts/": None,
    "api/v1/cases": None,
    "api/v1/titles": None,
    "api/v1/categories": None,
    "api/v1/cases/<uuid:case_id>/assignment": {"to": "{member_id}", "instead_of": None},
    "api/v1/cases/<uuid:case_id>": None,
    "api/v1/cases/<uuid:case_id>/keys": {"key_kind": 1, "generation": 0, "grants": []},
    "api/v1/cases/<uuid:case_id>/items": {"items": []},
    "api/v1/cases/<uuid:case_id>/state": {"to": "assessing"},
    "api/v1/cases/<uuid:case_id>/conclusion": {
        "outcome": "partly",
        "category": "bribe",
        "items": [_item("conclusion"), _item("letter") | {"id": "{blob_id}"}],
    },
    "api/v1/cases/<uuid:case_id>/contest": {"verdict": "upheld", "items": [_item("letter")]},
    "api/v1/cases/<uuid:case_id>/exclusions": {"member": "{member_id}"},
    "api/v1/cases/<uuid:case_id>/export": None,
    "api/v1/cases/<uuid:case_id>/exports": {"form": "archive"},
    "api/v1/cases/<uuid:case_id>/record": None,
    "api/v1/cases/<uuid:case_id>/blobs/<uuid:blob_id>": None,
    "api/v1/cases/<uuid:case_id>/clocks": None,
    "api/v1/cases/<uuid:case_id>/clocks/pause": {"message": {"items": [_item("message")]}},
    "api/v1/cases/<uuid:case_id>/clocks/resume": {},
    "api/v1/cases/<uuid:case_id>/clocks/feedback": {"message": {"items": [_item("message")]}},
    "api/v1/cases/<uuid:case_id>/clocks/extension": {
        "until": "2040-01-01",
        "reasons": _item("note"),
        "message": _item("message"),
    },
    "api/v1/cases/<uuid:case_id>/clocks/meeting": {"what": "meeting-asked", "on": "2026-01-01"},
    "api/v1/cases/<uuid:case_id>/clocks/notice": {"what": "notice-due", "on": "2026-01-01"},
    "api/v1/cases/<uuid:case_id>/clocks/deferral": {
        "until": "2040-01-01",
        "reasons": _item("note"),
    },
    "api/v1/channels/<uuid:channel_id>/published": None,
    "api/v1/rooms/<uuid:case_id>": ROOM,
    "api/v1/rooms/<uuid:case_id>/ending": {"cleared": True, "items": [_item("letter")]},
    "api/v1/due": None,
    "api/v1/due/feed": {},
    "api/v1/due/feed/revoke": {},
    "calendar/<uuid:organisation_id>/<slug:secret>.ics": None,
    "api/v1/cases/<uuid:case_id>/rekeying": {"keys": [], "successions": 0},
    "api/v1/cases/<uuid:case_id>/requests": ASKING,
    "api/v1/cases/<uuid:case_id>/requests/<uuid:request_id>/opening": {},
    "api/v1/requests": None,
    "api/v1/requests/<uuid:request_id>/decision": {"verdict": "refused", "item": _item("decision")},
    "api/v1/grants": {"grants": [GRANT]},
    "api/v1/grants/sheets/<fingerprint>": None,
    "api/v1/rekeying": None,
    "api/v1/keys/waiting": None,
    "api/v1/snippets": {"language": "en", "name": "A text", "text": "Thank you."},
    "api/v1/snippets/<uuid:snippet_id>": {"language": "en", "name": "A text", "text": "Thank you."},
    "api/v1/snippets/<uuid:snippet_id>/remove": {},
    "api/v1/uploads": {},
    "api/v1/partners": PARTNER,
    "api/v1/partners/<uuid:partner_id>": None,
    "api/v1/partners/<uuid:partner_id>/look": {},
    "api/v1/cases/<uuid:case_id>/acts": {
        "act": "legal-hold",
        "terms": {"until": "2026-12-31"},
        "item": _item("proposal"),
    },
    "api/v1/cases/<uuid:case_id>/acts/<uuid:proposal_id>/verdict": {
        "verdict": "agreed",
        "item": _item("verdict"),
    },
    "api/v1/cases/<uuid:case_id>/proposals": None,
    "api/v1/cases/<uuid:case_id>/hand-overs": PROPOSAL,
    "api/v1/cases/<uuid:case_id>/proposals/<uuid:proposal_id>/verdict": {
        "verdict": "refused",
        "item": _item("agreement"),
    },
    "api/v1/cases/<uuid:case_id>/proposals/<uuid:proposal_id>/release": RELEASE,
    "api/v1/cases/<uuid:case_id>/proposals/<uuid:proposal_id>/rooms": {"partner": "{partner_id}", "sizes": []},
    "api/v1/cases/<uuid:case_id>/proposals/<uuid:proposal_id>/rooms/<int:number>": {},
    "channels/<uuid:channel_id>/preview/<lang:lang>/": None,
    "figures/": None,
    "api/v1/pauses": None,
    "api/v1/pauses/<uuid:pause_id>/review": {"until": None, "reason": {"en": "It was handled well."}},
    "style/": None,
    "api/v1/record": None,
    "api/v1/directory/recorded/<int:since>/<int:after>": None,
    "api/v1/record/acts": None,
    "api/v1/record/entries/<int:start>/<int:end>": None,
    "api/v1/look": {"accent": f"#{ACCENT}", "languages": ["en"], "default_language": "en"},
    "api/v1/look/logo": {},
    "api/v1/look/logo/remove": {},
    "api/v1/look/colours": None,
    **LOOKS,
}
# At the report door Meridian's things are asked for under Harbour's name.
REPORT: Final[dict[str, Body]] = {
    ".well-known/security.txt": None,
    "api/v1/openapi.json": None,
    ".well-known/vouchsafe-client.json": None,
    **LOOKS,
    "api/v1/<slug:organisation>/published": None,
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
    "api/v1/<slug:organisation>/mailbox/arrival": VISIT,
    "api/v1/<slug:organisation>/mailbox/blobs/<uuid:blob_id>": VISIT,
    "": None,
    "<lang:lang>/": None,
    "<lang:lang>/<slug:org>/": None,
    "<lang:lang>/<slug:org>/return/": None,
    "<lang:lang>/<slug:org>/advice/": None,
    "<lang:lang>/<slug:org>/accessibility/": None,
    "<lang:lang>/<slug:org>/return/unscripted/": {"receipt": "{receipt}", "step": "open", "agreed": "yes"},
    "<lang:lang>/<slug:org>/<slug:channel>/": None,
    "<lang:lang>/<slug:org>/<slug:channel>/report/": None,
    "<lang:lang>/<slug:org>/<slug:channel>/privacy/": None,
    "<lang:lang>/<slug:org>/<slug:channel>/imprint/": None,
    "<lang:lang>/<slug:org>/<slug:channel>/report/unscripted/": {"step": "send"},
    "<lang:lang>/<slug:org>/<slug:channel>/test/": None,
}
PUBLIC: Final[dict[str, Body]] = {
    ".well-known/security.txt": None,
    ".well-known/vouchsafe-client.json": None,
    **LOOKS,
    "schemas/channel-definition.json": None,
    "": None,
    "record/<uuid:organisation_id>/checkpoint": None,
    "record/<uuid:organisation_id>/checkpoint/cosigned": None,
    "record/<uuid:organisation_id>/tile/<int:level>/<path:address>": None,
    "record/<uuid:organisation_id>/key": None,
    "record/<uuid:organisation_id>/inclusion/<int:index>/<int:size>": None,
    "record/<uuid:organisation_id>/consistency/<int:first>/<int:second>": None,
    "<lang:lang>/": None,
    "<lang:lang>/<slug:org>/": None,
    "<lang:lang>/<slug:org>/outcomes/": None,
}
EXAMPLES: Final = {"desk": DESK, "report": REPORT, "public": PUBLIC}


def routes(door: str) -> list[str]:
    """Every route of a door; where it is a regular expression, with its groups as `<name>`."""
    return list(_leaves(get_resolver(f"vouchsafe.doors.{door}").url_patterns))


def addresses(door: str) -> list[Address]:
    """Every address of a door with its example; KeyError for one that has none."""
    return [Address(door, route, EXAMPLES[door][route]) for route in routes(door)]


def _leaves(patterns: Iterable[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    for each in patterns:
        here = f"{before}{_plain(each)}"
        if isinstance(each, URLPattern):
            yield here
        else:
            yield from _leaves(each.url_patterns, here)


def _plain(each: URLPattern | URLResolver) -> str:
    pattern = str(each.pattern)
    if not isinstance(each.pattern, RegexPattern):
        return pattern
    return GROUP.sub(r"\1", pattern).removeprefix("^").removesuffix("$").replace("\\.", ".")


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
