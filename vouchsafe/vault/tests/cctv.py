"""The C2SP CCTV vectors of the age format, as npm's `cctv-age` carries them."""

import base64
import re
import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parents[3] / "web" / "node_modules" / "cctv-age" / "index.js"
_VECTOR = re.compile(r'// \.\./testdata/(\w+)\nvar \w+ = __toBinary\("([^"]*)"\);')


@dataclass(frozen=True)
class Vector:
    """One vector: what it expects, its keys, and the age file."""

    name: str
    expect: str
    payload: str | None
    file_key: bytes
    identities: tuple[str, ...]
    passphrases: tuple[str, ...]
    armored: bool
    file: bytes


@cache
def vectors() -> tuple[Vector, ...]:
    """All vectors of the package, in its order."""
    text = PACKAGE.read_text("ascii")
    return tuple(_parse(name, base64.b64decode(data)) for name, data in _VECTOR.findall(text))


def _parse(name: str, data: bytes) -> Vector:
    head, _, file = data.partition(b"\n\n")
    fields: dict[str, list[str]] = {}
    for line in head.decode().split("\n"):
        key, _, value = line.partition(": ")
        fields.setdefault(key, []).append(value)
    if "compressed" in fields:
        file = zlib.decompress(file)
    return Vector(
        name=name,
        expect=fields["expect"][0],
        payload=fields.get("payload", [None])[0],
        file_key=bytes.fromhex(fields["file key"][0]) if "file key" in fields else b"",
        identities=tuple(fields.get("identity", ())),
        passphrases=tuple(fields.get("passphrase", ())),
        armored="armored" in fields,
        file=file,
    )
