"""Everything that is stored, so that two moments can be compared."""

import hashlib
from pathlib import Path
from typing import Any

from django.apps import apps

from vouchsafe.common.storage.bucket import TAKEN
from vouchsafe.common.tests.laid import everything


def snapshot(data_dir: Path) -> dict[str, Any]:
    """Every row of every table of ours, and every file's hash.

    But for a bucket's flags that a bundle named a blob: whoever is refused leaves them until the night, for another
    bundle may have raised the same one (`storage/bucket.py`).
    """
    rows: dict[str, Any] = {
        model._meta.label: sorted(map(repr, model._default_manager.values_list()))
        for app in ("cases", "delivery", "audit", "people", "channels", "intake")
        for model in apps.get_app_config(app).get_models()
    }
    files = {
        str(path.relative_to(data_dir)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in data_dir.rglob("*")
        if path.is_file()
    }
    return {
        **rows,
        "files": files,
        "blobs": {name: found for name, found in everything().items() if not name.endswith(TAKEN)},
    }
