"""Where answers go and in which format."""

import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from kg.cli.progress import erase
from kg.errors import DataError, InputError
from kg.model.records import Json, Relation

if TYPE_CHECKING:
    from kg.graph import KnowledgeGraph

WIDTH_ELSEWHERE: Final = 80


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


def deliver(answer: str | bytes | Callable[[BinaryIO], object], output: Path | None) -> None:
    """Write an answer to stdout, or to a file that is there whole or not at all.

    An answer too large to hold is a function that writes itself into a binary file. Raises DataError where the
    answer cannot be written.
    """
    if output is None:
        erase(for_good=sys.stdout.isatty())
        try:
            _write(answer, sys.stdout.buffer)
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
                _write(answer, device)
        else:
            _write_whole(answer, output)
    except OSError as error:
        raise DataError(f"{output}: cannot be written: {error.strerror}") from error


def _write(answer: str | bytes | Callable[[BinaryIO], object], file: BinaryIO) -> None:
    if callable(answer):
        answer(file)
    else:
        file.write(answer.encode() if isinstance(answer, str) else answer)


def _write_whole(answer: str | bytes | Callable[[BinaryIO], object], output: Path) -> None:
    """Write a temporary file beside the output, and rename it when it is complete."""
    import tempfile  # felt at start-up, and rarely needed

    output = output.resolve()  # a link keeps pointing to the file that is written
    handle, name = tempfile.mkstemp(dir=output.parent, prefix=f".{output.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            _write(answer, file)
        umask = os.umask(0)
        os.umask(umask)
        Path(name).chmod(output.stat().st_mode & 0o777 if output.exists() else 0o666 & ~umask)
        Path(name).replace(output)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def as_json(records: Any) -> str:
    """Return records as JSON, every script left as it is.

    A list has a record a line, and a single record a part a line: to indent all of it takes Python four times as long.
    """
    if not isinstance(records, dict):
        return f"{_listed(records)}\n"
    parts = (f"{_line(name)}: {_listed(part)}" for name, part in records.items())
    return "{\n" + ",\n".join(parts) + "\n}\n"


def as_jsonl(records: Iterable[Json]) -> str:
    """Return records as JSON, one a line."""
    return "".join(f"{_line(record)}\n" for record in records)


def _listed(part: Any) -> str:
    """Return a list of records as JSON, one a line, and anything else in one line."""
    if isinstance(part, list) and any(isinstance(record, dict) for record in part):
        return "[\n" + ",\n".join(map(_line, part)) + "\n]"
    return _line(part)


def _line(part: Any) -> str:
    return json.dumps(part, ensure_ascii=False)


def json_text(records: list[Json], format_: str) -> str:
    """Return records as one JSON list, or one a line for the format jsonl."""
    return as_jsonl(records) if format_ == "jsonl" else as_json(records)


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
    return json_text([relation.as_json() for relation in relations], format_)


def deliver_folder(answers: Mapping[str, Callable[[BinaryIO], object]], folder: Path) -> None:
    """Write files by name into a folder, which is made if need be: all of them or none.

    Raises DataError where they cannot be written.
    """
    import shutil
    import tempfile

    try:
        made = not folder.is_dir()
        if made:
            folder.mkdir()
        waiting = Path(tempfile.mkdtemp(dir=folder, prefix=".export-"))
        try:
            for name, answer in answers.items():
                with (waiting / name).open("wb") as file:
                    answer(file)
            for name in answers:
                (waiting / name).replace(folder / name)
        except BaseException:
            if made:
                shutil.rmtree(folder, ignore_errors=True)
            raise
        finally:
            shutil.rmtree(waiting, ignore_errors=True)
    except OSError as error:
        raise DataError(f"{folder}: cannot be written: {error.strerror}") from error
