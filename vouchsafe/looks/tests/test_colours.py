"""Every colour that is taken can be read, on light pages and on dark ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vouchsafe.looks.colours import DARK_GROUNDS, HOUSE, LEAST, LIGHT_GROUNDS, contrast, nearest, palette, readable
from vouchsafe.looks.sheets import sheet_of

colours = st.integers(0, 0xFFFFFF).map(lambda value: f"#{value:06x}")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#777777", "#ffffff", 4.48),  # the best-known near miss
        ("#767676", "#ffffff", 4.54),
        ("#ff0000", "#ffffff", 4.0),
    ],
)
def test_contrast_is_what_wcag_says(one: str, other: str, ratio: float) -> None:
    """The ratio, whichever way round."""
    assert contrast(one, other) == contrast(other, one)
    assert round(contrast(one, other), 2) == pytest.approx(ratio, abs=0.005)


@given(colours)
def test_the_nearest_colour_passes_in_both_modes(colour: str) -> None:
    """Whatever is asked for, what is offered can be read on every ground and carries readable text."""
    offered = nearest(colour)
    light, dark = palette(offered)
    for ground in (*LIGHT_GROUNDS, light.wash, light.text):
        assert contrast(light.accent, ground) >= LEAST
    for ground in (*DARK_GROUNDS, dark.wash, dark.text):
        assert contrast(dark.accent, ground) >= LEAST
    assert contrast(light.deep, light.wash) >= LEAST
    assert contrast(dark.deep, dark.text) >= LEAST
    assert readable(offered) >= LEAST
    assert nearest(offered) == offered


@given(colours)
def test_only_readable_colours_have_a_sheet(colour: str) -> None:
    """So no page can ever name another; a sheet weighs next to nothing and holds colours alone."""
    sheet = sheet_of(colour)
    assert (sheet is not None) == (readable(colour) >= LEAST)
    if sheet is not None:
        assert len(sheet.css) < 400
        assert b"url" not in sheet.css


def test_a_near_miss_stays_near() -> None:
    """A blue that just fails becomes a little darker, and stays the same blue; the house's own is left alone."""
    assert readable("#1a7fd4") < LEAST
    offered = nearest("#1a7fd4")
    shifts = [abs(int(offered[at : at + 2], 16) - int("1a7fd4"[at - 1 : at + 1], 16)) for at in (1, 3, 5)]
    assert max(shifts) < 0x28
    assert nearest(HOUSE) == HOUSE
    assert sheet_of("green") is None
    assert sheet_of("") is None
