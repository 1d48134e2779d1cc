"""A channel's definition, as an administrator's file or request brings it."""

import msgspec

from fuzz.properties import CODE, check_refusal
from vouchsafe.channels import definitions
from vouchsafe.channels.answers import problems as answer_problems
from vouchsafe.channels.changes import diff
from vouchsafe.channels.errors import DefinitionRefused


def target(data: bytes) -> None:
    """It is refused with a reason, or is a body of which every fault can be told; without fault, it can be used."""
    try:
        body = definitions.parse(data)
    except DefinitionRefused as error:
        check_refusal(error)
        return
    # What was read has one canonical form, which reads as the same.
    encoded = definitions.canonical(body)
    assert definitions.canonical(definitions.parse(encoded)) == encoded
    assert diff(body, body) == []
    found = definitions.problems(body)
    for problem in found:
        assert CODE.fullmatch(problem.code)
        assert problem.sentence
        msgspec.json.encode([problem.place, problem.sentence])
    try:
        definitions.check(body)
    except DefinitionRefused as error:
        check_refusal(error)
        assert found
        return
    # Never half accepted: what may be published, a form can ask, and each category says its act, harm and law.
    assert not found
    assert isinstance(answer_problems(body, {}), list)
    assert all(category[part]["en"].strip() for category in body["categories"] for part in ("act", "harmed", "law"))
