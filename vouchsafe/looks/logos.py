"""Logos: whatever was uploaded is decoded within bounds and written anew, so that no byte of it is served."""

import io
import warnings
from typing import Final

from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from vouchsafe.looks.errors import LookError

FORMATS: Final = ("PNG", "WEBP")
LARGEST = 1024 * 1024
"""Bytes of an upload."""
MOST_PIXELS = 4096 * 4096
WIDEST, HIGHEST = 640, 200
"""Pixels: three times what a page shows, and enough for a poster."""
HEAVIEST = 20 * 1024
"""Bytes of what is served: over Tor every kilobyte is felt."""
_LIGHTER = 0.8


def read_logo(uploaded: bytes) -> bytes:
    """The picture as a PNG of ours: no metadata, at most WIDEST x HIGHEST pixels and HEAVIEST bytes.

    Raises LookError "logo/too-large", or "logo/unreadable" for all but a PNG or WebP that is whole (no SVG: it is a
    program that draws).
    """
    if len(uploaded) > LARGEST:
        raise LookError(
            "logo/too-large",
            _("A logo may have at most 1 MB. The one before stays. Send a smaller picture."),
            413,
            field="logo",
        )
    picture = _decoded(uploaded)
    size = (WIDEST, HIGHEST)
    while True:
        smaller = picture.copy()
        smaller.thumbnail(size, Image.Resampling.LANCZOS)
        for written in (_png(smaller), _png(smaller.quantize(256, method=Image.Quantize.FASTOCTREE))):
            if len(written) <= HEAVIEST:
                return written
        size = (int(smaller.width * _LIGHTER) or 1, int(smaller.height * _LIGHTER) or 1)


def _decoded(uploaded: bytes) -> Image.Image:
    """Only its head is read before its size is known; a bomb is refused there."""
    message = _("This is no PNG or WebP picture that can be read, or it has more than 16 million pixels.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(uploaded), formats=FORMATS)
            if picture.width * picture.height > MOST_PIXELS:
                raise LookError("logo/unreadable", message, field="logo")
            return picture.convert("RGBA")
    except (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise LookError("logo/unreadable", message, field="logo") from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:  # how Pillow says that a file is broken
        raise LookError("logo/unreadable", message, field="logo") from error


def _png(picture: Image.Image) -> bytes:
    written = io.BytesIO()
    picture.save(written, "PNG", optimize=True)
    return written.getvalue()
