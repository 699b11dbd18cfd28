"""Names of states from the CLDR, written again from the states there are.

Which names they are is for the CLDR to say, and changes with its releases: a test compares what does not.
"""

import json
import re
import shutil
from pathlib import Path

from babel.core import get_cldr_version

from kg.dossier import current
from kg.graph import KnowledgeGraph
from kg.importing.cldr import write
from kg.model.filters import Filters
from kg.resources import data_dir
from kg.terms import local_name


def codes(text: str) -> dict[str, str]:
    """Return the code of each state."""
    return dict(re.findall(r'^(entity:\S+)$(?:\n .*)*?\n    kg:iso2 "(..)"', text, re.MULTILINE))


def test_a_broken_file_is_mended(tmp_path: Path) -> None:
    shutil.copytree(data_dir(), tmp_path / "data")
    entities = tmp_path / "data" / "entities"
    kept = (entities / "cldr.ttl").read_text(encoding="utf-8")
    (entities / "cldr.ttl").write_text("broken", encoding="utf-8")
    made = write(entities).read_text(encoding="utf-8")
    assert codes(made) == codes(kept)
    assert codes(made)["entity:armenia"] == "AM"


def test_each_state_has_a_name_in_each_language_and_the_version_is_named(tmp_path: Path) -> None:
    shutil.copytree(data_dir(), tmp_path / "data")
    made = write(tmp_path / "data" / "entities").read_text(encoding="utf-8")
    assert f"CLDR {get_cldr_version()}, " in made
    named = re.findall(r"^entity:\S+$(?:\n .*)+", made, re.MULTILINE)
    assert len(named) == len(codes(made)) + len(current().territories)
    states = KnowledgeGraph.load().entities(Filters(kind=("State",)))
    assert {f"entity:{local_name(state.id)}" for state in states} == codes(made).keys()
    for state in named:
        for language in current().languages:
            assert len(re.findall(rf'"[^"]+"@{language}\b', state)) == 1, (language, state)


def test_abbreviations_are_taken_from_the_unpacked_package_and_its_version_is_named(tmp_path: Path) -> None:
    shutil.copytree(data_dir(), tmp_path / "data")
    package = tmp_path / "package"
    for language in current().languages:
        names = {"US-alt-short": "США"} if language == "ru" else {}
        told = {"main": {language: {"localeDisplayNames": {"territories": names}}}}
        (package / "main" / language).mkdir(parents=True)
        (package / "main" / language / "territories.json").write_text(json.dumps(told), encoding="utf-8")
    (package / "package.json").write_text('{"name": "cldr-names", "version": "1.2"}', encoding="utf-8")
    made = write(tmp_path / "data" / "entities", package).read_text(encoding="utf-8")
    assert "abbreviations from cldr-names 1.2" in made
    assert re.findall(r"^(entity:\S+)$\n(?: .*\n)*?    skos:altLabel .*США", made, re.MULTILINE) == [
        "entity:united-states"
    ]
