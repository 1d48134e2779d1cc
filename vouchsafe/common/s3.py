"""Which bucket, as vouchsafe.toml says it. Needs no Django, as the configuration does not."""

from pathlib import Path
from typing import Literal

import msgspec


class S3(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A bucket for attachments, of any S3 API, in place of the folder. It is for Vouchsafe alone.

    `addressing`: where the bucket's name stands in addresses; "path" fits every store but the largest.
    """

    endpoint: str
    bucket: str
    access_key: str
    secret_key_file: Path | None = None
    region: str = "us-east-1"
    addressing: Literal["path", "virtual"] = "path"
