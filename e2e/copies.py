"""What somebody holds who took a copy of the whole server: database, files, logs, temporary folders."""

import base64
import contextlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import psycopg
from psycopg import sql

from e2e.town import Town
from vouchsafe.config import embedded

BLOCK = 8 * 1024 * 1024
SHORTEST = 8


def disguises(secret: bytes) -> dict[str, bytes]:
    """The ways in which a secret might lie in a copy: raw, hex, UTF-16 and base64 at each of its three offsets."""
    forms = {"raw": secret, "hex": secret.hex().encode()}
    with contextlib.suppress(UnicodeDecodeError):
        forms["utf-16-le"] = secret.decode().encode("utf-16-le")
        forms["utf-16-be"] = secret.decode().encode("utf-16-be")
    for offset in range(3):
        # Whole groups only: the symbols at both ends mix with the neighbours' bits.
        padded = base64.b64encode(b"\0" * offset + secret)
        forms[f"base64+{offset}"] = padded[4 if offset else 0 : len(padded) - 4]
    assert min(map(len, forms.values())) >= SHORTEST, f"too short to be searched for: {secret!r}"
    return forms


def found_in(copy: Iterator[tuple[str, bytes]], secrets: Mapping[str, bytes]) -> list[str]:
    """Where any disguise of any secret lies in a copy: one line each; an empty list is what we promise."""
    needles = [(name, form, needle) for name, secret in secrets.items() for form, needle in disguises(secret).items()]
    return [f"{name} ({form}) in {place}" for place, data in copy for name, form, needle in needles if needle in data]


def whole_copy(town: Town) -> Iterator[tuple[str, bytes]]:
    """Every byte that the server keeps: each row of each table, each file, the log, the temporary folder."""
    yield from _rows(town)
    for root in (town.data, town.data.parent / "tmp"):
        for folder, _folders, names in os.walk(root):
            for name in names:
                yield from _blocks(Path(folder) / name)
    yield from _blocks(town.output)


def _rows(town: Town) -> Iterator[tuple[str, bytes]]:
    """The tables as rows too: on disk PostgreSQL may have compressed a long value. Leaves everything on the disk."""
    administrator = embedded.start(town.data / "postgres").url.replace(f"//{embedded.ROLE}@", "//postgres@", 1)
    with psycopg.connect(administrator, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        tables = connection.execute("SELECT relid::regclass::text FROM pg_stat_user_tables ORDER BY 1").fetchall()
        for (table,) in tables:
            query = sql.SQL("SELECT row::text, row FROM {} AS row").format(sql.SQL(table))
            for text, _row in connection.execute(query):
                yield f"table {table}", text.encode()
                yield f"table {table}, bytea", _bytes_of(text)


def _bytes_of(row: str) -> bytes:
    r"""The bytea columns of a row as bytes: PostgreSQL shows them as \x and hex."""
    parts = [part.split('"')[0].split(",")[0] for part in row.split("\\x")[1:]]
    return b"\n".join(bytes.fromhex(part) for part in parts if len(part) % 2 == 0 and _is_hex(part))


def _is_hex(text: str) -> bool:
    return all(symbol in "0123456789abcdef" for symbol in text)


def _blocks(path: Path) -> Iterator[tuple[str, bytes]]:
    if not path.is_file():  # sockets, and files that PostgreSQL removed meanwhile
        return
    overlap = b""
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield str(path), overlap + block
            overlap = block[-4096:]
    yield f"the name of {path}", str(path).encode()
