"""``kg read``: an article becomes a dataset without claims, and a sheet for a person to fill in."""

from pathlib import Path
from typing import Final

import click
from msgspec.structs import asdict

from kg.cli.options import output_options
from kg.cli.output import choose_format, deliver, json_text
from kg.cli.visible import visible
from kg.importing.article import LICENCE, PROFILE, SHEET, About, ArticleRead, numbered, read_article
from kg.records import record

_FORMATS: Final = ("table", "json")


@click.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--title", required=True, metavar="TEXT", help="Title of the article.")
@click.option("--publisher", required=True, metavar="NAME", help="Who publishes it, and speaks where nobody is quoted.")
@click.option("--date", default="", metavar="DATE", help="When it was published: YYYY, YYYY-MM or YYYY-MM-DD.")
@click.option(
    "--into", type=click.Path(path_type=Path), required=True, metavar="FOLDER", help="Data folder; a new one is made."
)
@click.option("--name", default="", metavar="NAME", help="Short name of the dataset. Default: made of the title.")
@click.option("--author", default="", metavar="NAME", help="Who wrote it, if claims of the article are to be theirs.")
@click.option("--url", default="", metavar="URL", help="Address of the article.")
@click.option("--side", default="", metavar="SIDE", help="Side of the publisher; left out, it is unknown.")
@click.option("--weak", is_flag=True, help="It is a blog, a channel or an unknown site.")
@click.option("--licence", default=LICENCE, show_default=True, metavar="URL", help="Under which the dataset stands.")
@click.option("--text", type=click.Path(path_type=Path), metavar="FILE", help="Write the numbered paragraphs as text.")
@output_options(*_FORMATS)
def read(
    file: Path,
    title: str,
    publisher: str,
    date: str,
    into: Path,
    name: str,
    author: str,
    url: str,
    side: str,
    weak: bool,
    licence: str,
    text: Path | None,
    format_: str | None,
    output: Path | None,
) -> None:
    """Make a dataset of an article (text, HTML or PDF): its source, its numbered passages, and a sheet to fill in.

    The sheet has a row for each sentence that names two known entities. What it claims is for a person to say.

    Example: kg read article.txt --title "A title" --publisher "An outlet" --into my-dossier
    """
    about = About(title, publisher, date, name, url, author, side, weak, licence)
    form = choose_format(format_, output, _FORMATS)
    article = read_article(file, about, into)
    if text is not None:
        deliver(numbered(file), text)
    if form == "table":
        deliver(visible(_told(article)), output)
    else:
        deliver(json_text(record({**asdict(article), "folder": str(article.folder)}, "article")), output)


def _told(article: ArticleRead) -> str:
    sheet = article.folder / SHEET
    share = f"{article.rows:,} of {article.sentences:,} sentences name two of the {article.known:,} known entities"
    lines = [
        f"dataset {article.dataset}: {article.paragraphs:,} passages, no claims, in {article.folder}",
        f"sheet {sheet}: {share}",
        f"Fill it in ({PROFILE} says which article it is), and ask how far it is: kg import --check {sheet}",
    ]
    if not article.known:
        lines.insert(
            2, f"No entity is known in {article.folder.parent}: read it into a dossier that has some, or add rows"
        )
    return "".join(f"{line}\n" for line in lines)
