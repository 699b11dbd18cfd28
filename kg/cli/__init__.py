"""The command line: parse, call, render."""

import os
import sys
from collections.abc import Sequence
from contextlib import redirect_stderr, suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TextIO, cast

import click

from kg import __version__
from kg.cli.examples import with_examples
from kg.cli.progress import at_work, has_begun
from kg.cli.streams import prepare
from kg.cli.visible import VisibleErrors
from kg.errors import KgError

if TYPE_CHECKING:
    from kg.dossier import Dossier

# Verb: module of kg.cli that holds it; a verb is imported when it is called.
_VERBS: Final = {
    "ask": "ask",
    "balance": "balance",
    "blocs": "blocs",
    "bridges": "bridges",
    "cache": "cache",
    "changes": "changes",
    "dependence": "dependence",
    "diff": "diff",
    "disputes": "disputes",
    "entities": "entities",
    "export": "export",
    "exposure": "exposure",
    "flow": "flow",
    "import": "import_",
    "init": "init",
    "load": "load",
    "match": "match",
    "path": "path",
    "perspective": "perspective",
    "query": "query",
    "rank": "rank",
    "read": "read",
    "relations": "relations",
    "search": "search",
    "serve": "serve",
    "show": "show",
    "sources": "sources",
    "stats": "stats",
    "timeline": "timeline",
    "validate": "validate",
    "vocabulary": "vocabulary",
    "why": "why",
}

# What chooses the data, which commands to go on with repeat, but for verbs whose answers are read elsewhere.
_CHOOSING: Final = ("--dossier", "--data", "--store", "--dataset")
_ELSEWHERE: Final = ("export", "load", "serve")

# Options of the program itself, which may stand anywhere.
_OWN: Final = ("--no-pager", "--no-cache", "--debug")


# A message names what was given, which may be a file of a megabyte given as a name.
_LONGEST: Final = 2000
_KEPT: Final = 600


