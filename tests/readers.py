"""Readers that are not ours and not Python: graphology, Cytoscape.js and mermaid, run by node."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parent / "readers"


def read(format_: str, path: Path) -> Any:
    """Return what the reader of a format understood of a file; without the readers skip, or fail in CI."""
    node = shutil.which("node")
    missing = "there is no node" if node is None else "run 'make deps'"
    if node is None or not (FOLDER / "node_modules").is_dir():
        reason = f"the readers of graph files are not installed: {missing}"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    command = [node, str(FOLDER / "read.mjs"), format_, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
