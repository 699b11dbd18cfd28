"""Where in the Turtle files a node and its property stand."""

import re
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Final

from msgspec import Struct, field
from pyoxigraph import NamedNode

from kg.store import EmbeddedStore
from kg.terms import RDF

_PREFIX: Final = re.compile(r"^\s*@?prefix\s+([\w-]*):\s*<([^>]*)>", re.IGNORECASE)
_SUBJECT: Final = re.compile(r"^(<[^>]*>|[\w-]*:[^\s;,]*[^\s;,.])(?=[\s;]|$)")


class Locations(Struct, dict=True):
    """The lines of the blocks of each subject, by file."""

    _blocks: dict[str, list[tuple[Path, int, list[str]]]] = field(default_factory=dict)
    _prefixes: dict[Path, dict[str, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, paths: Iterable[Path]) -> "Locations":
        """Read where each subject stands in these files; files that are no Turtle are passed over."""
        locations = cls()
        for path in paths:
            if path.suffix.lower() == ".ttl":
                locations._read(path)
        return locations

    def find(self, node: str, property_: str | None = None) -> tuple[Path, int] | None:
        """Return the file and the line of a node, or of a property in one of its blocks."""
        blocks = self._blocks.get(node, [])
        if property_ is not None:
            for path, line, block in blocks:
                names = {f"<{property_}>", *(["a"] if property_ == f"{RDF}type" else [])}
                names |= {
                    f"{prefix}:{property_[len(namespace) :]}"
                    for prefix, namespace in self._prefixes[path].items()
                    if namespace and property_.startswith(namespace)
                }
                for offset, text in enumerate(block):
                    if names & set(re.split(r"[\s;,]+", text)):
                        return path, line + offset
        return (blocks[0][0], blocks[0][1]) if blocks else None

    def _read(self, path: Path) -> None:
        prefixes = self._prefixes.setdefault(path, {})
        block: list[str] = []
        for number, line in enumerate(path.read_text(encoding="utf-8-sig", errors="replace").splitlines(), 1):
            if match := _PREFIX.match(line):
                prefixes[match[1]] = match[2]
                continue
            if match := _SUBJECT.match(line):
                block = []
                self._blocks.setdefault(_expand(match[1], prefixes), []).append((path, number, block))
            block.append(line)


def _expand(name: str, prefixes: dict[str, str]) -> str:
    if name.startswith("<"):
        return name[1:-1]
    prefix, _, local = name.partition(":")
    return prefixes.get(prefix, f"{prefix}:") + re.sub(r"\\(.)", r"\1", local)


class Owners:
    """Which of some files states a thing, in whatever format and layout; they are read again to know."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self._paths = tuple(paths)

    @cached_property
    def _stores(self) -> list[tuple[Path, EmbeddedStore]]:
        return [(path, EmbeddedStore([path], derive=False)) for path in self._paths]

    def find(self, node: str, property_: str | None = None) -> Path | None:
        """Return the file that states a property of a node, or anything of it where no property is given."""
        try:
            thing = NamedNode(node)
        except ValueError:  # a node without a name
            return None
        name = None if property_ is None else NamedNode(property_)
        for path, store in self._stores:
            if next(iter(store.engine.quads_for_pattern(thing, name, None, None)), None) is not None:
                return path
        return None

    def hold_any(self, *starts: str) -> bool:
        """Say whether any statement has a term that begins so."""
        return any(
            isinstance(term, NamedNode) and term.value.startswith(starts)
            for _, store in self._stores
            for triple in store.triples()
            for term in triple
        )
