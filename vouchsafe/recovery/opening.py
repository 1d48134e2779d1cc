"""An archive, opened with the keys at hand and verified as any reader must (protocol §2 to §5)."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from vouchsafe.recovery.keys import Holder
from vouchsafe.vault.archive.reading import CaseArchive
from vouchsafe.vault.directory import Directory
from vouchsafe.vault.place import KINDS
from vouchsafe.vault.thread import Finding, Opened, ReadCase, Reader, ThreadEntry, read_case
from vouchsafe.vault.thread_apart import open_apart


@dataclass(frozen=True, slots=True)
class Recovered:
    """A case as far as these holders can open it. `read` is the reading of all `reads` that opened most."""

    archive: CaseArchive
    directory: Directory
    holders: Sequence[Holder]
    reads: Sequence[ReadCase]
    read: ReadCase

    @property
    def findings(self) -> list[Finding]:
        """What any of the readings found not to fit, each once."""
        return list(dict.fromkeys(finding for read in self.reads for finding in read.findings))

    @property
    def entries(self) -> tuple[ThreadEntry, ...]:
        """Every item, readable or not, in the order that could be verified."""
        return self.read.entries

    @property
    def keeps_apart(self) -> bool:
        """Whether there is something that takes two holders."""
        return any(entry.kind in KINDS and KINDS[entry.kind].is_shared for entry in self.entries)

    def definition(self) -> Mapping[str, Any] | None:
        """The questions that the report answers, None when the archive shows others than the signed report names."""
        return answered(self.archive.manifest["definition"], self.read.report)


def answered(definition: Mapping[str, Any], report: Opened | None) -> Mapping[str, Any] | None:
    """The definition, if it is the one that the signed report names by its hash."""
    canonical = json.dumps(definition, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    digest = hashlib.sha256(canonical).hexdigest()
    return definition if report is not None and report.body["questionnaire"]["sha256"] == digest else None


def open_archive(archive: CaseArchive, directory: Directory, holders: Sequence[Holder]) -> Recovered:
    """Read the case as each holder; what is kept apart stays closed, whoever they are."""
    reads = [
        read_case(archive.view_for(holder.fingerprint), Reader.holder(holder.keys, directory)) for holder in holders
    ]
    best = max(reads, key=lambda read: (read.report is not None, len(read.keys)))
    return Recovered(archive, directory, holders, reads, best)


def open_what_is_apart(recovered: Recovered) -> Recovered:
    """Put the holders' shares together: what two of them open is open then, with its author verified."""
    report = recovered.read.report
    if not isinstance(report, Opened):
        return recovered
    shares = [share for read in recovered.reads for share in read.shares]
    view = recovered.archive.view_for(recovered.holders[0].fingerprint)
    opened = {entry.id: entry for entry in open_apart(view, report, recovered.directory, shares)}
    entries = tuple(opened.get(entry.id, entry) for entry in recovered.entries)
    return replace(recovered, read=replace(recovered.read, entries=entries))
