"""The configuration file of another process that sees what a test sees."""

import os
from pathlib import Path

from django.conf import settings

from vouchsafe.common.s3 import S3


def configuration_of(*, port: int = 8000) -> str:
    """What vouchsafe.toml would say of this test: its folder, and its bucket if it has one."""
    written = Path(os.environ["VOUCHSAFE_CONFIG"]).read_text("utf-8").replace(":8000", f":{port}")
    return written_for(written, settings.VOUCHSAFE.data_dir, settings.VOUCHSAFE.s3)


def written_for(written: str, data_dir: Path, s3: S3 | None) -> str:
    """The same configuration with this folder and this bucket."""
    written = written.replace('"files"', f'"{data_dir}"')
    lines = [f'{key} = "{getattr(s3, key)}"' for key in ("endpoint", "bucket", "access_key")] if s3 else []
    return "\n".join([written, *(["[s3]"] if s3 else []), *lines, ""])
