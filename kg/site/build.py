"""The files of a site: its pages, found by following their links from the first one on, and what they use.

So no link leads nowhere, and no page is there that none leads to.
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from kg.errors import InputError
from kg.export.pictures.convert import png
from kg.graph import KnowledgeGraph
from kg.web.addresses import HOME, Address, path, relative
from kg.web.pages import Pages
from kg.web.preview import NAME as PREVIEW
from kg.web.preview import preview

MARK: Final = "kg-site.json"
"""The file that says what a site was made of, and by which its folder is known."""

# End tags that HTML lets out: a site has some sixty thousand. None stands in a text, in which < is escaped.
_NEEDLESS: Final = re.compile("</(?:td|th|tr|li|dt|dd)>")
# So it does the quotation marks around a value of plain signs; of these there are a hundred and fifty thousand. Before
# the slash of an empty element they stay, for the slash would be of the value.
_TAG: Final = re.compile("<[a-z][^<>]*>")
_QUOTED: Final = re.compile("""="([^\\s"'=<>`]*[^\\s"'=<>`/])"(?=[\\s>])""")


def files(
    graph: KnowledgeGraph,
    policy: str | None = None,
    was: KnowledgeGraph | None = None,
    say: Callable[[str], None] = lambda _: None,
    names: Sequence[str] | None = None,
    address: str = "",
) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a site, each with its path below the folder of the site.

    ``policy`` marks how ties stand, that of the dossier where none is named; ``was`` is an older state of the graph,
    since which a page and a feed tell what changed. ``names`` are the languages of place names in their order, those of
    the dossier where none are named. At ``address`` the site will stand; where it is not known, the picture that
    others show beside a link is named as pages name one another. What is left out is told by ``say``.
    """
    pages = Pages(graph, policy, was, names)
    pages.index.read_whole()
    try:
        picture = png(preview(graph.dossier.title, graph.dossier.description, pages.index.relations), zoom=1)
    except InputError as error:
        say(f"left out: the picture that others show beside a link: {error}")
    else:
        pages.preview = lambda link: f"{address}{PREVIEW}" if address else link(Address("file", PREVIEW))
        yield PREVIEW, picture
    if untold := pages.index.left_out:
        stories = "a story of the dossier, which names" if len(untold) == 1 else "stories of the dossier, which name"
        say(f"left out: {stories} what these data do not have: {', '.join(untold)}")
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

        yield path(here), shortened(pages.page(here, linked)).encode()
    for name, text in (*pages.files().items(), *pages.beside()):
        yield name, text.encode()
    yield MARK, json.dumps(pages.index.stamp, indent=1).encode() + b"\n"


def shortened(page: str) -> str:
    """Return a page without what a browser reads without: needless end tags, quotation marks, and escaped apostrophes.

    >>> shortened('<li><a class="x" href="a/b#c">Baku&#x27;s</a></li><br id="y"/><i title="a b">')
    '<li><a class=x href=a/b#c>Baku\\'s</a><br id="y"/><i title="a b">'
    """
    plain = _NEEDLESS.sub("", page).replace("&#x27;", "'").replace("&#39;", "'")
    return _TAG.sub(lambda tag: _QUOTED.sub(r"=\1", tag[0]), plain)
