"""What can be wrong with a release, each with a code and a sentence that says what it means."""

from vouchsafe.common.errors import VouchsafeError


class ReleaseError(VouchsafeError):
    """Root of this package's errors."""


class Unreadable(ReleaseError):
    """Something is not in the form that docs/protocol.md §23 gives it."""

    def __init__(self, what: str) -> None:
        super().__init__("release/unreadable", f"This cannot be read as a release's manifest: {what}.")


class Unsigned(ReleaseError):
    """A build that no release key has signed."""

    def __init__(self) -> None:
        super().__init__(
            "release/unsigned",
            "This build is not signed: it comes from a working copy, and nobody vouches for it. Install a release, or "
            "say --unsigned to compare with what lies on this machine.",
        )


class NoKey(ReleaseError):
    """No release key is known here."""

    def __init__(self) -> None:
        super().__init__(
            "release/no-key",
            "This build names no release key. Give it with --key, from somewhere else than the server.",
        )


class Forged(ReleaseError):
    """A manifest without a good signature by the release key."""

    def __init__(self, name: str) -> None:
        super().__init__(
            "release/not-signed", f"The manifest bears no good signature by {name}: it was changed, or another made it."
        )


class Changed(ReleaseError):
    """The files on this machine are not those that were signed."""

    def __init__(self, paths: list[str]) -> None:
        more = f" and {len(paths) - _NAMED} more" if len(paths) > _NAMED else ""
        super().__init__(
            "release/changed",
            f"What is installed here is not what was signed: {', '.join(paths[:_NAMED])}{more}. Install it anew.",
        )
        self.paths = tuple(paths)


_NAMED = 8
"""How many files a sentence names."""
