"""Help in whole sentences: the verbs by what one wants, and a short start for who types no verb."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import click

from kg.cli.examples import filled

# What one wants: the verbs for it. A verb that is in none stands in the last.
GROUPS: Final[Mapping[str, Sequence[str]]] = {
    "Look up": ("relations", "show", "search", "entities", "timeline", "changes", "why", "sources", "ask", "query"),
    "Compare": ("disputes", "perspective"),
    "Analyse": ("path", "rank", "bridges", "blocs", "balance", "dependence", "flow", "exposure"),
    "Take away": ("export",),
    "Keep in order": ("stats", "vocabulary", "validate", "read", "import", "init", "cache"),
