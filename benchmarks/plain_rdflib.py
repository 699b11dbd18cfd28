"""The peer: a plain rdflib script that loads the same files and asks for the same relations."""

import sys
from pathlib import Path

import rdflib

QUERY = """
PREFIX entity: <https://w3id.org/karabakh-kg/entity/>
PREFIX kg: <https://w3id.org/karabakh-kg/ontology#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

SELECT ?relation ?type ?object ?subject ?stance ?status ?who ?paragraph WHERE {
  { ?relation rdf:subject entity:turkey } UNION { ?relation rdf:object entity:turkey }
  ?relation rdf:subject ?subject ; rdf:predicate ?type .
  OPTIONAL { ?relation rdf:object ?object }
  ?claim kg:about ?relation ; kg:stance ?stance ; kg:status ?status .
  ?claim kg:claimant/skos:prefLabel ?who ; kg:foundIn/kg:paragraph ?paragraph .
}
"""

graph = rdflib.Graph()
for folder in sys.argv[1:]:
    for path in sorted(Path(folder).rglob("*.ttl")):
        if "shapes" not in path.parts:
            graph.parse(path, format="turtle")
for row in graph.query(QUERY):
    print(*row)  # type: ignore[misc]
