"""A knowledge graph of political actors in which every tie names who claims it."""

__version__ = "0.1.0"
