"""The namespaces of the project, of a dossier, and of the vocabularies that the project reuses.

``BASE`` is the one place that names the project's address, under which the ontology stands. What a dossier names stands
under a base of its own (``Names``). The prefixes are known, undeclared, to every query.
"""

from typing import Final

BASE: Final = "https://w3id.org/karabakh-kg/"

KG: Final = f"{BASE}ontology#"
ENTITY: Final = f"{BASE}entity/"
RELATION: Final = f"{BASE}relation/"
CLAIM: Final = f"{BASE}claim/"
SOURCE: Final = f"{BASE}source/"
PASSAGE: Final = f"{BASE}passage/"
DATASET: Final = f"{BASE}dataset/"
POLICY: Final = f"{BASE}policy/"
STATUS: Final = f"{BASE}status/"
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
OWL: Final = "http://www.w3.org/2002/07/owl#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
DCTERMS: Final = "http://purl.org/dc/terms/"
SCHEMA: Final = "https://schema.org/"

# Concepts of a scheme stand in a namespace of the scheme's name.
SCHEMES: Final = (
    "commodity", "comparator", "dimension", "end", "layer", "part", "phase", "polarity", "side", "stance", "status",
    "unit",
)  # fmt: skip

PREFIXES: Final[dict[str, str]] = {
    "kg": KG,
    "entity": ENTITY,
    "relation": RELATION,
    "claim": CLAIM,
    "source": SOURCE,
    "passage": PASSAGE,
    "dataset": DATASET,
    "policy": POLICY,
    **{scheme: f"{BASE}{scheme}/" for scheme in SCHEMES},
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": DCTERMS,
    "foaf": "http://xmlns.com/foaf/0.1/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "owl": OWL,
    "prov": "http://www.w3.org/ns/prov#",
    "qudt": "http://qudt.org/schema/qudt/",
    "qudtunit": "http://qudt.org/vocab/unit/",
    "rdf": RDF,
    "rdfs": RDFS,
    "schema": SCHEMA,
    "sem": "http://semanticweb.cs.vu.nl/2009/11/sem/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": SKOS,
    "xsd": XSD,
}


class Names:
    """The namespaces of one dossier: what it names stands under its base, the ontology's terms where they always do.

    ``own`` is the namespace of the relation types and kinds that the dossier adds.
    """

    def __init__(self, base: str = BASE) -> None:
        self.base = base
        self.entity, self.relation, self.claim = f"{base}entity/", f"{base}relation/", f"{base}claim/"
        self.source, self.passage, self.dataset = f"{base}source/", f"{base}passage/", f"{base}dataset/"
        self.policy, self.side, self.own = f"{base}policy/", f"{base}side/", f"{base}ontology#"
        named = ("entity", "relation", "claim", "source", "passage", "dataset", "policy", "side")
        self.prefixes: dict[str, str] = PREFIXES | {name: f"{base}{name}/" for name in named}
        if base != BASE:
            self.prefixes["own"] = self.own

    def compact(self, iri: str) -> str:
        """Return an IRI as a prefixed name where a known prefix fits, else in angle brackets."""
        for prefix, namespace in self.prefixes.items():
            if iri.startswith(namespace):
                local = iri[len(namespace) :]
                if local and "/" not in local and "#" not in local:
                    return f"{prefix}:{local}"
        return f"<{iri}>"

    def expand(self, name: str) -> str | None:
        """Return the IRI of ``prefix:local``, ``<iri>`` or ``iri``; None where it is none of them."""
        if name.startswith("<") and name.endswith(">"):
            return name[1:-1]
        if "://" in name:
            return name
        prefix, colon, local = name.partition(":")
        if colon and local and prefix in self.prefixes:
            return self.prefixes[prefix] + local
        return None


def local_name(iri: str) -> str:
    """Return what follows the last ``#`` or ``/`` of an IRI."""
    return iri[max(iri.rfind("#"), iri.rfind("/")) + 1 :]


# The names of a graph whose base is the project's own.
HOME: Final = Names()


def compact(iri: str) -> str:
    """Return an IRI as a prefixed name by the project's own prefixes, else in angle brackets."""
    return HOME.compact(iri)


def expand(name: str) -> str | None:
    """Return the IRI of a name by the project's own prefixes; None where it is none."""
    return HOME.expand(name)
