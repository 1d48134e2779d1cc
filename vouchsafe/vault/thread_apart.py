"""Opening what a case keeps apart, once two who hold a share of its key agreed to (protocol §5)."""

from collections.abc import Iterable

from vouchsafe.vault.bodies import decode_body
from vouchsafe.vault.directory import Directory
from vouchsafe.vault.errors import VaultError
from vouchsafe.vault.items import open_item
from vouchsafe.vault.place import KINDS, Place
from vouchsafe.vault.shares import THRESHOLD, combine
from vouchsafe.vault.thread import CaseView, HeldShare, ItemView, Opened, ThreadEntry
from vouchsafe.vault.thread_items import Written, authors_of, judge_author, unreadable


def open_apart(view: CaseView, report: Opened, directory: Directory, shares: Iterable[HeldShare]) -> list[ThreadEntry]:
    """Every item of the case that is kept apart, opened where two shares of its key are at hand.

    `shares` are those that `read_case` verified, of several holders together: it accepts one by the report's author
    only if the signed report lists its hash. What does not open has its reason: "key/apart" for too few shares.
    """
    held = list(shares)
    apart = [item for item in view.items if item.kind in KINDS and KINDS[item.kind].is_shared]
    return [_open(item, view, report, directory, held) for item in apart]


def _open(item: ItemView, view: CaseView, report: Opened, directory: Directory, shares: list[HeldShare]) -> ThreadEntry:
    # 1. The shares of this very key; the same share twice is one share (§5).
    of_key = sorted({one.share for one in shares if (one.kind, one.generation) == (item.key_kind, item.generation)})
    if len(of_key) < THRESHOLD:
        return unreadable(item, "key/apart")
    place = Place(view.case, item.kind, item.id)
    try:
        # 2. The key, and the item under it: place, padding, size and signature (§3).
        opened = open_item(combine(of_key), item.generation, place, item.sealed)
        written = Written(item, opened.author, decode_body(item.kind, opened.body))
    except VaultError as error:
        return unreadable(item, error.code)
    # 3. Only who wrote the report writes these (§3).
    return judge_author(written, authors_of(report, directory))
