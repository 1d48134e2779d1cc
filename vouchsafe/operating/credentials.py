"""What this server signs in with elsewhere, and what it signs with: how old, and until when.

A secret is as old as its file. What comes by the environment has no age that we could know.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, urlsplit

from cryptography import x509

from vouchsafe.common import clock
from vouchsafe.config.configuration import Config

OLD: Final = timedelta(days=365)
SOON: Final = timedelta(days=14)


def old_secrets(config: Config) -> Iterator[tuple[Path, int]]:
    """Each file of a secret that was last written more than a year ago, and how many days."""
    for path in filter(Path.is_file, config.secret_files):
        written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        if (age := clock.now() - written) > OLD:
            yield path, age.days


def ending_certificates(config: Config) -> Iterator[tuple[Path, date | None]]:
    """Each certificate that we show to the database or to the object store, and that ends within a fortnight.

    None for one that is not there, or is no certificate: the other end sees none.
    """
    for path in _shown(config):
        try:
            ends = x509.load_pem_x509_certificate(path.read_bytes()).not_valid_after_utc
        except (OSError, ValueError):
            yield path, None
            continue
        if ends - clock.now() < SOON:
            yield path, ends.date()


def _shown(config: Config) -> Iterator[Path]:
    yield from map(Path, parse_qs(urlsplit(config.database_url).query).get("sslcert", []))
    if config.s3 is not None and (files := config.s3.certificate(config.source.parent)) is not None:
        yield Path(files[0])
