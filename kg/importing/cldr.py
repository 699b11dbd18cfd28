"""Names and codes of states, and names of other territories, from the Unicode CLDR, by way of Babel.

Run as ``make names`` when states are added or Babel has a newer CLDR; the file that it writes is kept with the
data, so that nobody needs Babel to use them. Abbreviations, which Babel leaves out, are those of the Unicode
Consortium's own package cldr-localenames-full, unpacked in a folder.
"""

import sys
from pathlib import Path
from typing import Final

import msgspec
from babel import Locale
from babel import __version__ as babel_version
from babel.core import get_cldr_version
from pyoxigraph import Literal, NamedNode, Triple

from kg.dossier import Dossier, current, dossier_of
from kg.errors import DataError
from kg.graph import KnowledgeGraph
from kg.model.filters import Filters
from kg.model.names import search_key
from kg.resources import ENTITIES
from kg.store import EmbeddedStore
from kg.terms import DCTERMS, KG, PREFIXES, RDF, SKOS, local_name
from kg.turtle import write_turtle

_FILE: Final = "cldr.ttl"


class Abbreviations:
    """What territories are called in short, in each language: nothing without a package of them."""

    def __init__(self, package: Path | None) -> None:
        self._package = package
        self.source = ""
        if package is not None:
            about = msgspec.json.decode((package / "package.json").read_bytes(), type=dict[str, object])
            self.source = f"; abbreviations from {about['name']} {about['version']}"

    def of(self, code: str, language: str) -> str | None:
        """Return what a territory is called in short in a language."""
        if self._package is None:
            return None
        path = self._package / "main" / language / "territories.json"
        told = msgspec.json.decode(path.read_bytes(), type=dict[str, dict[str, dict[str, dict[str, object]]]])
        names = msgspec.convert(told["main"][language]["localeDisplayNames"]["territories"], dict[str, str])
        return names.get(f"{code}-alt-short")


def triples(states: dict[str, str], dossier: Dossier, short: Abbreviations) -> list[Triple]:
    """Return the codes and the names of states, given as English labels by IRI, and where they come from.

    What else the dossier says is a territory of the CLDR gets its names too. Raises DataError for a label or a code
    that the CLDR does not know.
    """
    codes = {search_key(name): code for code, name in Locale.parse("en").territories.items() if len(code) == 2}
    dataset = NamedNode(f"{dossier.names.dataset}cldr")
    version = f"CLDR {get_cldr_version()}, read through Babel {babel_version}"
    about = f"{version}: names of states and territories in the languages of the region{short.source}."
    statements = [
        Triple(dataset, NamedNode(f"{RDF}type"), NamedNode(f"{PREFIXES['dcat']}Dataset")),
        Triple(dataset, NamedNode(f"{DCTERMS}title"), Literal("Unicode Common Locale Data Repository", language="en")),
        Triple(dataset, NamedNode(f"{DCTERMS}description"), Literal(about, language="en")),
        Triple(dataset, NamedNode(f"{DCTERMS}license"), NamedNode("https://spdx.org/licenses/Unicode-3.0")),
    ]
    for iri, label in states.items():
        code = dossier.codes.get(local_name(iri)) or codes.get(search_key(label))
        if code is None:
            cure = f"give its code in {dossier.file}, in codes, as {local_name(iri)} = …"
            raise DataError(f"CLDR knows no state called '{label}': {cure}")
        state = NamedNode(iri)
        statements.append(Triple(state, NamedNode(f"{KG}iso2"), Literal(code)))
        english = Locale.parse("en").territories[code]
        if english != label:
            statements.append(Triple(state, NamedNode(f"{SKOS}altLabel"), Literal(english, language="en")))
        statements += _names(state, code, dossier, short)
    for slug, code in dossier.territories.items():
        if code not in Locale.parse("en").territories:
            raise dossier.error(f"the CLDR has no territory '{code}'", "territories", slug)
        statements += _names(NamedNode(f"{dossier.names.entity}{slug}"), code, dossier, short)
    return statements


def _names(entity: NamedNode, code: str, dossier: Dossier, short: Abbreviations) -> list[Triple]:
    """Return the names of a territory in the languages of the dossier, and what it is called in short."""
    label, alias = NamedNode(f"{SKOS}prefLabel"), NamedNode(f"{SKOS}altLabel")
    names = [(label, Locale.parse(language).territories[code], language) for language in dossier.languages]
    names += [(alias, name, language) for language in dossier.languages if (name := short.of(code, language))]
    return [Triple(entity, property_, Literal(name, language=language)) for property_, name, language in names]


def write(folder: Path, package: Path | None = None) -> Path:
    """Write the names of the states in a folder of entities into it; return the file.

    ``package`` is the folder with abbreviations. The file that is there already is not read, so that it can be mended.
    """
    path = folder / _FILE
    entities = (other for other in sorted(folder.glob("*.ttl")) if other != path)
    dossier = dossier_of(folder)
    graph = KnowledgeGraph(EmbeddedStore([*dossier.ontology_files, *entities], dossier=dossier))
    states = {state.id: state.label for state in graph.entities(Filters(kind=("State",)))}
    path.write_text(write_turtle(triples(states, dossier, Abbreviations(package)), dossier.names), encoding="utf-8")
    return path


if __name__ == "__main__":
    write(current().root / ENTITIES, Path(sys.argv[1]) if sys.argv[1:] else None)
