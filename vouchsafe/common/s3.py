"""Which bucket, as vouchsafe.toml says it. Needs no Django, as the configuration does not."""

from pathlib import Path
from typing import Literal

import msgspec


class S3(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A bucket for attachments, of any S3 API, in place of the folder. It is for Vouchsafe alone.

    `addressing`: where the bucket's name stands in addresses; "path" fits every store but the largest.
    `certificate_file`, `certificate_key_file`: what we show to a store that asks its clients for a certificate (PEM).
    """

    endpoint: str
    bucket: str
    access_key: str
    secret_key_file: Path | None = None
    region: str = "us-east-1"
    addressing: Literal["path", "virtual"] = "path"
    certificate_file: Path | None = None
    certificate_key_file: Path | None = None

    def certificate(self, folder: Path = Path()) -> tuple[str, str] | None:
        """The two files, relative ones in that folder, as TLS libraries want them; None where none is shown."""
        if self.certificate_file is None or self.certificate_key_file is None:
            return None
        return str(folder / self.certificate_file), str(folder / self.certificate_key_file)
