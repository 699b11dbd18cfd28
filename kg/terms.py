"""The namespaces of the project and of the vocabularies that it reuses.

``BASE`` is the one place that names the project's address; the prefixes are
known, undeclared, to every query.
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


def local_name(iri: str) -> str:
    """Return what follows the last ``#`` or ``/`` of an IRI."""
    return iri[max(iri.rfind("#"), iri.rfind("/")) + 1 :]


def compact(iri: str) -> str:
    """Return an IRI as a prefixed name where a known prefix fits, else in angle brackets."""
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            local = iri[len(namespace) :]
            if local and "/" not in local and "#" not in local:
                return f"{prefix}:{local}"
    return f"<{iri}>"


def expand(name: str) -> str | None:
    """Return the IRI of ``prefix:local``, ``<iri>`` or ``iri``; None where it is none of them."""
    if name.startswith("<") and name.endswith(">"):
        return name[1:-1]
    if "://" in name:
        return name
    prefix, colon, local = name.partition(":")
    if colon and local and prefix in PREFIXES:
        return PREFIXES[prefix] + local
    return None
