"""A file to be downloaded, whole or a part of it (RFC 9110, section 14), at flat memory."""

import re
from typing import BinaryIO, Final

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase

_RANGE: Final = re.compile(r"bytes=(?P<first>[0-9]{1,15})?-(?P<last>[0-9]{1,15})?")


class Part:
    """The next `size` bytes of a file; closing it closes the file."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file = file
        self._left = size

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes; empty at the end of the part."""
        wanted = self._left if size < 0 else min(size, self._left)
        piece = self._file.read(wanted) if wanted else b""
        self._left -= len(piece)
        return piece

    def close(self) -> None:
        """Closes the file."""
        self._file.close()


def download(request: HttpRequest, content: BinaryIO, name: str) -> HttpResponseBase:
    """Answer with the file, or with the one range of it that a GET asks for (206; 416 for one beyond its end).

    Several ranges, or one that depends on a validator (we give none), are answered with the whole, as the RFC allows.
    """
    size = content.seek(0, 2)
    asked = _RANGE.fullmatch(request.headers.get("Range", "")) if request.method == "GET" else None
    first, last = 0, size - 1
    if asked and (asked["first"] or asked["last"]) and "If-Range" not in request.headers:
        first, last = _within(asked["first"], asked["last"], size)
    else:
        asked = None
    if first > last:
        content.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    content.seek(first)
    part = Part(content, last - first + 1)
    response = FileResponse(part, content_type="application/octet-stream", as_attachment=True, filename=name)
    response.headers["Content-Length"] = str(last - first + 1)
    response.headers["Accept-Ranges"] = "bytes"
    if asked:
        response.status_code = 206
        response.headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    return response


def _within(first: str | None, last: str | None, size: int) -> tuple[int, int]:
    """First and last position, inclusive; "-500" means the last 500 bytes."""
    if not first:
        return max(size - int(last or 0), 0), size - 1
    return int(first), min(int(last), size - 1) if last else size - 1
