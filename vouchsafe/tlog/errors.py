"""What can be wrong with a record, each with a code and a sentence that says what it means."""

from collections.abc import Sequence

from vouchsafe.common.errors import VouchsafeError


class RecordError(VouchsafeError):
    """Root of this package's errors."""


class Unreadable(RecordError):
    """Something is not in the form that the specification gives it."""

    def __init__(self, what: str) -> None:
        super().__init__("record/unreadable", f"This cannot be read as part of a record: {what}.")


class NotSigned(RecordError):
    """A note lacks a good signature by a key that was asked for."""

    def __init__(self, name: str) -> None:
        super().__init__(
            "record/not-signed",
            f"There is no good signature by {name}: the checkpoint was changed, or another key made it.",
        )


class NotProven(RecordError):
    """A proof does not lead where it should."""

    def __init__(self) -> None:
        super().__init__("record/not-proven", "The proof does not fit the root: the two are not of one record.")


class OutOfRange(RecordError):
    """An index or size that the tree does not have."""

    def __init__(self) -> None:
        super().__init__("record/out-of-range", "The record has no entry or size of this number.")


class NotCanonical(RecordError):
    """A leaf is not the canonical form of an entry. Entries count from 0."""

    def __init__(self, index: int) -> None:
        super().__init__("record/not-canonical", f"Entry {index} is not written in the record's form: it was changed.")


class EntriesMissing(RecordError):
    """There are fewer entries than the checkpoint counts. `first` is the first that is not in its place, if known."""

    def __init__(self, found: int, size: int, first: int | None = None) -> None:
        where = "" if first is None else f" From entry {first} on they are not those that were signed."
        super().__init__(
            "record/entries-missing",
            f"The checkpoint counts {size} entries and {found} are here: some were removed.{where}",
        )
        self.first = first


class EntriesAdded(RecordError):
    """There are more entries than the checkpoint counts."""

    def __init__(self, size: int) -> None:
        super().__init__("record/entries-added", f"The checkpoint counts {size} entries, and more are here.")


class EntriesChanged(RecordError):
    """The number is right and the root is not. `indexes` are the first that differ, `count` how many do, if known."""

    def __init__(self, indexes: Sequence[int] = (), count: int = 0) -> None:
        sentence = "The entries do not give the root that was signed: one was changed, replaced or moved."
        if indexes:
            named = ", ".join(str(index) for index in indexes)
            more = f" and {count - len(indexes)} more" if count > len(indexes) else ""
            sentence = f"Not as they were signed, but changed, replaced or moved: entry {named}{more}."
        super().__init__("record/entries-changed", sentence)
        self.indexes = tuple(indexes)


class Forked(RecordError):
    """Two checkpoints that no single record has. Both are signed, so keeping both proves it."""

    def __init__(self) -> None:
        super().__init__(
            "record/forked",
            "The record is not the one that was seen before: it has been forked. Keep both checkpoints as proof.",
        )


class RolledBack(RecordError):
    """The record is shorter than it was."""

    def __init__(self, before: int, now: int) -> None:
        super().__init__("record/rolled-back", f"The record had {before} entries before and has {now} now.")


class DirectoryNotRecorded(RecordError):
    """The directory that is shown and the record do not agree. `sequence` is the first entry in question."""

    def __init__(self, sequence: int) -> None:
        super().__init__(
            "record/directory",
            f"Entry {sequence} of the list of keys is not the one in the record: reports may be sealed to somebody who "
            "was let in without a trace. (If it was changed this very second, look again.)",
        )
        self.sequence = sequence


class AnotherRecord(RecordError):
    """A checkpoint of another origin."""

    def __init__(self, expected: str, found: str) -> None:
        super().__init__("record/another", f"This is a checkpoint of {found}, not of {expected}.")
