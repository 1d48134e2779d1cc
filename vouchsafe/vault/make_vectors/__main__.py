"""Write every topic's file. Run from the root of a checkout."""

import json
import sys
from pathlib import Path

from vouchsafe.vault.make_vectors import codes, directories, follows, grants, items, threads, wraps
from vouchsafe.vault.make_vectors.vector import Maker

TOPICS: dict[str, Maker] = {
    "receipt": codes.receipts,
    "padding": codes.paddings,
    "signature": codes.signatures,
    "words": codes.words,
    "typed": codes.typed,
    "share": codes.shares,
    "key_file": codes.key_files,
    "body": codes.bodies,
    "card": directories.cards,
    "directory": directories.directories,
    "grant": grants.grants,
    "item": items.items,
    "blob": items.blobs,
    "thread": threads.threads,
    "wrap": wraps.wraps,
    "follows": follows.follows,
}


def main(folder: Path) -> None:
    """Write the files into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for topic, make in TOPICS.items():
        file = {"topic": topic, "made_by": "python", "cases": make()}
        text = json.dumps(file, indent=1, ensure_ascii=False)
        (folder / f"{topic}.json").write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "vectors/python"))
