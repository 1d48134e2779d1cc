"""Answers to a questionnaire that asks one question of every kind."""

import json

import msgspec

from fuzz.properties import CODE
from vouchsafe.channels.answers import URGENT, asked, problems
from vouchsafe.intake.tests.everything import BODY


def target(data: bytes) -> None:
    """Whatever object of JSON is given as answers, each fault has a place and a code; without one, all is answered."""
    try:
        answers = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return
    if not isinstance(answers, dict):
        return
    found = problems(BODY, answers)
    assert found == problems(BODY, json.loads(json.dumps(answers)))
    for problem in found:
        assert CODE.fullmatch(problem.code)
        msgspec.json.encode([problem.place, problem.values])
    if found:
        return
    here = asked(BODY["questionnaire"]["fields"], answers, BODY["categories"])
    names = {one["id"] for one in here}
    assert set(answers) <= names | {URGENT}
    assert {one["id"] for one in here if one["required"]} <= set(answers)
