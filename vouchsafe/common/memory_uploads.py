"""Files that come with a form: in memory alone, and never more than a bound. No part of them touches the disk.

Django's own handlers are absent from the settings: one of them writes large files to the temporary folder.
"""

from io import BytesIO
from typing import Any, Final

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

LARGEST_IN_ALL: Final = 25 * 1024 * 1024
"""Bytes of all files of one request together."""
MOST: Final = 20
"""Files of one request."""


class InMemory(FileUploadHandler):
    """Takes files while they fit. From the first that does not on, each is dropped, and `is_partial` says so."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.is_partial = False
        self._left = LARGEST_IN_ALL
        self._content = BytesIO()

    def new_file(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own arguments
        """A file begins."""
        super().new_file(*args, **kwargs)
        self._content = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002 - as above
        """A piece of it; nothing is passed on to any other handler."""
        self._left -= len(raw_data)
        if self._left < 0:
            self.is_partial = True
            self._content = BytesIO()
            raise SkipFile
        self._content.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """The whole of it."""
        self._content.seek(0)
        name, kind, charset = self.field_name, self.content_type, self.charset
        return InMemoryUploadedFile(
            self._content, name, self.file_name, kind, file_size, charset, self.content_type_extra
        )

    def upload_interrupted(self) -> None:
        """The request ended within a file."""
        self.is_partial = True


def is_partial(request: HttpRequest) -> bool:
    """Whether files of a request, which was read already, are missing: then none of them may be used."""
    return any(isinstance(handler, InMemory) and handler.is_partial for handler in request.upload_handlers)
