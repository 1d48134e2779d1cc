"""Colours: contrast as WCAG 2.2 measures it, and all that follows from one accent. Pure.

Contrast: WCAG 2.2, "contrast ratio" and "relative luminance". Hues are kept in OKLCH (CSS Color 4, §9), in which equal
lightness looks equally light.
"""

import math
import re
from typing import Final, NamedTuple

LEAST = 4.5
"""The contrast that text needs (WCAG 2.2, success criterion 1.4.3)."""

# The grounds that accents stand on (web/src/style/tokens.css): raised, paper, sunk.
LIGHT_GROUNDS: Final = ("#fffdf9", "#faf6ee", "#f1ebde")
DARK_GROUNDS: Final = ("#1b221e", "#131815", "#0d110f")
LIGHT_TEXT: Final = "#fffdf9"
HOUSE: Final = "#1c5642"

_HEX = re.compile(r"#[0-9a-f]{6}")
_STEP = 0.002
# The knee of the sRGB transfer function (IEC 61966-2-1), from either side, and how far rounding may lead astray.
_KNEE, _KNEE_OF_LIGHT, _ASTRAY = 0.04045, 0.0031308, 1e-4


class Shades(NamedTuple):
    """An accent, a deeper one for what is pointed at, a wash to lay under text, and the text on the accent."""

    accent: str
    deep: str
    wash: str
    text: str


class Palette(NamedTuple):
    """What follows from one accent, on light pages and on dark ones."""

    light: Shades
    dark: Shades


def is_colour(text: str) -> bool:
    """Whether this is "#rrggbb" in small letters: the one form that is stored."""
    return _HEX.fullmatch(text) is not None


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black and white)."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def palette(accent: str) -> Palette:
    """All shades of an accent. The dark ones can always be read; whether the light ones can, `readable` says."""
    lightness, chroma, hue = _to_lch(accent)
    light = Shades(
        accent,
        _from_lch(max(0.0, lightness - 0.09), chroma, hue),
        _from_lch(0.937, min(chroma, 0.018), hue),
        LIGHT_TEXT,
    )
    soft = min(chroma, 0.13)
    text, wash = _from_lch(0.21, min(chroma, 0.03), hue), _from_lch(0.285, min(chroma, 0.032), hue)
    at = 0.78
    while at < 1 and _worst(_from_lch(at, soft, hue), (*DARK_GROUNDS, wash, text)) < LEAST:
        at += _STEP
    dark = Shades(_from_lch(at, soft, hue), _from_lch(min(1.0, at + 0.08), soft, hue), wash, text)
    return Palette(light, dark)


def readable(accent: str) -> float:
    """The worst contrast that the accent has on light pages: as text on each ground, and under text of its own."""
    shades = palette(accent).light
    return _worst(accent, (*LIGHT_GROUNDS, shades.wash, shades.text))


def nearest(accent: str) -> str:
    """The accent itself where it can be read, else the lightest of its hue that can."""
    lightness, chroma, hue = _to_lch(accent)
    found = accent
    while readable(found) < LEAST:
        lightness -= _STEP
        found = _from_lch(max(0.0, lightness), chroma, hue)
    return found


def _worst(colour: str, others: tuple[str, ...]) -> float:
    return min(contrast(colour, other) for other in others)


def _linear(colour: str) -> tuple[float, float, float]:
    """Red, green and blue as light, 0 to 1 (the sRGB transfer function undone)."""
    values = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (value / 12.92 if value <= _KNEE else ((value + 0.055) / 1.055) ** 2.4 for value in values)
    return red, green, blue


def _luminance(colour: str) -> float:
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _to_lch(colour: str) -> tuple[float, float, float]:
    """Lightness, chroma, and hue in radians."""
    red, green, blue = _linear(colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.atan2(b, a)


def _from_lch(lightness: float, chroma: float, hue: float) -> str:
    """The colour, or the most vivid one of this lightness and hue that a screen can show."""
    while chroma > 0 and not all(-_ASTRAY <= value <= 1 + _ASTRAY for value in _light_of(lightness, chroma, hue)):
        chroma = max(0.0, chroma - _STEP)
    values = (min(1.0, max(0.0, value)) for value in _light_of(lightness, chroma, hue))
    encoded = (value * 12.92 if value <= _KNEE_OF_LIGHT else 1.055 * value ** (1 / 2.4) - 0.055 for value in values)
    return "#" + "".join(f"{round(value * 255):02x}" for value in encoded)


def _light_of(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
