"""A knowledge graph of political actors in which every tie names who claims it.

>>> from kg import KnowledgeGraph
>>> graph = KnowledgeGraph.load()
"""

# As typing has it, which takes longer to import than all else that is to be there before Ctrl-C is heard.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from kg.graph import KnowledgeGraph
    from kg.model.filters import Filters

__version__ = "0.1.0"
__all__ = ["Filters", "KnowledgeGraph", "__version__"]


def __getattr__(name: str) -> object:
    """Import what is asked for when it is asked for, so that importing kg stays light."""
    if name == "KnowledgeGraph":
        from kg.graph import KnowledgeGraph

        return KnowledgeGraph
    if name == "Filters":
        from kg.model.filters import Filters

        return Filters
    raise AttributeError(f"module 'kg' has no attribute '{name}'")
