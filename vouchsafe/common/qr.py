"""A QR code as the path of an SVG: drawn here, loaded from nowhere."""

from typing import NamedTuple

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode


class Drawing(NamedTuple):
    """A square of `size` modules a side, its quiet zone included; `path` draws the dark ones."""

    size: int
    path: str


def draw(text: str) -> Drawing:
    """The QR code of a text."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=4)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    dark = (f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
    return Drawing(len(rows), "".join(dark))
