"""What `vouchsafe record` does on a machine of its own: verify, export from a desk, witness."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from itertools import zip_longest
from pathlib import Path
from typing import BinaryIO, Final, Literal

from vouchsafe.intake.terminal.door import ask, in_words, open_client
from vouchsafe.intake.terminal.errors import TerminalError
from vouchsafe.oversight.terminal.desk import Desk, SignIn
from vouchsafe.oversight.terminal.keeping import keep
from vouchsafe.tlog.checkpoints import Checkpoint, open_checkpoint, read_kept
from vouchsafe.tlog.errors import DirectoryNotRecorded
from vouchsafe.tlog.leaves import DIRECTORY, read_leaf
from vouchsafe.tlog.notes import Kind, Signer, Verifier, cosign, read_verifier, verify_cosignature
from vouchsafe.tlog.verifying import Header, read_header, read_lines, verify_leaves, write_export
from vouchsafe.tlog.witness import go_on
from vouchsafe.vault.primitives import from_base64


@dataclass(frozen=True, slots=True)
class Verified:
    """What was checked: the checkpoint, how many entries were withheld, and when each witness cosigned it."""

    checkpoint: Checkpoint
    withheld: int
    cosigned: dict[str, datetime]


_DIRECTORY: Final = f'"tag":"{DIRECTORY}"'.encode()


def verify(
    source: str, sign_in: SignIn, *, key: str | None = None, kept: Path | None = None, witnesses: Sequence[str] = ()
) -> Verified:
    """Check a whole record: of a desk (`source` is its address) or in an export (a path).

    `key` is the log's verifier key; without it the one that the source names is believed. `kept` is a file with the
    checkpoint of the last time, which the record must go on from; the new one takes its place when all is well. Each
    of `witnesses` (verifier keys) must have cosigned it. The directory that a desk shows must be the recorded one.
    Raises RecordError of every kind in `tlog.errors`, and what signing in raises.
    """
    if is_address(source):
        with Desk(source) as desk:
            desk.sign_in(sign_in)
            directory = _Directory(desk.directory())
            header = desk.header()
            found = _verify(header, key, lambda now: directory.watch(desk.lines(now.size)), kept, witnesses)
            directory.compare()
            return found
    with opened(Path(source), "rb") as file:
        return _verify(read_header(file), key, lambda _now: read_lines(file), kept, witnesses)


class _Directory:
    """The directory that a desk shows, against what passes by of the record."""

    def __init__(self, shown: Sequence[bytes]) -> None:
        self._shown = [sha256(entry).hexdigest() for entry in shown]
        self._recorded: list[str | int] = []

    def watch(self, lines: Iterator[bytes]) -> Iterator[bytes]:
        """The lines as they are, while entries about the directory are noted. Lines that are no leaf fail elsewhere."""
        for line in lines:
            if _DIRECTORY in line:
                self._recorded.append(read_leaf(line, 0).objects.get("entry", ""))
            yield line

    def compare(self) -> None:
        """Raises DirectoryNotRecorded with the first entry in question."""
        for sequence, (shown, recorded) in enumerate(zip_longest(self._shown, self._recorded)):
            if shown != recorded:
                raise DirectoryNotRecorded(sequence)


def _verify(
    header: Header,
    key: str | None,
    lines: Callable[[Checkpoint], Iterator[bytes]],
    kept: Path | None,
    witnesses: Sequence[str],
) -> Verified:
    checkpoint, note = open_checkpoint(header.checkpoint, read_verifier(key or header.key))
    cosigned = {}
    for witness in map(read_verifier, witnesses):
        cosigned[witness.name] = datetime.fromtimestamp(verify_cosignature(note, witness), UTC)
    before = _read(kept)
    withheld = verify_leaves(checkpoint, lines(checkpoint), read_kept(before, checkpoint.origin) if before else None)
    if kept:
        keep(kept, header.checkpoint)
    return Verified(checkpoint, withheld, cosigned)


def export(desk_address: str, file: Path, sign_in: SignIn) -> int:
    """Write the record of a desk to a new file; how many entries. Nothing is verified: `verify` does that."""
    with Desk(desk_address) as desk:
        desk.sign_in(sign_in)
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

        verifier = read_verifier(key or fetch("key").partition("\n")[0])
        seen = go_on(_read(kept), fetch("checkpoint"), verifier, proof)
    note = cosign(seen.note, signer, int(time.time())) if signer else seen.note
    keep(kept, str(note))
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
