"""A dossier: a folder on one conflict, whose ``dossier.toml`` says what the program cannot know.

The program knows relation types, kinds and rules; a dossier says whom its facts are about, which sides there are and
who opposes whom, under which base its names stand, and may add relation types, questions, policies and rules of its own
in folders of these names. The data that ship are one dossier.
"""

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, cached_property
from pathlib import Path
from typing import Final

import msgspec
from pyoxigraph import Literal, NamedNode, Triple

from kg.errors import DataError
from kg.resources import DOSSIER_FILE, OWN_ONTOLOGY, data_dir, folder_of, ontology_files, vocabularies
from kg.terms import KG, RDF, SKOS, XSD, Names
from kg.toml import TomlFile

# The environment variable that chooses a dossier where the command line does not.
VARIABLE: Final = "KG_DOSSIER"

_IN_USE: ContextVar["Dossier | None"] = ContextVar("dossier", default=None)
_BASE: Final = r"https?://[^\s<>\"{}|\\^`#?]+/"
_SLUG: Final = r"[a-z][a-z0-9]*(-[a-z0-9]+)*"
_ROLE: Final = r"\{([a-z][a-z-]*)\}"


class Side(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A side by which claims are weighed.

    A ``party`` has a part in the conflict. ``opposes`` names sides that do not gain from confirming what this one says;
    it is enough that one of the two says so.
    """

    definition: str
    party: bool = False
    opposes: tuple[str, ...] = ()
    label: str | None = None


class _Stated(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a ``dossier.toml`` says."""

    title: str
    base: str
    description: str = ""
    policy: str = "accepted"
    vocabularies: tuple[str, ...] | None = None
    datasets: tuple[str, ...] = ()
    licences: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    place_names: tuple[str, ...] = ()
    codes: dict[str, str] = {}
    territories: dict[str, str] = {}
    examples: dict[str, str] = {}
    sides: dict[str, Side] = {}


class Dossier:
    """What a ``dossier.toml`` declares, and where the folders beside it are.

    ``examples`` are names and dates by the role that they play in help texts and questions. ``datasets`` are those that
    are read where none is chosen, all where none is named; ``licences`` those under which a dataset may stand;
    ``place_names`` the languages in which places are named beside their labels, in their order.
    """

    def __init__(self, file: Path) -> None:
        """Read a ``dossier.toml``; raises DataError, with file, line and column, for what cannot be right."""
        self.file, self.root = file, file.parent
        self.read_as = file.stat()  # the state of the file of which this object tells
        self._toml = TomlFile(file)
        stated = self._toml.read(_Stated)
        self.title, self.description, self.policy = stated.title, stated.description, stated.policy
        self.datasets, self.licences, self.languages = stated.datasets, stated.licences, stated.languages
        self.examples, self.sides, self.vocabularies = stated.examples, stated.sides, stated.vocabularies
        self.codes, self.territories = stated.codes, stated.territories
        self.place_names = stated.place_names
        if not self.title.strip():
            raise self.error("the title is empty: say what the dossier is about", "title")
        if not is_base(stated.base):
            raise self.error(f"the base '{stated.base}' is no web address that ends in /", "base")
        self.names = Names(stated.base)
        self._check_sides()
        for number, name in enumerate(stated.vocabularies or ()):
            if name not in (there := vocabularies()):
                words = f"there is no vocabulary '{name}'; there are: {', '.join(there)}"
                raise self.error(words, "vocabularies", number)

    def error(self, what: str, *keys: str | int) -> DataError:
        """Return an error at a key of the file."""
        return self._toml.error(what, *keys)

    def _check_sides(self) -> None:
        opposed = {(name, other) for name, side in self.sides.items() for other in side.opposes}
        for name, side in self.sides.items():
            if not re.fullmatch(_SLUG, name):
                raise self.error(f"'{name}' is no name of a side: use small letters, digits and hyphens", "sides", name)
            for other in side.opposes:
                if other not in self.sides or other == name:
                    there = ", ".join(sorted(self.sides.keys() - {name})) or "no other"
                    words = f"the side '{name}' opposes '{other}', which is no other side; there are: {there}"
                    raise self.error(words, "sides", name, "opposes")
                if not (side.party and self.sides[other].party):
                    idle = other if side.party else name
                    words = f"the side '{name}' opposes '{other}', but '{idle}' is no party: give it party = true"
                    raise self.error(words, "sides", name, "opposes")
            if side.party and not any(name in pair for pair in opposed):
                words = f"the side '{name}' is a party and opposes nobody: say whom, as in opposes = [\"…\"]"
                raise self.error(words, "sides", name)

    @cached_property
    def ontology_files(self) -> list[Path]:
        """Return the files of the ontology that the dossier uses, and those that it adds."""
        return [*ontology_files(self.vocabularies), *self.own_ontology]

    @cached_property
    def own_ontology(self) -> list[Path]:
        """Return the files of the relation types and kinds that it adds."""
        return sorted((self.root / OWN_ONTOLOGY).glob("*.ttl"))

    def triples(self) -> Iterator[Triple]:
        """Yield what the graph says of the sides."""

        def named(name: str) -> NamedNode:
            return NamedNode(KG + name)

        for name, side in self.sides.items():
            node = NamedNode(self.names.side + name)
            yield Triple(node, NamedNode(f"{RDF}type"), named("Side"))
            yield Triple(node, NamedNode(f"{SKOS}inScheme"), named("SideScheme"))
            yield Triple(node, NamedNode(f"{SKOS}prefLabel"), Literal(side.label or name, language="en"))
            yield Triple(node, NamedNode(f"{SKOS}definition"), Literal(side.definition, language="en"))
            party = Literal(str(side.party).lower(), datatype=NamedNode(f"{XSD}boolean"))
            yield Triple(node, named("isParty"), party)
            for other in side.opposes:
                opposed = NamedNode(self.names.side + other)
                yield Triple(node, named("opposes"), opposed)
                yield Triple(opposed, named("opposes"), node)

    def files(self, folder: str, ending: str, own: str | None = None) -> dict[str, Path]:
        """Return the files of ``kg/FOLDER`` and of the dossier's folder (of that name, or ``own``), by name.

        Raises DataError where both have a file of one name.
        """
        shipped = {path.stem: path for path in sorted(folder_of(folder).glob(f"*.{ending}"))}
        added = {path.stem: path for path in sorted((self.root / (own or folder)).glob(f"*.{ending}"))}
        for name in sorted(shipped.keys() & added.keys()):
            raise DataError(
                f"{added[name]}:1: the name '{name}' is taken by a file that ships with kg: call the file otherwise"
            )
        return dict(sorted({**shipped, **added}.items()))

    def example(self, role: str) -> str | None:
        """Return the name or the date that plays a role in examples; None where the dossier gives none."""
        return self.examples.get(role)

    def filled(self, text: str, quote: str = '"') -> str:
        """Return a text with the dossier's example of each ``{role}``."""
        return fill(text, self.examples, quote)


def fill(text: str, examples: Mapping[str, str], quote: str = '"') -> str:
    """Return a text with the example of each ``{role}``, in quotes where it has a space, or else the role in capitals.

    >>> fill("kg path {actor} {rival}", {"actor": "Old Town"})
    'kg path "Old Town" RIVAL'
    """

    def shown(match: re.Match[str]) -> str:
        name = examples.get(match[1], match[1].upper())
        return f"{quote}{name}{quote}" if " " in name else name

    return re.sub(_ROLE, shown, text)


@cache
def read(file: Path) -> Dossier:
    """Read a ``dossier.toml``, once; raises DataError for one that cannot be right."""
    return Dossier(file)


def is_base(text: str) -> bool:
    """Say whether names can stand under an address."""
    if re.fullmatch(_BASE, text) is None:
        return False
    try:
        NamedNode(text)  # which knows what a host and an escape may be
    except ValueError:
        return False
    return True


def above(path: Path) -> Path | None:
    """Return the ``dossier.toml`` in a folder or above it; raises DataError for a path that cannot be one."""
    here = path.absolute()
    try:
        return next((file for folder in (here, *here.parents) if (file := folder / DOSSIER_FILE).is_file()), None)
    except OSError as error:
        raise DataError(f"{str(path)[:200]}: cannot be read: {error.strerror}") from error


def open_dossier(folder: Path) -> Dossier:
    """Return the dossier of a folder, or of a ``dossier.toml``; raises DataError where there is none."""
    file = folder if folder.name == DOSSIER_FILE else folder / DOSSIER_FILE
    if not file.is_file():
        raise DataError(f"{folder}: this is no dossier, it has no {DOSSIER_FILE}; 'kg init {folder}' begins one")
    return read(file)


def chosen() -> Dossier | None:
    """Return the dossier in use, else the one that ``KG_DOSSIER`` names; raises DataError where it names none."""
    if (used := _IN_USE.get()) is not None:
        return used
    named = os.environ.get(VARIABLE)
    return open_dossier(Path(named)) if named else None


def current(beside: Path | None = None) -> Dossier:
    """Return the dossier that is chosen, else the one above the current folder, the one in which the file
    ``beside`` lies, or the shipped one.

    Raises DataError where ``KG_DOSSIER`` names none.
    """
    if (used := chosen()) is not None:
        return used
    file = above(Path.cwd()) or (None if beside is None else above(beside.parent))
    return read(file or data_dir() / DOSSIER_FILE)


@contextmanager
def using(dossier: Dossier) -> Iterator[Dossier]:
    """Make a dossier the current one for a while, as the command line does with the one that it is given."""
    before = _IN_USE.set(dossier)
    try:
        yield dossier
    finally:
        _IN_USE.reset(before)


def dossier_of(data: Path | None) -> Dossier:
    """Return the dossier in whose folder some data stand, else the current one."""
    file = None if data is None else above(data)
    return current() if file is None else read(file)


def is_dossier(folder: Path) -> bool:
    """Say whether a folder is a dossier."""
    return (folder / DOSSIER_FILE).is_file()
