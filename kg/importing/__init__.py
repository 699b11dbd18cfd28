"""Bringing facts in from other forms."""
