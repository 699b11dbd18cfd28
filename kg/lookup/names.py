"""Moved to ``kg.session.resolve``; for those who still import it from here."""

from kg.session.resolve import resolve as resolve
from kg.session.resolve import resolve_terms as resolve_terms
