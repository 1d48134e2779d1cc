"""The poster of a channel: a sheet to print, with its address, as a QR code too, and the twelve words of the keys."""

from vouchsafe.channels.poster.drawing import SHEETS, Sheet, draw
from vouchsafe.channels.poster.texts import Poster, file_name, poster_of

__all__ = ["SHEETS", "Poster", "Sheet", "draw", "file_name", "poster_of"]
