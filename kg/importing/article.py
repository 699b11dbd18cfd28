"""A dataset of an article: its source, its passages with their digests, and a sheet for a person to fill in.

The program makes no claim. It numbers paragraphs, and lists the sentences that name two known entities.
"""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from kg.errors import InputError
from kg.importing.cells import date_of
from kg.importing.importer import Run
from kg.importing.mentions import Mentions
from kg.importing.names import Decisions
from kg.importing.profile import ARTICLE, is_address, is_name, read_profile, template
from kg.importing.refusals import Refused
from kg.importing.tables import Opened
from kg.importing.text import clean
from kg.model.articles import article_paragraphs, sentences
from kg.model.identity import slug
from kg.model.passages import digest, normalise
from kg.model.table import guarded
from kg.store.scratch import scratch

SHEET: Final = "facts.csv"
PROFILE: Final = "profile.toml"
LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"
# The columns of the sheet that the program fills in; all others are for a person.
_FILLED: Final = ("paragraph", "sentence", "mentions", "subject", "object")


class About(Struct, frozen=True):
    """What is told of an article; ``name`` is that of its dataset, made of the title where it is empty."""

    title: str
    publisher: str
    date: str = ""
    name: str = ""
    url: str = ""
    author: str = ""
    side: str = ""
    weak: bool = False
    licence: str = LICENCE


class ArticleRead(Struct, frozen=True):
    """What was made of an article: the folder of the dataset, and what was counted.

    ``known`` is the number of entities whose names were looked for, ``rows`` that of the rows of the sheet.
    """

    dataset: str
    folder: Path
    paragraphs: int
    sentences: int
    rows: int
    known: int


def read_article(path: Path, about: About, into: Path) -> ArticleRead:
    """Make a dataset of an article in a data folder, which is made where it is not there; nothing if anything is wrong.

    Raises DataError for a file that cannot be read, InputError for what cannot be told of an article, and for a name
    under which something stands already.
    """
    _check(about)
    paragraphs = article_paragraphs(path)
    name = about.name or slug(about.title)
    if not is_name(name):
        raise InputError(f"'{name}' cannot name a dataset: give --name, lower-case letters, digits and hyphens")
    if (into / name).exists():
        raise InputError(f"{into / name}: is there already, and is left as it is: give another --name, or remove it")
    try:
        about_date = date_of("--date", about.date)
    except Refused as refused:
        raise InputError(str(refused)) from None
    with ExitStack() as stack:
        folder = stack.enter_context(scratch("karabakh-kg-read-"))
        told = _profile(path, about, name, about_date, paragraphs)
        (folder / PROFILE).write_text(told, encoding="utf-8")
        profile = replace(read_profile(folder / PROFILE), path=path)
        run = stack.enter_context(Run(profile, Decisions(), into, folder))
        columns = list(template(ARTICLE)["columns"].values())
        head = (*columns, "sentence", "mentions")
        run.reader(path, Opened(head, iter(())), Opened(head, iter(())))
        mentions = Mentions(run.store)
        counted, rows = 0, []
        for number, paragraph in enumerate(paragraphs):
            for sentence in sentences(clean(normalise(paragraph))):
                counted += 1
                if row := _row(number, sentence, mentions):
                    rows.append(row)
        sheet = _sheet(["paragraph", "sentence", "mentions", *(c for c in columns if c != "paragraph")], rows)
        also = {f"{name}/{PROFILE}": told, f"{name}/{SHEET}": sheet}
        run.finish(f"Made by kg import from {SHEET} with {PROFILE}: mend those, not this folder.", also)
    return ArticleRead(name, into / name, len(paragraphs), counted, len(rows), len(mentions))


def numbered(path: Path) -> str:
    """Return the text of an article as it is read: a paragraph a line, its number before it, which no digest counts.

    Raises DataError for a file that cannot be read.
    """
    return "".join(f"[{number}] {normalise(text)}\n" for number, text in enumerate(article_paragraphs(path)))


def _check(about: About) -> None:
    """Raise InputError for what cannot be told of an article."""
    for option in ("title", "publisher", "author"):
        text = getattr(about, option)
        if not text.isprintable() or (not text.strip() and option != "author"):
            raise InputError(f"--{option} gives no text: it is empty, or holds what cannot be printed")
    for option in ("licence", "url"):
        if (address := getattr(about, option)) and not is_address(address):
            raise InputError(f"--{option} gives '{address}', which is no web address")


def _row(number: int, sentence: str, mentions: Mentions) -> dict[str, str] | None:
    """Return the row of a sentence that names two entities or more, with the first two at the ends of the relation."""
    named = mentions.of(sentence)
    if len(named) < 2:
        return None
    first, second = (mention.label if len(mention.slugs) == 1 else mention.words for mention in named[:2])
    told = (str(number), sentence, "; ".join(map(str, named)), first, second)
    return dict(zip(_FILLED, told, strict=True))


def _sheet(columns: Sequence[str], rows: Sequence[dict[str, str]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows({column: guarded(cell) for column, cell in row.items()} for row in rows)
    return text.getvalue()


def _profile(path: Path, about: About, name: str, date: str, paragraphs: Sequence[str]) -> str:
    """Return the profile of the sheet, in which all that is told of the article stands."""
    return "".join(f"{line}\n" for line in _lines(path, about, name, date, paragraphs))


def _lines(path: Path, about: About, name: str, date: str, paragraphs: Sequence[str]) -> Iterator[str]:
    yield f"# Made by kg read of {json.dumps(path.name, ensure_ascii=False)[1:-1]}. Fill in {SHEET}, beside this file:"
    yield "# 'kg import --check' says how far it is, 'kg import --into' makes claims of the rows that are filled in."
    yield f'base = "{ARTICLE}"'
    yield ""
    yield "[dataset]"
    yield f"name = {_text(name)}"
    yield f"title = {_text(about.title)}"
    day = f", of {date}" if date else ""
    yield f"description = {_text(f'What an article says, published by {about.publisher}{day}: {about.title}')}"
    yield f"licence = {_text(about.licence)}"
    yield ""
    yield "# The article, as all of its claims cite it."
    yield "[constants]"
    told = {"title": about.title, "publisher": about.publisher, "date": date, "url": about.url, "side": about.side}
    told |= {
        "author": about.author,
        "author_kind": "Person" if about.author else "",
        "weak": "yes" if about.weak else "",
    }
    yield from (f"{role} = {_text(word)}" for role, word in told.items() if word)
    yield ""
    yield "# The SHA-256 of each paragraph, by its number; 'kg sources --verify FILE' compares a copy."
    yield "[passages]"
    yield from (f'{number} = "{digest(paragraph)}"' for number, paragraph in enumerate(paragraphs))


def _text(text: str) -> str:
    """Return a text as TOML has it, which takes the escapes of JSON."""
    return json.dumps(clean(text), ensure_ascii=False)
