"""Where answers go and in which format."""

import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from kg.cli.progress import begin, erase
from kg.errors import DataError, InputError
from kg.model.records import Relation
from kg.records import line, plain, recorded

if TYPE_CHECKING:
    from kg.graph import KnowledgeGraph
    from kg.records.base import Record

WIDTH_ELSEWHERE: Final = 80
# How the name of a file ends that is being written, after the number of the process that writes it.
_WAITING: Final = ".kg-part"
_EXPORT: Final = ".export-"
# So many bytes are held in memory of an answer that is written once it is complete; more on disk.
_HELD: Final = 1 << 20


def choose_format(format_: str | None, output: Path | None, formats: Sequence[str]) -> str:
    """Return the format that was asked for, else the file's by its ending, else table on a terminal and json."""
    if format_ is not None:
        return format_
    if output is not None:
        ending = output.suffix[1:]
        if not ending:
            return "json"
        if ending not in formats:
            raise InputError(f"{output}: the ending is none of {', '.join(formats)}; change it, or give --format")
        return ending
    return "table" if sys.stdout.isatty() and "table" in formats else "json"


def deliver(answer: str | bytes | Callable[[BinaryIO], object], output: Path | None, *, complete: bool = False) -> None:
    """Write an answer to stdout, or to a file that is there whole or not at all.

    An answer too large to hold is a function that writes itself into a binary file; where it has to be ``complete``,
    stdout and a device too get nothing of one that fails on the way. Raises DataError where the answer cannot be
    written.
    """
    at_once = _complete(answer) if complete and callable(answer) else answer
    if output is None:
        erase(for_good=sys.stdout.isatty())
        begin()
        try:
            _write(at_once, sys.stdout.buffer)
            sys.stdout.buffer.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left has nowhere to go
            raise DataError(f"standard output cannot be written: {error.strerror}") from error
        return
    try:
        if output.exists() and not output.is_file():
            # A pipe or a device is written to; to rename a file over it would take it away.
            with output.open("wb") as device:
                _write(at_once, device)
        else:
            _write_whole(answer, output)
    except OSError as error:
        raise DataError(f"{output}: cannot be written: {error.strerror}") from error


def _complete(answer: Callable[[BinaryIO], object]) -> Callable[[BinaryIO], None]:
    """Return what writes an answer that has come to its end, and nothing of one that fails on the way."""

    def write(file: BinaryIO) -> None:
        import shutil  # felt at start-up, and rarely needed
        import tempfile

        with tempfile.SpooledTemporaryFile(max_size=_HELD) as held:
            answer(held)  # type: ignore[arg-type]
            held.seek(0)
            shutil.copyfileobj(held, file)

    return write


def _write(answer: str | bytes | Callable[[BinaryIO], object], file: BinaryIO) -> None:
    if callable(answer):
        answer(file)
    else:
        file.write(answer.encode() if isinstance(answer, str) else answer)


def _write_whole(answer: str | bytes | Callable[[BinaryIO], object], output: Path) -> None:
    """Write a temporary file beside the output, and rename it when it is complete."""
    output = output.resolve()  # a link keeps pointing to the file that is written
    umask = os.umask(0)
    os.umask(umask)
    mode = output.stat().st_mode & 0o777 if output.exists() else 0o666 & ~umask
    sweep(output.parent, f".{output.name}.")
    waiting = output.parent / f".{output.name}.{os.getpid()}{_WAITING}"
    try:
        nameless = os.open(output.parent, os.O_TMPFILE | os.O_RDWR, mode)
    except (AttributeError, OSError):  # only Linux, and not every file system, has files without a name
        nameless = -1
    try:
        with waiting.open("wb") if nameless < 0 else os.fdopen(nameless, "w+b") as file:
            _write(answer, file)
            file.flush()
            os.fchmod(file.fileno(), mode)
            if nameless >= 0:
                _give_name(nameless, waiting)
        waiting.replace(output)
    except BaseException:
        waiting.unlink(missing_ok=True)
        raise


def _give_name(nameless: int, name: Path) -> None:
    folder = os.open(name.parent, os.O_RDONLY)
    try:
        # Only with a folder does Python make the call that goes through the link to the file itself.
        os.link(f"/proc/self/fd/{nameless}", name.name, dst_dir_fd=folder, follow_symlinks=True)
    finally:
        os.close(folder)


