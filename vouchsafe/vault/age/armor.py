"""The text form of an age file: strict PEM (C2SP age, "ASCII armor")."""

import base64
import binascii

from vouchsafe.vault.errors import ArmorMalformed

_BEGIN = b"-----BEGIN AGE ENCRYPTED FILE-----"
_END = b"-----END AGE ENCRYPTED FILE-----"
_COLUMNS = 64
_SPACE = b" \t\r\n"


def encode_armor(data: bytes) -> bytes:
    """`data` between BEGIN and END lines, in base64 lines of 64 columns."""
    text = base64.b64encode(data)
    lines = [text[i : i + _COLUMNS] for i in range(0, len(text), _COLUMNS)]
    return b"".join(line + b"\n" for line in [_BEGIN, *lines, _END])


def decode_armor(data: bytes) -> bytes:
    """What an armored text holds. Raises ArmorMalformed."""
    reader = ArmorReader()
    return reader.update(data) + reader.finish()


class ArmorReader:
    """Reads armor that arrives in pieces: white space may stand before and after it, nothing else may differ."""

    def __init__(self) -> None:
        self._line = bytearray()
        self._take = self._take_begin

    def update(self, data: bytes) -> bytes:
        """Feed text; the bytes that are now decoded. Raises ArmorMalformed as soon as this cannot be armor."""
        first, *others = data.split(b"\n")
        self._line += first
        out = []
        for line in others:
            out.append(self._end_line())
            self._line += line
        if len(self._line.strip(_SPACE)) > len(_BEGIN) + _COLUMNS:
            raise ArmorMalformed("This armored file has a line that is too long.")
        return b"".join(out)

    def finish(self) -> bytes:
        """The end of the text. Raises ArmorMalformed when the END line is missing."""
        last = self._end_line() if self._line else b""
        if self._take != self._take_after:
            raise ArmorMalformed("This armored file ends before its END line.")
        return last

    def _end_line(self) -> bytes:
        line = bytes(self._line)
        self._line.clear()
        return self._take(line)

    def _take_begin(self, line: bytes) -> bytes:
        text = line.strip(_SPACE)
        if not text:
            return b""
        if text != _BEGIN or line.removesuffix(b"\r") != text:
            raise ArmorMalformed("This is not an armored age file.")
        self._take = self._take_body
        return b""

    def _take_body(self, line: bytes) -> bytes:
        text = line.removesuffix(b"\r")
        if text == _END:
            self._take = self._take_after
            return b""
        if len(text) != _COLUMNS or text.endswith(b"="):
            self._take = self._take_end
        return _decode(text)

    def _take_end(self, line: bytes) -> bytes:
        if line.removesuffix(b"\r") != _END:
            raise ArmorMalformed("This armored file has a short line before its end.")
        self._take = self._take_after
        return b""

    def _take_after(self, line: bytes) -> bytes:
        if line.strip(_SPACE):
            raise ArmorMalformed("Something follows this armored file.")
        return b""


def _decode(text: bytes) -> bytes:
    if not 0 < len(text) <= _COLUMNS:
        raise ArmorMalformed("This armored file has an empty line or one that is too long.")
    try:
        data = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ArmorMalformed("This armored file holds broken base64.") from error
    if base64.b64encode(data) != text:
        raise ArmorMalformed("This armored file holds base64 that is not canonical.")
    return data
