"""From what stands on a poster to a PDF: typeset by Typst, with fonts of our own, the same bytes every time."""

import json
from functools import cache
from importlib.resources import files
from typing import Final, Literal

import typst
from django.conf import settings
from django.utils.translation import gettext as _

from vouchsafe.channels.errors import ChannelError
from vouchsafe.channels.poster.texts import Poster
from vouchsafe.common import qr

Sheet = Literal["a4", "a5"]
SHEETS: Final = ("a4", "a5")
# Latin, Greek, Cyrillic and Arabic; Chinese comes with the client (web/vite.config.ts). All under the SIL Open Font
# Licence 1.1. A language in another script needs its font here, and its name in `poster.typ`.
FONTS: Final = ("fontpkg_noto_sans", "fontpkg_noto_serif", "fontpkg_noto_sans_arabic")


def draw(poster: Poster, sheet: Sheet = "a4") -> bytes:
    """The poster as PDF/UA-1 (tagged, so that a screen reader reads it in order): no time, no name of who made it.

    Raises ChannelError "poster/too-long" for what does not fit on one sheet, however small.
    """
    texts = {**poster.texts(), "sheet": sheet, "code": _svg(poster.address)}
    try:
        compiled = typst.compile(
            files("vouchsafe.channels.poster").joinpath("poster.typ").read_bytes(),
            font_paths=_fonts(),
            ignore_system_fonts=True,
            sys_inputs={"poster": json.dumps(texts, ensure_ascii=False)},
            format="pdf",
            pdf_standards=["ua-1"],
            timestamp=0,
        )
    except typst.TypstError as error:
        if "poster/too-long" not in str(error):
            raise
        message = _(
            "This does not fit on a poster. Shorten the name of the channel, or the first sentence of its purpose."
        )
        raise ChannelError("poster/too-long", message, 409) from error
    if not isinstance(compiled, bytes):
        raise TypeError("one sheet gives one file")
    return compiled


@cache
def _fonts() -> typst.Fonts:
    """Read once for each process. What the machine has is left out: posters must not differ between machines."""
    packages = [str(files(package).joinpath("files")) for package in FONTS]
    return typst.Fonts(False, False, [*packages, str(settings.CLIENT_DIR / "fonts")])


def _svg(text: str) -> str:
    """The QR code as an SVG of its own, black on white."""
    code = qr.draw(text)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {code.size} {code.size}">'
        f'<path d="{code.path}" fill="#000" shape-rendering="crispEdges"/></svg>'
    )
