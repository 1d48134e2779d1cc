"""Names of files that somebody else chose."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from vouchsafe.common.file_names import LONGEST, safe_file_name


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("report.pdf", "report.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\note.txt", "note.txt"),
        ("\u202egnp.exe", "gnp.exe"),
        ("a\x00b\r\n.txt", "ab.txt"),
        ("..hidden", "hidden"),
        ("con", "_con"),
        ("LPT1.txt", "_LPT1.txt"),
        ('a<b>:"c|?*.txt', "a_b___c___.txt"),
        ("ends. . ", "ends"),
        ("", "attachment"),
        ("/", "attachment"),
        ("année \u0661.txt", "année \u0661.txt"),
        ("n" * 200 + ".pdf", "n" * 116 + ".pdf"),
    ],
)
def test_a_name_loses_what_it_could_do(name: str, safe: str) -> None:
    """Paths, hidden and reserved characters, devices, leading dots and length; the rest stays as it was."""
    assert safe_file_name(name) == safe


@given(some.text(max_size=300))
def test_a_name_is_never_more_than_a_name(name: str) -> None:
    """Whatever it was: one component, not hidden, not empty, of bounded length, and safe again as it is."""
    safe = safe_file_name(name)
    assert 0 < len(safe) <= LONGEST
    assert not set(safe) & set('/\\<>:"|?*\x00\n\u202e')
    assert not safe.startswith(".")
