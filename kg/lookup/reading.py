"""Moved to ``kg.session.reading``; for those who still import it from here."""

from kg.session.reading import Properties as Properties
from kg.session.reading import entity_refs as entity_refs
from kg.session.reading import kind_of as kind_of
from kg.session.reading import label_of as label_of
from kg.session.reading import properties as properties
from kg.session.reading import read_relations as read_relations
from kg.session.reading import read_sources as read_sources
from kg.session.reading import sort_key as sort_key
