"""What `vouchsafe record` does on a machine of its own: verify, export from a desk, witness."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, Literal

from vouchsafe.intake.terminal.door import ask, in_words, open_client
from vouchsafe.intake.terminal.errors import TerminalError
from vouchsafe.oversight.terminal.desk import Desk
from vouchsafe.tlog.checkpoints import Checkpoint, open_checkpoint
from vouchsafe.tlog.notes import Kind, Signer, Verifier, cosign, read_verifier
from vouchsafe.tlog.verifying import read_header, read_lines, verify_leaves, write_export
from vouchsafe.tlog.witness import go_on
from vouchsafe.vault.primitives import from_base64

SignIn = Callable[[], tuple[str, str]]
"""Asks for an overseer's e-mail and password."""


def verify(source: str, sign_in: SignIn, *, key: str | None = None, kept: Path | None = None) -> Checkpoint:
    """Check a whole record: of a desk (`source` is its address) or in an export (a path).

    `key` is the log's verifier key; without it the one that the source names is believed. `kept` is a file with the
    checkpoint of the last time, which the record must go on from; the new one takes its place when all is well.
    Raises RecordError of every kind in `tlog.errors`, and what signing in raises.
    """
    if is_address(source):
        with Desk(source) as desk:
            desk.sign_in(*sign_in())
            header = desk.header()
            return _verify(header.checkpoint, key or header.key, lambda now: desk.lines(now.size), kept)
    with opened(Path(source), "rb") as file:
        header = read_header(file)
        return _verify(header.checkpoint, key or header.key, lambda _now: read_lines(file), kept)


def _verify(note: str, key: str, leaves: Callable[[Checkpoint], Iterator[bytes]], kept: Path | None) -> Checkpoint:
    verifier = read_verifier(key)
    checkpoint, _note = open_checkpoint(note, verifier)
    before = _read(kept)
    verify_leaves(checkpoint, leaves(checkpoint), open_checkpoint(before, verifier)[0] if before else None)
    if kept:
        _keep(kept, note)
    return checkpoint


def export(desk_address: str, file: Path, sign_in: SignIn) -> int:
    """Write the record of a desk to a new file; how many entries. Nothing is verified: `verify` does that."""
    with Desk(desk_address) as desk:
        desk.sign_in(*sign_in())
        header = desk.header()
        size = open_checkpoint(header.checkpoint, read_verifier(header.key))[0].size
        with opened(file, "xb") as sink:
            return write_export(sink, header, desk.lines(size))


def witness(address: str, kept: Path, *, key: str | None = None, signer: Signer | None = None) -> str:
    """Look at the newest checkpoint at `address` (…/record/ID), keep it if it goes on from the one in `kept`.

    Gives the checkpoint, cosigned if there is a `signer`. Raises Forked and RolledBack, and then keeps the old one.
    """
    address = address.rstrip("/")
    with open_client() as client:

        def fetch(path: str) -> str:
            with in_words():
                return client.get(f"{address}/{path}").text

        def proof(first: int, second: int) -> list[bytes]:
            hashes = ask(client, "GET", f"{address}/consistency/{first}/{second}")["hashes"]
            return [from_base64(each) for each in hashes]

        verifier = read_verifier(key or fetch("key"))
        seen = go_on(_read(kept), fetch("checkpoint"), verifier, proof)
    note = cosign(seen.note, signer, int(time.time())) if signer else seen.note
    _keep(kept, str(note))
    return str(note)


def witness_key(name: str, file: Path) -> tuple[Signer, Verifier]:
    """A witness's signing key from a file that holds base64 of 32 bytes, and its verifier key for others."""
    signer = Signer.from_seed(name, from_base64(file.read_text("ascii").strip()), Kind.COSIGNATURE)
    return signer, signer.verifier


def opened(file: Path, mode: Literal["rb", "xb"]) -> BinaryIO:
    """The file, to be read, or new, to be written. Raises TerminalError "file/unusable"."""
    try:
        return file.open(mode)
    except OSError as error:
        raise TerminalError("file/unusable", f"{file} cannot be used: {error.strerror}.") from error


def is_address(source: str) -> bool:
    """Whether this is a server's address and not a path."""
    return source.startswith(("https://", "http://"))


def _read(kept: Path | None) -> str | None:
    return kept.read_text("utf-8") if kept and kept.exists() else None


def _keep(kept: Path, note: str) -> None:
    """In one step, so that a crash leaves the old one or the new one."""
    fresh = kept.with_name(f"{kept.name}.new")
    fresh.write_text(note, "utf-8")
    fresh.replace(kept)
