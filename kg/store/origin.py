"""Whence a graph is loaded: a dossier, the data in its place where a path is given, and the datasets chosen in it."""

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from msgspec import Struct

from kg.dossier import Dossier, dossier_of
from kg.errors import DataError
from kg.resources import data_files, files_below, folder_of
from kg.store.embedded import EmbeddedStore

# What of the program decides how files become a graph and by what its policies judge: a checkout changes without its
# version.
_PROGRAM = ("model", "policies", "session", "store")
_COUNTING = ("py", "toml", "rq")
_QUERIES = (
    "bounded.rq", "lasting.rq", "lasting_ties.rq", "lives.rq", "many_search_keys.rq", "of_types.rq", "properties.rq",
    "relations.rq", "same_ends.rq", "stated.rq", "tenures.rq", "things.rq", "ties.rq", "twins.rq",
)  # fmt: skip
_MODULES = ("policy.py", "terms.py", "dossier.py", "resources.py")
# When states entered the state system, by which ties are bounded.
_STATES = ("importing", "states.csv")


class Origin(Struct, frozen=True, dict=True):
    """The files of a graph, in the order in which they are loaded.

    Of the files in ``mentioned`` only what the others mention is taken.
    """

    dossier: Dossier
    root: Path
    datasets: tuple[str, ...]
    paths: tuple[Path, ...]
    mentioned: tuple[Path, ...] = ()

    @classmethod
    def of(cls, data: Path | str | None = None, datasets: Iterable[str] = ()) -> "Origin":
        """Return the origin of the current dossier, or of the data of a folder or a file in its place.

        Raises DataError for a path or a dataset that is not there.
        """
        dossier = dossier_of(None if data is None else Path(data))
        files = data_files(dossier.root if data is None or Path(data) == dossier.file else Path(data))
        chosen = tuple(datasets) or (dossier.datasets if dossier.root == files.root else ())
        elsewhere = files.elsewhere(chosen)
        paths = [path for path in files.chosen(chosen) if path not in elsewhere]
        return cls(dossier, files.root, chosen, (*dossier.ontology_files, *paths), tuple(elsewhere))

    def load(self) -> EmbeddedStore:
        """Load the files into memory; raises DataError for one that cannot be parsed."""
        return EmbeddedStore(self.paths, dossier=self.dossier, mentioned=self.mentioned)

    @cached_property
    def files(self) -> tuple[Path, ...]:
        """Return all files on which the graph, what is derived from it and the verdicts of policies depend."""
        return tuple(dict.fromkeys((self.dossier.file, *self.paths, *self.mentioned, *rule_files(self.dossier))))


def rule_files(dossier: Dossier) -> list[Path]:
    """Return the files of the program and of a dossier that decide how files become a graph and how policies judge."""
    package = folder_of("")
    program = [path for name in _PROGRAM for path in files_below(package / name, _COUNTING)]
    own = files_below(dossier.root / "policies", _COUNTING)
    queries = [package / "queries" / name for name in _QUERIES]
    return [*program, *(package / name for name in _MODULES), *queries, package.joinpath(*_STATES), *own]


def rules_digest(dossier: Dossier) -> str:
    """Return a digest of these files and of their names; raises DataError for one that cannot be read."""
    import hashlib  # felt at start-up, and needed for stores that are loaded only

    digest = hashlib.sha256()
    for path in rule_files(dossier):
        try:
            digest.update(f"{path.name}\0{len(data := path.read_bytes())}\0".encode() + data)
        except OSError as error:
            raise DataError(f"{path}: cannot be read: {error.strerror}") from error
    return digest.hexdigest()
