"""The vectors of the record are those that this code makes, and it agrees with each of them."""

import base64
import json
from typing import Any

import pytest

from vouchsafe.tlog import make_vectors, tree
from vouchsafe.tlog.checkpoints import open_checkpoint
from vouchsafe.tlog.notes import read_verifier

CASES: list[dict[str, Any]] = make_vectors.vectors()["cases"]


def test_the_file_is_the_one_that_is_made() -> None:
    """`python -m vouchsafe.tlog.make_vectors` would change nothing."""
    assert json.loads(make_vectors.FILE.read_text("utf-8")) == make_vectors.vectors()


@pytest.mark.parametrize("case", [case for case in CASES if case["expect"] == "ok"], ids=lambda case: case["name"])
def test_what_is_said_to_verify_does(case: dict[str, Any]) -> None:
    """Signature, consistency, and the place of each leaf."""
    given, answer = case["input"], case["input"]["answer"]
    pins = given["pins"]
    now, _note = open_checkpoint(answer["checkpoint"], read_verifier(answer["keys"][0]))
    if pins:
        open_checkpoint(answer["checkpoint"], read_verifier(pins["key"]))
        consistency = [base64.b64decode(each) for each in answer["consistency"]]
        tree.verify_consistency(pins["size"], now.size, bytes.fromhex(pins["root"]), now.root, consistency)
    for entry in answer["entries"]:
        proof = [base64.b64decode(each) for each in entry["proof"]]
        tree.verify_inclusion(entry["index"], now.size, tree.leaf_hash(entry["leaf"].encode()), proof, now.root)