class Verbs(click.Group):
    """The verbs, each imported only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all verbs."""
        return list(_VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a verb, or None for a name that is none."""
        if cmd_name not in _VERBS:
            return None
        command = getattr(import_module(f"kg.cli.{_VERBS[cmd_name]}"), _VERBS[cmd_name])
        assert isinstance(command, click.Command)
        return with_examples(command)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words before the verb, where no option but help and version stands."""
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            option = error.option_name
            raise click.UsageError(f"'{option}' stands before the verb; options follow it: kg VERB {option}") from error

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the verb that is called; raises UsageError, with the nearest verbs, for a word that is none."""
        if args[0] in _VERBS or ctx.resilient_parsing:
            _use_dossier(ctx, args[0], args[1:])
            return super().resolve_command(ctx, args)
        from kg.cli.mistakes import nearest  # felt at start-up, and rarely needed

        hint = _as_question(args[0]) or nearest(args[0], _VERBS)
        hint = hint or "; 'kg --help' lists them, 'kg search' finds names"
        raise click.UsageError(f"there is no verb '{args[0]}'{hint}")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what each verb does, by what one wants, and then the options."""
        from kg.cli.help import write_verbs  # felt at start-up, and rarely needed

        write_verbs(self, ctx, formatter)
        click.Command.format_options(self, ctx, formatter)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a verb; a reader who has had enough ends it quietly, where click would exit with 1."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            return _hang_up()


def _as_question(word: str) -> str:
    """Say of a word that is no verb that it is a question of the catalogue, if it is one."""
    from kg.lookup.questions import question, question_names  # felt at start-up, and rarely needed

    if word not in question_names():
        return ""
    needed = "".join(f" --{one.name} {one.kind.upper()}" for one in question(word).parameters if one.required)
    return f"; it is a question: kg ask {word}{needed}"


def _use_dossier(ctx: click.Context, verb: str, words: Sequence[str]) -> None:
    """Make the dossier that the words of a verb name the current one, before the verb is looked up: its questions are
    commands, and its examples stand in help texts.

    Raises UsageError where the words name two.
    """
    from kg.dossier import dossier_of, open_dossier, using

    chosen: dict[Path, Dossier] = {}
    store, repeated = "", []
    for index, word in enumerate(words):
        option, equals, value = word.partition("=")
        value = value if equals else "".join(words[index + 1 : index + 2])
        if option == "--store" and value:
            store = value
        if option in _CHOOSING and value:
            repeated.append((option, value))
        if option not in ("--dossier", "--data") or not value:
            continue
        try:
            path = Path(value)
            chosen[path.absolute()] = open_dossier(path) if option == "--dossier" else dossier_of(path)
        except KgError:
            if not ctx.resilient_parsing:
                raise
    if len(chosen) > 1:
        raise click.UsageError(f"{len(chosen)} dossiers are given: {', '.join(map(str, chosen))}; give one")
    if store and not chosen and verb != "load" and not ctx.resilient_parsing:
        from kg.store.stores import dossier_of_store

        chosen[Path()] = dossier_of_store(store)
    for dossier in chosen.values():
        ctx.with_resource(using(dossier))
    # What is written to be read elsewhere names nothing of this machine.
    if repeated and verb not in _ELSEWHERE:
        from kg.view.commands import choosing

        ctx.with_resource(choosing(repeated))


@click.group(
    cls=Verbs,
    invoke_without_command=True,
    subcommand_metavar="VERB [NAME ...] [OPTIONS]",
    options_metavar="",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option("--no-pager", is_flag=True, help="Never show an answer through a pager; may stand behind the verb too.")
@click.option("--no-cache", is_flag=True, help="Read the files themselves; may stand anywhere too.")
@click.option("--debug", is_flag=True, help="Show where in the program an error comes from; may stand anywhere too.")
@click.version_option(__version__, prog_name="kg", message="%(prog)s %(version)s")
@click.pass_context
def main(ctx: click.Context, no_pager: bool, no_cache: bool, debug: bool) -> None:
    """Ask a graph of political actors who is tied to whom, since when, and who says so.

    Options follow the verb: kg VERB --help shows them, with an example.
    """
    if no_cache:
        from kg.store import snapshot

        ctx.with_resource(snapshot.unused())
    if ctx.invoked_subcommand is None:
        from kg.cli.help import start

        click.echo(start(), nl=False)


def run(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit: 0 found or done, 1 nothing found or not valid, 2 could not do it."""
    prepare()
    words = list(sys.argv[1:] if arguments is None else arguments)
    verb = words[0] if words and words[0] in _VERBS else ""
    with at_work(sys.stderr, verb), redirect_stderr(cast(TextIO, VisibleErrors(sys.stderr))):
        code = _run(words)
    if (snapshot := sys.modules.get("kg.store.snapshot")) is not None:
        snapshot.keep_pending()
    sys.exit(code)


def _run(words: list[str]) -> int:
    """Run the command line and return the exit code; what goes wrong is told in one line."""
    words = _hoisted(words)
    debug = "--debug" in words
    try:
        code = _called(words)
        sys.stdout.flush()
    except BrokenPipeError:
        code = _hang_up()
    except (KgError, click.ClickException) as error:
        if debug:
            _trace(error)
        message = _mistake(error) if isinstance(error, click.ClickException) else str(error)
        click.echo(f"kg: {_short(' '.join(message.split()))}", err=True)
        code = 2
    except (click.Abort, KeyboardInterrupt):
        click.echo("kg: interrupted", err=True)
        code = 130
    except OSError as error:
        if error.filename is None:
            _hang_up()
        click.echo(f"kg: {error.filename or 'standard output'}: {error.strerror or error}", err=True)
        code = 2
    except MemoryError:
        click.echo("kg: this needs more memory than there is: ask for less", err=True)
        code = 2
    except RecursionError:
        click.echo("kg: the input nests too deeply: simplify it", err=True)
        code = 2
    except Exception as error:
        # Nothing should come here; if something does, it is one line too, and a trace for who asks.
        if debug:
            _trace(error)
        from kg.cli.unforeseen import told  # rarely needed

        click.echo(f"kg: {_short(' '.join(told(error, words).split()))}", err=True)
        code = 2
    return code if isinstance(code, int) else 0


def _called(words: list[str]) -> Any:
    """Call the verb; once more, without snapshots, where one of them turns out to be broken."""
    try:
        return main.main(words, prog_name="kg", standalone_mode=False)
    except Exception as error:
        snapshot = sys.modules.get("kg.store.snapshot")
        if snapshot is None or not snapshot.drop_broken(error) or has_begun():
            raise
    return main.main(["--no-cache", *words], prog_name="kg", standalone_mode=False)


def _hoisted(words: list[str]) -> list[str]:
    """Return the words of a command with the options of the program itself, wherever they stand, in front."""
    end = words.index("--") if "--" in words else len(words)
    own = [word for word in words[:end] if word in _OWN]
    return [*dict.fromkeys(own), *(word for word in words[:end] if word not in _OWN), *words[end:]]


def _trace(error: BaseException) -> None:
    import traceback  # felt at start-up, and rarely needed

    traceback.print_exception(error)


def _mistake(error: click.ClickException) -> str:
    from kg.cli.mistakes import told  # felt at start-up, and rarely needed

    return told(error)


def _short(message: str) -> str:
    """Return a message of bearable length: what is in its middle was given by the caller."""
    return message if len(message) <= _LONGEST else f"{message[:_KEPT]} […] {message[-_KEPT:]}"


def _hang_up() -> int:
    """Write nothing more, not even on closing: the reader has had enough, as with ``| head``."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0
