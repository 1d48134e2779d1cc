"""The security headers of each door: one list for Django's answers and for the porch's own."""

_DENIED = (
    "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture",
    "encrypted-media", "geolocation", "gyroscope", "hid", "idle-detection", "local-fonts", "magnetometer", "microphone",
    "midi", "payment", "picture-in-picture", "screen-wake-lock", "serial", "usb", "xr-spatial-tracking",
)  # fmt: skip
_TWO_YEARS = 2 * 365 * 86_400


def content_security_policy(door: str) -> str:
    """The policy of a door: own files only, no inline code, Trusted Types; the report door's forms go nowhere."""
    rules = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data: blob:",
        "connect-src": "'self'",
        "font-src": "'self'",
        "worker-src": "'self'",
        "form-action": "'none'" if door == "report" else "'self'",
        "base-uri": "'none'",
        "frame-src": "'self'" if door == "desk" else "'none'",
        "frame-ancestors": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "vouchsafe lit-html",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def headers_of(door: str, scheme: str) -> dict[str, str]:
    """Every security header that an answer at `door` carries, unless the answer sets its own."""
    headers = {
        "Content-Security-Policy": content_security_policy(door),
        "Cache-Control": "no-cache" if door == "public" else "no-store",
        # A browser sends "Origin: null" with a form under no-referrer, and Django then refuses to sign anybody in.
        "Referrer-Policy": "same-origin" if door == "desk" else "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cross-Origin-Embedder-Policy": "require-corp",
        "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _DENIED),
    }
    if scheme == "https":
        headers["Strict-Transport-Security"] = f"max-age={_TWO_YEARS}; includeSubDomains"
    return headers
