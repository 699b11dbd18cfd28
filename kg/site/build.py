"""The files of a site: its pages, found by following their links from the first one on, and what they use.

So no link leads nowhere, and no page is there that none leads to.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from kg.graph import KnowledgeGraph
from kg.web.addresses import HOME, Address, path, relative
from kg.web.pages import Pages

MARK: Final = "kg-site.json"
"""The file that says what a site was made of, and by which its folder is known."""


def files(
    graph: KnowledgeGraph,
    policy: str | None = None,
    was: KnowledgeGraph | None = None,
    say: Callable[[str], None] = lambda _: None,
    names: Sequence[str] | None = None,
) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a site, each with its path below the folder of the site.

    ``policy`` marks how ties stand, that of the dossier where none is named; ``was`` is an older state of the graph,
    since which a page and a feed tell what changed. ``names`` are the languages of place names in their order, those of
    the dossier where none are named. What is left out is told by ``say``.
    """
    pages = Pages(graph, policy, was, names)
    pages.index.read_whole()
    for left_out in pages.index.left_out:
        say(f"left out: {left_out}")
    spoken = pages.index.atlas.languages if names else []
    for name in names or ():
        if name not in spoken:
            say(f"no place has a name in '{name}'; they have names in: {', '.join(spoken) or 'no language'}")
    first = Address(HOME)
    known, waiting = {first}, deque([first])
    while waiting:
        here = waiting.popleft()
        link = relative(here)

        def linked(target: Address) -> str:
            page = target._replace(part="")
            if page.kind != "file" and page not in known:
                known.add(page)
                waiting.append(page)
            return link(target)  # noqa: B023  # called while this page is made, and never after

        yield path(here), pages.page(here, linked).encode()
    for name, text in (*pages.files().items(), *pages.beside()):
        yield name, text.encode()
    yield MARK, json.dumps(pages.index.stamp, indent=1).encode() + b"\n"
