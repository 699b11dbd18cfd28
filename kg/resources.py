"""Where the ontology, the data and the query files are: in a checkout or inside an installed package."""

import os
from collections.abc import Collection, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Final

from msgspec import Struct

from kg.errors import DataError
from kg.journal import finish

_PACKAGE: Final = Path(__file__).resolve().parent

# The ending of a file decides its format; formats are named by ending everywhere.
RDF_ENDINGS: Final = ("ttl", "nt", "nq", "trig", "rdf", "jsonld")
# Other endings that files of RDF have.
_UNREAD: Final = frozenset({"owl", "n3", "turtle", "ntriples", "nquads", "rdfxml", "trix", "hdt", "ttl12", "rdfs"})
_DATASET_FILE: Final = "dataset.ttl"
_RELATIONS: Final = "relations"

# The file that makes a folder a dossier, and the folder in it of the relation types and kinds that it adds.
DOSSIER_FILE: Final = "dossier.toml"
OWN_ONTOLOGY: Final = "ontology"

# The folder of the entities; those that an import of a dataset made stand in a file of the dataset's name.
ENTITIES: Final = "entities"


def _home() -> Path:
    """Return the folder that holds ``ontology`` and ``data``."""
    bundled = _PACKAGE / "_bundled"
    return bundled if bundled.is_dir() else _PACKAGE.parent


def ontology_dir() -> Path:
    """Return the folder of the ontology."""
    return _home() / "ontology"


def shapes_dir() -> Path:
    """Return the folder of the SHACL shapes."""
    return ontology_dir() / "shapes"


def data_dir() -> Path:
    """Return the folder of the data that ship with the program."""
    return _home() / "data"


def vocabularies() -> list[str]:
    """Return the names of the vocabularies: the files of relation types that the ontology offers."""
    return sorted(path.stem for path in (ontology_dir() / _RELATIONS).glob("*.ttl"))


def ontology_files(chosen: Collection[str] | None = None) -> list[Path]:
    """Return the files of the ontology, sorted, without the shapes; of its vocabularies all or the chosen ones."""
    shapes, relations = shapes_dir(), ontology_dir() / _RELATIONS
    files = [path for path in files_below(ontology_dir(), ("ttl",)) if shapes not in path.parents]
    return [path for path in files if chosen is None or path.parent != relations or path.stem in chosen]


def files_below(folder: Path, endings: Collection[str]) -> list[Path]:
    """Return the files in a folder and below it whose names end so, in any case, sorted; what is hidden is passed over.

    There are none where there is no folder. Raises OSError where the folder itself cannot be read.
    """
    if not folder.is_dir():
        return []
    return sorted(map(Path, _below(folder, frozenset(endings))), key=lambda path: path.parts)


def _below(folder: Path | str, endings: Collection[str]) -> Iterator[str]:
    """Yield the paths of such files; pathlib's own way takes five times as long, which is felt at start-up."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                with suppress(PermissionError):
                    yield from _below(entry.path, endings)
            elif entry.name.rpartition(".")[2].lower() in endings and entry.is_file():
                yield entry.path


def folder_of(name: str) -> Path:
    """Return the folder ``kg/NAME``."""
    return _PACKAGE / name


@cache
def text_of(folder: str, name: str) -> str:
    """Return the text of ``kg/FOLDER/NAME``."""
    return (_PACKAGE / folder / name).read_text(encoding="utf-8")


@cache
def read_text(path: Path) -> str:
    """Return the text of a file; raises DataError for one that cannot be read."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not in UTF-8"
        raise DataError(f"{path}: cannot be read: {why}") from error


def names_in(folder: str, ending: str) -> list[str]:
    """Return the names, without their ending, of the files of ``kg/FOLDER`` that end in ``.ENDING``."""
    return sorted(path.stem for path in (_PACKAGE / folder).glob(f"*.{ending}"))


class DataFiles(Struct, frozen=True):
    """The files of a data folder: those that are always loaded, and those of each dataset by name."""

    root: Path
    always: tuple[Path, ...]
    datasets: dict[str, tuple[Path, ...]]

    def elsewhere(self, datasets: tuple[str, ...]) -> list[Path]:
        """Return the entities' files that imports of datasets beside the chosen ones made."""
        others = self.datasets.keys() - {*datasets} if datasets else ()
        return [path for path in self.always if path.parent.name == ENTITIES and path.stem in others]

    def chosen(self, datasets: tuple[str, ...]) -> list[Path]:
        """Return the files to load for these datasets, for all of them where none is named.

        Raises DataError for a dataset that is not there.
        """
        for name in datasets:
            if name not in self.datasets:
                there = ", ".join(sorted(self.datasets)) or "none"
                raise DataError(f"{self.root}: there is no dataset '{name}'; there are: {there}")
        names = datasets or tuple(sorted(self.datasets))
        return [*self.always, *(path for name in dict.fromkeys(names) for path in self.datasets[name])]


def passed_over(root: Path) -> list[Path]:
    """Return the files of a data folder that look like RDF and have an ending that is not read."""
    if not root.is_dir():
        return []
    return files_below(root, _UNREAD)


def data_files(root: Path) -> DataFiles:
    """Return the RDF files of a data folder, or the one file.

    A folder below ``root`` that has a ``dataset.ttl`` is a dataset of the folder's name; all other
    files are always loaded. What is hidden, by a dot at the beginning of its name, is passed over. Raises DataError
    where there is nothing to read.
    """
    depth = len(root.parts)
    try:
        if root.is_file():
            return DataFiles(root, (root,), {})
        if not root.is_dir():
            raise DataError(f"{root}: there is no such file or folder")
        finish(root)
        files = files_below(root, RDF_ENDINGS)
        if (root / DOSSIER_FILE).is_file():
            files = [path for path in files if path.parts[depth] != OWN_ONTOLOGY]
    except OSError as error:
        raise DataError(f"{error.filename}: cannot be read: {error.strerror}") from error
    if not files:
        raise DataError(f"{root}: there is no RDF file in this folder; file names end in {', '.join(RDF_ENDINGS)}")
    if (root / _DATASET_FILE).is_file():
        return DataFiles(root, (), {root.resolve().name: tuple(files)})
    names = {path.parts[depth] for path in files if path.name == _DATASET_FILE and len(path.parts) == depth + 2}
    datasets = {name: tuple(path for path in files if path.parts[depth] == name) for name in sorted(names)}
    return DataFiles(root, tuple(path for path in files if path.parts[depth] not in names), datasets)
