"""What hatchling asks before it builds a wheel: the list of its parts goes into it (PEP 770)."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Parts(BuildHookInterface[Any]):
    """Writes build/vouchsafe.cdx.json, which the wheel carries under `.dist-info/sboms/`."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Before the wheel is built; not where it only leads to this working copy."""
        if version != "standard":
            return
        root = Path(self.root)
        sys.path.insert(0, str(root))  # hatchling loads this file by its path
        try:
            from tools.sbom import NAME, write
        finally:
            sys.path.remove(str(root))
        build_data["sbom_files"].append(str(write(root, root / "build" / NAME).relative_to(root)))
