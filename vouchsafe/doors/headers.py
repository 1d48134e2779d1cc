"""The security headers of each door: one list for Django's answers and for the porch's own."""

import re
from collections.abc import Mapping, MutableMapping
from functools import cache

_FEATURES = (
    "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture",
    "encrypted-media", "geolocation", "gyroscope", "hid", "idle-detection", "local-fonts", "magnetometer", "microphone",
    "midi", "payment", "picture-in-picture", "screen-wake-lock", "serial", "usb", "xr-spatial-tracking",
)  # fmt: skip
_TWO_YEARS = 2 * 365 * 86_400
_OF_THE_VIEWER = re.compile(r"/static/client/(assets/(viewer|common)[\w-]*\.(js|css)|viewer/.+\.js)")


def content_security_policy(door: str, *, unscripted: bool = False) -> str:
    """The policy of a door: own files only, no inline code, Trusted Types; the report door's forms go nowhere.

    Sounds are heard only from a page's own memory: a recording before it is sent, or once it was verified at the desk.
    `unscripted`: a page that this server seals for (doors/unscripted.py). Its forms are sent, to this origin alone; and
    as it needs no script, none runs beside what somebody typed there.
    """
    rules = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data: blob:",
        "media-src": "'none'" if door == "public" else "blob:",
        "connect-src": "'self'",
        "font-src": "'self'",
        "worker-src": "'self'",
        "object-src": "'none'",
        "form-action": "'none'" if door == "report" else "'self'",
        "base-uri": "'none'",
        "frame-src": "'self'" if door == "desk" else "'none'",
        "frame-ancestors": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "vouchsafe lit-html",
    }
    if unscripted:
        none = dict.fromkeys(("script-src", "connect-src", "worker-src", "font-src"), "'none'")
        rules |= {**none, "img-src": "'self' data:", "form-action": "'self'"}
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def permissions_policy(door: str) -> str:
    """What pages of a door may ask a browser for: nothing, but at the report door the microphone (a recording)."""
    allowed = {"microphone"} if door == "report" else set()
    return ", ".join(f"{feature}={'(self)' if feature in allowed else '()'}" for feature in _FEATURES)


@cache
def headers_of(door: str, scheme: str, *, unscripted: bool = False, own_host: bool = False) -> Mapping[str, str]:
    """Every security header that an answer at `door` carries, unless the answer sets its own.

    `own_host`: at an organisation's own host, whose other names are not ours to speak for.
    """
    headers = {
        "Content-Security-Policy": content_security_policy(door, unscripted=unscripted),
        "Cache-Control": "no-cache" if door == "public" else "no-store",
        # A browser sends "Origin: null" with a form under no-referrer, and Django then refuses to sign anybody in.
        "Referrer-Policy": "same-origin" if door == "desk" else "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cross-Origin-Embedder-Policy": "require-corp",
        "Permissions-Policy": permissions_policy(door),
    }
    if scheme == "https":
        headers["Strict-Transport-Security"] = f"max-age={_TWO_YEARS}" + ("" if own_host else "; includeSubDomains")
    return headers


def of_the_viewer(headers: MutableMapping[str, str], _path: str, url: str) -> None:
    """Let a page without an origin load the sandboxed viewer's own files (cases/views/viewer.py), and no others.

    They are the same for everybody, and are asked for without credentials.
    """
    if _OF_THE_VIEWER.fullmatch(url):
        headers["Access-Control-Allow-Origin"] = "*"
