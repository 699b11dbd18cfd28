"""Folders for what is needed while a command runs: none is left, not even of a command that was killed."""

import subprocess
import sys
from pathlib import Path

from kg.store.scratch import scratch

HOLD = """
import sys
from pathlib import Path
from kg.store.scratch import scratch
with scratch("kg-x-", Path(sys.argv[1])) as folder:
    (folder / "part").write_text("half")
    print(folder.name, flush=True)
    sys.stdin.read()
"""


def test_a_folder_is_there_while_it_is_needed(tmp_path: Path) -> None:
    with scratch("kg-x-", tmp_path) as folder:
        (folder / "part").mkdir()
        assert [path.name[:5] for path in tmp_path.iterdir()] == ["kg-x-"]
    assert list(tmp_path.iterdir()) == []


def test_the_folder_of_a_killed_command_goes_with_the_next_and_no_other(tmp_path: Path) -> None:
    (tmp_path / "kg-x-file").write_text("of somebody else")
    (tmp_path / "kg-x-12345678.scratch").symlink_to(tmp_path)
    (tmp_path / "kg-x-testdata").mkdir()
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        held = tmp_path / process.stdout.readline().strip()
        with scratch("kg-x-", tmp_path):
            assert (held / "part").is_file()
        process.kill()
        process.wait()
        assert held.is_dir()
    with scratch("kg-x-", tmp_path) as folder:
        assert {path.name for path in tmp_path.iterdir()} == {
            folder.name,
            "kg-x-file",
            "kg-x-12345678.scratch",
            "kg-x-testdata",
        }
