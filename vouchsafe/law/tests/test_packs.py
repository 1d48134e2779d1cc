"""Packs: whole, with their sources; a policy that stays within the statute."""

import pytest

from vouchsafe.law.packs import LawError, Matter, Period, own_pack, pack

EU = pack("eu")


def test_a_pack_that_there_is_not_is_refused() -> None:
    """The error names the packs that there are."""
    with pytest.raises(LawError) as refused:
        pack("atlantis")

    assert refused.value.code == "law/unknown"
    assert "iso37002" in refused.value.message


def test_a_policy_shortens_what_is_due() -> None:
    """Two months instead of three, and five days to acknowledge: from the acknowledgement, or from five days on."""
    policy = {"acknowledge": {"amount": 5, "unit": "days"}, "feedback": {"amount": 2, "unit": "months"}}
    feedback = own_pack(EU, policy).rules[Matter.FEEDBACK]

    assert feedback.period == Period(2, "months")
    assert feedback.otherwise == (Period(5, "days"), Period(2, "months"))
    assert feedback.within == EU.rules[Matter.FEEDBACK]


@pytest.mark.parametrize(
    ("matter", "amount", "unit", "code"),
    [
        ("feedback", 4, "months", "law/ceiling"),
        ("feedback", 90, "days", "law/ceiling"),  # longer than three months from 1 February on
        ("acknowledge", 8, "days", "law/ceiling"),
        ("acknowledge", 5, "working-days", "law/ceiling"),  # longer than seven days around holidays
        ("closing-letter", 29, "days", "law/closing-letter"),
        ("feedback", 0, "days", "law/policy"),
        ("feedback", 1, "fortnights", "law/policy"),
        ("check-in", 60, "days", "law/policy"),
        ("lunch", 1, "days", "law/policy"),
    ],
)
def test_a_policy_beyond_the_statute_is_refused(matter: str, amount: int, unit: str, code: str) -> None:
    """Each with the matter that it is about."""
    with pytest.raises(LawError) as refused:
        own_pack(EU, {matter: {"amount": amount, "unit": unit}})

    assert (refused.value.code, refused.value.field) == (code, matter)
