"""Changes to JSON that keep it JSON, so that a fuzzer's time is spent behind the parser."""

import base64
import binascii
import json
from collections.abc import Callable
from random import Random
from typing import Any, Final

Bytes = Callable[[bytes], bytes]
_STRANGE: Final[list[Any]] = [None, True, 0, -1, 2**63, 10**30, 0.5, "", "\x00", "é\u202e", [], {}, "0" * 64]
_LONGEST_BASE64: Final = 24


def mutate(data: bytes, random: Random, change_bytes: Bytes) -> bytes:
    """One place of the document changed; bytes that stand there in base64 change by `change_bytes`.

    What is no JSON, or one time in four, changes as bytes.
    """
    if random.random() < 1 / 4:
        return change_bytes(data)
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return change_bytes(data)
    places = list(_places(document, 0))
    if not places:
        return change_bytes(data)
    holder, key = random.choice(places)
    _change(holder, key, random, change_bytes, places)
    return json.dumps(document, separators=(",", ":"), ensure_ascii=random.random() < 1 / 2).encode("utf-8", "replace")


def _places(value: Any, depth: int) -> list[tuple[Any, Any]]:  # noqa: ANN401 - any JSON
    """Every container of the document with a key into it."""
    if depth > 50:  # noqa: PLR2004 - deeper than any reader here goes
        return []
    keys = list(value) if isinstance(value, dict) else list(range(len(value))) if isinstance(value, list) else []
    here = [(value, key) for key in keys]
    return here + [place for key in keys for place in _places(value[key], depth + 1)]


def _change(holder: Any, key: Any, random: Random, change_bytes: Bytes, places: list[tuple[Any, Any]]) -> None:  # noqa: ANN401 - any JSON
    value = holder[key]
    match random.randrange(6):
        case 0:
            holder[key] = random.choice(_STRANGE)
        case 1 if isinstance(holder, list):
            holder.insert(random.randrange(len(holder) + 1), json.loads(json.dumps(value)))
        case 2:
            del holder[key]
        case 3:
            other, its = random.choice(places)
            if its in other if isinstance(other, dict) else its < len(other):
                holder[key] = json.loads(json.dumps(other[its]))
        case 4 if isinstance(holder, dict):
            holder[change_bytes(str(key).encode("utf-8", "replace")).decode("utf-8", "replace")] = value
        case _:
            holder[key] = _changed(value, random, change_bytes)


def _changed(value: Any, random: Random, change_bytes: Bytes) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, str):
        if len(value) >= _LONGEST_BASE64:
            try:
                return base64.b64encode(change_bytes(base64.b64decode(value, validate=True))).decode()
            except (binascii.Error, ValueError):
                pass
        return change_bytes(value.encode("utf-8", "replace")).decode("utf-8", "replace")
    if isinstance(value, bool) or value is None:
        return not value
    if isinstance(value, int):
        return value + random.choice([-1, 1, 256])
    return random.choice(_STRANGE)
