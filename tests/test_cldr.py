"""Names of states from the CLDR, written again from the states there are."""

import shutil
from pathlib import Path

from kg.importing.cldr import write
from kg.resources import data_dir


def test_a_broken_file_is_mended_and_the_states_of_imports_are_left_out(tmp_path: Path) -> None:
    shutil.copytree(data_dir(), tmp_path / "data")
    entities = tmp_path / "data" / "entities"
    (entities / "cldr.ttl").write_text("broken", encoding="utf-8")
    assert write(entities).read_bytes() == (data_dir() / "entities" / "cldr.ttl").read_bytes()