def sweep(folder: Path, start: str) -> None:
    """Remove what was being written to a folder, under names that begin so, by processes that are no longer there."""
    for left in list(folder.iterdir()):
        writer = left.name.removeprefix(start).removesuffix(_WAITING)
        if left.name == f"{start}{writer}{_WAITING}" and writer.isdecimal() and not _runs(int(writer)):
            _remove(left)


def _remove(left: Path) -> None:
    import shutil  # felt at start-up, and rarely needed

    if left.is_dir():
        shutil.rmtree(left, ignore_errors=True)
    else:
        left.unlink(missing_ok=True)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def json_text(records: "list[Record] | Record", format_: str = "json") -> str:
    """Return records as JSON: a list with a record a line, or a single one with a part a line; one a line for jsonl."""
    if format_ == "jsonl":
        return "".join(f"{line(record)}\n" for record in (records if isinstance(records, list) else [records]))
    if isinstance(records, list):
        return f"{_listed(records)}\n"
    parts = (f"{line(name)}: {_listed(part)}" for name, part in plain(records).items())
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _listed(part: Any) -> str:
    """Return a list of records as JSON, one a line, and anything else in one line."""
    if isinstance(part, list) and part and not isinstance(part[0], str | int | float | list | None):
        return "[\n" + ",\n".join(map(line, part)) + "\n]"
    return line(part)


def as_csv(rows: Iterable[dict[str, Any]], columns: Sequence[str]) -> str:
    """Return rows as CSV with a head line; None is an empty cell."""
    from kg.model.table import csv_lines  # felt at start-up, and rarely needed

    return "".join(csv_lines(rows, columns))


def relations_text(graph: "KnowledgeGraph", relations: Sequence["Relation"], format_: str) -> str:
    """Return relations as csv, ttl, json or jsonl."""
    if format_ == "csv":
        from kg.model.table import RELATION_COLUMNS, relation_rows  # felt at start-up, and rarely needed

        return as_csv(relation_rows(relations), RELATION_COLUMNS)
    if format_ == "ttl":
        return graph.turtle(relations)
    return json_text(recorded(relations, "relation"), format_)


def deliver_folder(answers: Mapping[str, Callable[[BinaryIO], object]], folder: Path) -> None:
    """Write files by name into a folder, which is made if need be: all of them or none.

    Raises DataError where they cannot be written.
    """
    try:
        home = folder if folder.is_dir() else folder.parent
        sweep(home, _EXPORT)
        waiting = home / f"{_EXPORT}{os.getpid()}{_WAITING}"
        waiting.mkdir()
        try:
            for name, answer in answers.items():
                with (waiting / name).open("wb") as file:
                    answer(file)
            if folder.is_dir():
                for name in answers:
                    (waiting / name).replace(folder / name)
            else:
                waiting.rename(folder)
        finally:
            _remove(waiting)
    except OSError as error:
        raise DataError(f"{folder}: cannot be written: {error.strerror}") from error


def deliver_tree(
    files: Iterable[tuple[str, bytes]], folder: Path, mark: str, *, force: bool = False
) -> tuple[int, int]:
    """Write files, by their paths below it, as a folder that is there whole or not at all; return how many and bytes.

    ``mark`` names a file by which a folder is known to be such a tree: with ``force`` one that has it is replaced.
    Raises InputError for a folder that is not empty otherwise, DataError where it cannot be written.
    """
    try:
        _check_free(folder, mark, force=force)
        folder = folder.resolve()
        sweep(folder.parent, f".{folder.name}.")
        waiting = folder.parent / f".{folder.name}.{os.getpid()}{_WAITING}"
        waiting.mkdir()
        try:
            count = size = 0
            for name, content in files:
                (waiting / name).parent.mkdir(parents=True, exist_ok=True)
                (waiting / name).write_bytes(content)
                count, size = count + 1, size + len(content)
            if folder.exists():
                _remove_tree(folder)
            waiting.rename(folder)
        finally:
            _remove(waiting)
    except OSError as error:
        raise DataError(f"{folder}: cannot be written: {error.strerror}") from error
    return count, size


def _check_free(folder: Path, mark: str, *, force: bool) -> None:
    if not folder.exists():
        return
    if not folder.is_dir():
        raise InputError(f"{folder} is a file: name a folder with -o")
    if next(folder.iterdir(), None) is None:
        return
    if not (folder / mark).is_file():
        raise InputError(f"{folder} is not empty, and holds no site that kg made: name another folder")
    if not force:
        raise InputError(f"{folder} holds a site already: name another folder, or replace it with --force")


def _remove_tree(folder: Path) -> None:
    import shutil  # felt at start-up, and rarely needed

    shutil.rmtree(folder)
