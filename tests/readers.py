"""Readers that are not ours and not Python: graphology, Cytoscape.js and mermaid, run by node."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from tests.needs import skip_without

FOLDER = Path(__file__).parent / "readers"


def read(format_: str, path: Path) -> Any:
    """Return what the reader of a format understood of a file; without the readers skip."""
    node = shutil.which("node")
    if node is None or not (FOLDER / "node_modules").is_dir():
        skip_without("node with the readers of graph files")
    command = [node, str(FOLDER / "read.mjs"), format_, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
