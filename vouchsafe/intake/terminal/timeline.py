"""`vouchsafe timeline verify`: what a reporter's timeline proves, on any machine, without a network (protocol §21)."""

import base64
import binascii
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from vouchsafe.intake import handover, protecting
from vouchsafe.intake.terminal.errors import TerminalError, vault_errors
from vouchsafe.intake.terminal.texts import gettext as _
from vouchsafe.intake.terminal.texts import plain
from vouchsafe.tlog.checkpoints import open_checkpoint
from vouchsafe.tlog.leaves import read_leaf
from vouchsafe.tlog.notes import read_verifier
from vouchsafe.tlog.tree import leaf_hash, verify_inclusion
from vouchsafe.vault.thread import Opened
from vouchsafe.vault.timeline import Arrival, Timeline, read_timeline
from vouchsafe.vault.words import hash_words, parse_words, words_match

ARRIVED = "case:received"


@dataclass(frozen=True, slots=True)
class Recorded:
    """Where the record holds the arrival: the number of its entry, and the record's name."""

    index: int
    origin: str


def verify(file: Path, *, pin: str | None = None, key: str | None = None) -> None:
    """Say what a timeline proves, and show it. `pin`: the directory's words; `key`: the record's verifier key.

    Raises TerminalError, or the record's own error, for a file that was changed or proves nothing.
    """
    with vault_errors():
        found = read_timeline(file.read_bytes())
        _compare(found, pin)
    recorded = None if found.record is None else judge_arrival(found, found.record, key)
    out = Console()
    for line in (*_verdict(found, recorded, pinned=pin is not None, known=key is not None), "", *_told(found)):
        out.print(Text(line))
    for item in found.items:
        out.print(Text("\n".join(_lines(item, found))))


def judge_arrival(found: Timeline, arrival: Arrival, key: str | None) -> Recorded:
    """Check that the record holds the arrival of this case; `key` is its verifier key, else the one that is named.

    Raises RecordError, or TerminalError "timeline/another-arrival".
    """
    verifier = read_verifier(key or (arrival.keys or [""])[0])
    checkpoint, _note = open_checkpoint(arrival.checkpoint, verifier)
    leaf = read_leaf(arrival.leaf.encode(), arrival.index)
    is_this = (leaf.tag, leaf.organisation, leaf.objects.get("case")) == (
        ARRIVED,
        found.organisation,
        str(found.case),
    )
    if not is_this or not checkpoint.origin.endswith(f"/record/{found.organisation}"):
        message = _("The record's entry in this file is not about the arrival of this report.")
        raise TerminalError("timeline/another-arrival", message)
    try:
        proof = [base64.b64decode(one, validate=True) for one in arrival.proof]
    except binascii.Error as error:
        message = _("The record's proof in this file is not base64.")
        raise TerminalError("timeline/another-arrival", message) from error
    verify_inclusion(arrival.index, checkpoint.size, leaf_hash(arrival.leaf.encode()), proof, checkpoint.root)
    return Recorded(arrival.index, checkpoint.origin)


def _compare(found: Timeline, pin: str | None) -> None:
    if pin is not None and not words_match(parse_words(pin), found.directory.root_hash):
        message = _("The keys in this file are not those of the words that you gave.")
        raise TerminalError("directory/root-mismatch", message)


def _verdict(found: Timeline, recorded: Recorded | None, *, pinned: bool, known: bool) -> Iterator[str]:
    yield _("Not one byte was changed since the receipt of case %(case)s signed it.") % {"case": found.case}
    yield _("It was made on %(day)s; it holds %(count)d documents, each signed by its author.") % {
        "day": plain(found.made_on),
        "count": len(found.items),
    }
    if not pinned:
        words = " ".join(hash_words(found.directory.root_hash))
        yield _("The organisation's keys begin with these words; compare them with its poster: %(words)s") % {
            "words": words
        }
    if recorded is None:
        yield _("It holds no proof of the record that the report arrived.")
        return
    values = {"index": recorded.index, "origin": plain(recorded.origin)}
    yield _("The record %(origin)s holds the arrival, as entry %(index)d.") % values
    if not known:
        yield _("The record's key is the one that the file names: compare it, and give it with --record-key.")


def _told(found: Timeline) -> Iterator[str]:
    """What the server said when the file was made; nobody signed it."""
    names = {
        "received_on": _("Received on"),
        "opened_on": _("First opened on"),
        "acknowledged_on": _("Acknowledged on"),
    }
    yield _("As the server said, unsigned:")
    for name, label in names.items():
        yield f"  {label}: {plain(found.told.get(name) or '-')}"
    clocks = found.told.get("clocks")
    dues = {"acknowledge": _("Acknowledgement due by"), "feedback": _("Answer due by")}
    for due in clocks if isinstance(clocks, list) else ():
        named = dues.get(str(due.get("matter"))) if isinstance(due, dict) else None
        if named is not None:
            missed = f" · {_('missed')}" if due.get("missed") is True else ""
            yield f"  {named}: {plain(due.get('due'))}{missed}"


def _lines(item: Opened, found: Timeline) -> Iterator[str]:
    body = item.body
    by_reporter = item.author == "reporter"
    author = _("The reporter") if by_reporter else _("The organisation, key %(key)s") % {"key": item.author[:8]}
    yield ""
    yield f"{body.get('sent_on', '')} · {author} · {item.kind}"
    if item.kind in protecting.KINDS:
        yield f"  {plain(protecting.told(item, found.items, _, str))}"
    if item.kind in handover.KINDS:
        yield f"  {plain(handover.said(item, found.items, _, str).sentence)}"
    if item.kind == "report":
        yield from (f"  {plain(name)}: {_flat(answer)}" for name, answer in sorted(body["answers"].items()))
    text = body.get("title") or body.get("name") or body.get("text") or ""
    yield from (f"  {plain(line)}" for line in str(text).splitlines())


def _flat(answer: Any) -> str:  # noqa: ANN401 - any answer of a questionnaire
    """An answer in one line, whatever its kind."""
    if isinstance(answer, dict):
        return ", ".join(f"{plain(name)} = {_flat(value)}" for name, value in sorted(answer.items()))
    if isinstance(answer, list):
        return "; ".join(_flat(one) for one in answer)
    return plain(answer)
