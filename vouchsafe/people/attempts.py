"""Where django-allauth counts attempts at signing in: once for all processes, and readable by none but them.

It counts in Django's default cache, under a name that is made of an address or a member's id, the times of attempts.
Here the name is kept as an HMAC, the times are sealed, and the table is outside PostgreSQL's write-ahead log.
"""

import json
import math
from datetime import UTC, datetime
from typing import Any, Final

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connection

from vouchsafe.common import clock
from vouchsafe.people import sealing
from vouchsafe.people.models import Attempts

NAMES: Final = b"vouchsafe names of attempts, version 1"
TIMES: Final = b"vouchsafe times of attempts, version 1"
DEFAULT_DURATION: Final = 300.0
"""Seconds, where nobody says how long."""
PUT: Final = """
    INSERT INTO people_attempts AS old (name, sealed, until) VALUES (%s, %s, %s)
    ON CONFLICT (name) DO UPDATE SET sealed = excluded.sealed, until = excluded.until WHERE old.until <= %s
"""


class AttemptsCache(BaseCache):
    """A cache of Django's for what JSON can say. Nothing in it lasts for ever: no time-out means five minutes."""

    def __init__(self, _location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:  # noqa: ANN401 - Django's signature
        """What is kept, or `default` where nothing is or its time has passed."""
        kept = Attempts.objects.filter(name=self._name(key, version), until__gt=clock.now()).first()
        return default if kept is None else json.loads(sealing.unseal(bytes(kept.sealed), TIMES))

    def set(self, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> None:  # noqa: ANN401 - as above
        """Keep a value in the place of another. An empty list is not kept: who signed in is not counted on."""
        if value == []:
            self.delete(key, version)
        else:
            self._put(key, value, timeout, version, over=datetime.max.replace(tzinfo=UTC))

    def add(self, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> bool:  # noqa: ANN401 - as above
        """Keep a value unless there is one; of several processes at once, one is told True."""
        return self._put(key, value, timeout, version, over=clock.now())

    def delete(self, key: str, version: int | None = None) -> bool:
        """Forget a value; whether there was one."""
        deleted, _each = Attempts.objects.filter(name=self._name(key, version)).delete()
        return deleted > 0

    def clear(self) -> None:
        """Forget everything."""
        Attempts.objects.all().delete()

    def _put(self, key: str, value: Any, timeout: float | None, version: int | None, *, over: datetime) -> bool:  # noqa: ANN401 - as above
        """Write unless a row is there that lasts beyond `over`; whether it was written."""
        sealed = sealing.seal(json.dumps(value).encode(), TIMES)
        duration = DEFAULT_DURATION if timeout is None or timeout is DEFAULT_TIMEOUT else timeout
        with connection.cursor() as cursor:
            cursor.execute(PUT, [self._name(key, version), sealed, _rounded_up(duration), over])
            return bool(cursor.rowcount)

    def _name(self, key: str, version: int | None) -> bytes:
        return sealing.name(self.make_key(key, version=version), NAMES)


def forget_passed() -> None:
    """Delete what no longer counts."""
    Attempts.objects.filter(until__lte=clock.now()).delete()


def _rounded_up(duration: float) -> datetime:
    """The end of a time of so many seconds, up to as much later: it tells nobody when the time began."""
    step = max(1, math.ceil(duration))
    return datetime.fromtimestamp(math.ceil(clock.now().timestamp() / step + 1) * step, UTC)
