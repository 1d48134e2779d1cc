"""What every template knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def door(request: HttpRequest) -> dict[str, Any]:
    """`door` ("report", "desk", "public"), the addresses of all three, the release, and whether this is the demo.

    `second_factor_required`: whether members need one. `onion`: the report door's address in Tor, or "".
    """
    config = settings.VOUCHSAFE
    return {
        "door": getattr(request, "door", ""),
        "addresses": {name: f"{config.scheme}://{host}" for name, host in settings.HOSTS.items()},
        "onion": f"http://{settings.ONION}" if settings.ONION else "",
        "release": config.release,
        "demo": config.demo,
        "second_factor_required": config.sign_in.second_factor == "required",
        "languages": settings.LANGUAGES,
    }
