"""Checking data and ontology: SHACL shapes, and rules that SHACL cannot say."""

from kg.validation.findings import Finding
from kg.validation.validate import validate

__all__ = ["Finding", "validate"]
