"""What every template knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def door(request: HttpRequest) -> dict[str, Any]:
    """`door` ("report", "desk", "public"), the addresses of all three, the release, and whether this is the demo.

    `look`: of the organisation whose page it is, or None. `onion`: the report door's address in Tor, or "".
    `providers`: whom members may sign in with. `help_site`: where the desk leads for more help, or "".
    """
    config = settings.VOUCHSAFE
    return {
        "door": getattr(request, "door", ""),
        "addresses": {name: f"{config.scheme}://{host}" for name, host in settings.HOSTS.items()},
        "onion": f"http://{settings.ONION}" if settings.ONION else "",
        "look": getattr(request, "look", None),
        "release": config.release,
        "demo": config.demo,
        "providers": config.sign_in.providers,
        "help_site": config.help,
        "languages": settings.LANGUAGES,
    }
