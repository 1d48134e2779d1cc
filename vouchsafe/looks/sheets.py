"""The style sheet of an accent: a pure function of the colour and the release, at an address that names its hash."""

import base64
import hashlib
from functools import lru_cache
from typing import NamedTuple

from vouchsafe.looks.colours import LEAST, Shades, is_colour, palette, readable


class Sheet(NamedTuple):
    """A style sheet, its address at every door, and its hash for the page that names it."""

    css: bytes
    address: str
    integrity: str


@lru_cache(maxsize=256)
def sheet_of(accent: str) -> Sheet | None:
    """The sheet of an accent, None for what is no readable colour."""
    if not is_colour(accent) or readable(accent) < LEAST:
        return None
    light, dark = palette(accent)
    # Printed pages stay black on white.
    css = (
        f"@media screen{{:root{{{_properties(light)}}}}}"
        f"@media screen and (prefers-color-scheme:dark){{:root{{{_properties(dark)}}}}}"
    ).encode()
    digest = hashlib.sha256(css).hexdigest()[:16]
    integrity = "sha384-" + base64.b64encode(hashlib.sha384(css).digest()).decode()
    return Sheet(css, f"/looks/{accent[1:]}-{digest}.css", integrity)


def _properties(shades: Shades) -> str:
    return f"--green:{shades.accent};--green-deep:{shades.deep};--green-wash:{shades.wash};--on-green:{shades.text}"
