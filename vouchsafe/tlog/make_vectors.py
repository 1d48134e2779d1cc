"""Makes vectors/record.json: proofs of a log, good and falsified, which both languages verify.

python -m vouchsafe.tlog.make_vectors
"""

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final
from uuid import UUID

from vouchsafe.tlog import tiles, tree
from vouchsafe.tlog.checkpoints import Checkpoint, sign_checkpoint
from vouchsafe.tlog.leaves import DIRECTORY, encode_leaf
from vouchsafe.tlog.notes import Kind, Signer, cosign, read_note

FILE: Final = Path(__file__).resolve().parents[2] / "vectors" / "record.json"
MERIDIAN: Final = UUID("9f0f6d1e-3c6f-4b7e-8a51-0d4b1f0e2a77")
ORIGIN: Final = f"www.meridian.example/record/{MERIDIAN}"
SIZE: Final = 300
DIRECTORY_AT: Final = (2, 17, 298)
"""Where the record takes entries 0, 1 and 2 of the directory."""

Case = dict[str, Any]


def vectors() -> Case:
    """The whole file."""
    return {"topic": "record", "made_by": "python", "cases": list(_cases())}


def hash_of(number: int) -> str:
    """What stands for the hash of the directory's entry."""
    return bytes([number + 1] * 32).hex()


def _leaf(index: int) -> bytes:
    random = Random(index)  # noqa: S311 - the same each time
    lena, case, salt = (UUID(int=random.getrandbits(128), version=4) for _ in range(3))
    number = DIRECTORY_AT.index(index) if index in DIRECTORY_AT else None
    objects: dict[str, str | int] = {"case": str(case)}
    if number is not None:
        objects = {"sequence": number, "entry": hash_of(number)}
    tag = "case:opened" if number is None else DIRECTORY
    at = datetime(2026, 11, 25, tzinfo=UTC) + timedelta(seconds=index)
    return encode_leaf(organisation=MERIDIAN, at=at, tag=tag, actor=lena, objects=objects, salt=salt)


LEAVES: Final = [_leaf(index) for index in range(SIZE)]
NODE: Final = tiles.nodes(tiles.grow(0, {}, [tree.leaf_hash(leaf) for leaf in LEAVES]).__getitem__)
KEY: Final = Signer.from_seed(ORIGIN, bytes(32))
NEW_KEY: Final = Signer.from_seed(ORIGIN, bytes([1]) * 32)
NORTH: Final = Signer.from_seed("north.example", bytes([2]) * 32, Kind.COSIGNATURE)


def _text(hashed: bytes) -> str:
    return base64.b64encode(hashed).decode()


def _answer(since: int, after: int, *signers: Signer) -> Case:
    note = sign_checkpoint(Checkpoint(ORIGIN, SIZE, tree.root_of(SIZE, NODE)), *(signers or (KEY,)))
    consistency = tree.consistency_proof(since, SIZE, NODE) if since else []
    entries = [
        {
            "index": index,
            "leaf": LEAVES[index].decode(),
            "proof": [_text(each) for each in tree.inclusion_proof(index, SIZE, NODE)],
        }
        for index in DIRECTORY_AT[after:]
    ]
    return {
        "checkpoint": str(cosign(read_note(note), NORTH, 1_795_000_000)),
        "keys": [str(signer.verifier) for signer in signers or (KEY,)],
        "consistency": [_text(each) for each in consistency],
        "entries": entries,
    }


def _pins(size: int, entries: int) -> Case:
    root = tree.root_of(size, NODE).hex()
    return {"key": str(KEY.verifier), "size": size, "root": root, "entries": entries}


def _case(name: str, expect: str, answer: Case, pins: Case | None = None, **other: object) -> Case:
    given = {"answer": answer, "pins": pins, "organisation": str(MERIDIAN)}
    return {"name": name, "expect": expect, "input": {**given, "hashes": [hash_of(n) for n in range(3)], **other}}


def _cases() -> Iterator[Case]:
    yield _case("at first sight", "ok", _answer(0, 0))
    for since, after in ((1, 0), (18, 2), (64, 2), (255, 2), (256, 2), (299, 3), (300, 3)):
        yield _case(f"after {since} entries were seen", "ok", _answer(since, after), _pins(since, after))
    yield _case("while the key is replaced", "ok", _answer(18, 2, NEW_KEY, KEY), _pins(18, 2))
    yield _case("a key that the old one never stood beside", "record/not-signed", _answer(18, 2, NEW_KEY), _pins(18, 2))
    other = Signer.from_seed("www.meridian.example/record/another", bytes(32))
    yield _case("a key of another log", "record/not-signed", {**_answer(0, 0), "keys": [str(other.verifier)]})
    yield _case("another organisation", "record/another", _answer(0, 0), organisation=str(UUID(int=1)))
    yield _case("no key", "record/unreadable", {**_answer(0, 0), "keys": []})
    yield _case("no note", "record/unreadable", {**_answer(0, 0), "checkpoint": "300"})
    size = _answer(0, 0)["checkpoint"].replace("\n300\n", "\n301\n")
    yield _case("another size than was signed", "record/not-signed", {**_answer(0, 0), "checkpoint": size})
    yield _case("a shorter record", "record/rolled-back", _answer(0, 0), {**_pins(300, 3), "size": 301})
    yield _case("another history", "record/forked", _answer(18, 2), {**_pins(18, 2), "root": "07" * 32})
    yield _case("another history of one size", "record/forked", _answer(300, 3), {**_pins(300, 3), "root": "07" * 32})
    yield _case("no proof of how it goes on", "record/forked", {**_answer(18, 2), "consistency": []}, _pins(18, 2))
    few = {**_answer(0, 0), "entries": _answer(0, 0)["entries"][:2]}
    yield _case("an entry of the directory that is not in the record", "record/directory", few)
    shorter = [hash_of(0), hash_of(1)]
    yield _case("a recorded entry that is not shown", "record/directory", _answer(0, 0), hashes=shorter)
    swapped = [hash_of(0), hash_of(2), hash_of(1)]
    yield _case("another entry than the recorded one", "record/directory", _answer(0, 0), hashes=swapped)
    forged, forged_tag = _answer(0, 0), _answer(0, 0)
    forged["entries"][1]["leaf"] = forged["entries"][1]["leaf"].replace(hash_of(1), hash_of(7))
    hashes = [hash_of(0), hash_of(7), hash_of(2)]
    yield _case("a leaf that the log does not hold", "record/not-proven", forged, hashes=hashes)
    forged_tag["entries"][1]["leaf"] = forged_tag["entries"][1]["leaf"].replace(DIRECTORY, "case:opened")
    yield _case("a leaf of another act", "record/directory", forged_tag)
    moved = _answer(0, 0)
    moved["entries"][1]["index"] = 18
    yield _case("a leaf at another place", "record/not-proven", moved)


def main() -> None:
    """Write the file."""
    FILE.write_text(json.dumps(vectors(), indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
