"""From a DATABASE_URL to what Django wants."""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from vouchsafe.config.configuration import ConfigError


def django_database(url: str) -> dict[str, Any]:
    """Django's DATABASES entry for a PostgreSQL URL, e.g. "postgresql://user:secret@host:5432/name?sslmode=verify-full".

    `?host=/folder` names a unix socket; every other query parameter goes to libpq as it stands.
    Raises ConfigError "config/database-url": the message never holds the URL, which may hold a password.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ConfigError("config/database-url", "DATABASE_URL is not a URL.") from error
    name = unquote(parts.path.lstrip("/"))
    if parts.scheme not in ("postgresql", "postgres") or not name:
        raise ConfigError("config/database-url", "DATABASE_URL must read postgresql://USER:PASSWORD@HOST/DATABASE.")
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", parts.hostname or "")
    return {
        "ENGINE": "vouchsafe.common.postgres",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(port or ""),
        "OPTIONS": options,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }
