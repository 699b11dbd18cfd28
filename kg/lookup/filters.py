"""Moved to ``kg.model.filters``; for those who still import it from here."""

from kg.model.filters import Filters as Filters
