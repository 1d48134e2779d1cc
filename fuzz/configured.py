"""Django's settings where no test runner has made them: a folder in memory, no database."""

import atexit
import shutil
import tempfile
from pathlib import Path

_IN_MEMORY = Path("/dev/shm")  # noqa: S108 - not a name that others could guess: a folder is made in it


def configure() -> None:
    """Set Django up; whole blobs and parts lie in a folder that ends with the process."""
    import os

    import msgspec

    from vouchsafe.config import settings_for_tools  # noqa: F401 - it sets the environment first

    os.environ["DJANGO_SETTINGS_MODULE"] = "vouchsafe.config.settings_for_tools"
    import django
    from django.conf import settings

    folder = Path(tempfile.mkdtemp(prefix="vouchsafe-fuzz-", dir=_IN_MEMORY if _IN_MEMORY.is_dir() else None))
    atexit.register(shutil.rmtree, folder)
    settings.VOUCHSAFE = msgspec.structs.replace(settings.VOUCHSAFE, data_dir=folder)
    django.setup()
