"""Rows of JSON: one object a line, a list of objects, or the features of a GeoJSON file.

What lies inside an object is a column of its own, named by the way to it, ``geo.lat``; a list of words is one cell.
"""

import io
import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO, Final

from kg.errors import DataError
from kg.importing.text import clean, faults, json_object, json_value, wrong_json
from kg.importing.texts import Row

# So many objects tell which columns there are; one that comes up later is an error, not a loss.
_SAMPLE: Final = 2000
_CHUNK: Final = 1 << 16
_JOIN: Final = "; "
_NO_OBJECT: Final = "this is no JSON object, {…}, whose keys name the columns"

Object = tuple[int, Mapping[str, Any]]
# An object, or why a line of its own holds none.
Read = tuple[int, Mapping[str, Any] | str]


def object_rows(path: Path, raw: BinaryIO, ending: str, key: str) -> tuple[tuple[str, ...], Iterator[Row]]:
    """Return the columns and the rows of JSON; ``key`` says under which key of an object its rows stand.

    Of a file with an object a line, a line that holds none is a broken row. Raises DataError, with the line, for
    another that is no JSON, for what is no object, or has a column that came up too late.
    """
    flat = ((line, item if isinstance(item, str) else _flat(item)) for line, item in _objects(path, raw, ending, key))
    sample = list(islice(flat, _SAMPLE))
    head = tuple(dict.fromkeys(name for _, cells in sample if not isinstance(cells, str) for name in cells))
    if not head:
        line, broken = next(((line, item) for line, item in sample if isinstance(item, str)), (0, ""))
        raise DataError(
            f"{path}:{line}: {broken}" if broken else f"{path}: there is no object in it, whose keys name the columns"
        )
    return head, _rows(path, head, chain(sample, flat))


def _objects(path: Path, raw: BinaryIO, ending: str, key: str) -> Iterator[Read]:
    if ending in ("ndjson", "jsonl"):
        yield from ((line, _read_line(written)) for line, written in enumerate(raw, 1) if written.strip())
        return
    with io.TextIOWrapper(raw, encoding="utf-8-sig") as text:
        yield from _listed(path, text, ending, key)


def _rows(path: Path, head: tuple[str, ...], objects: Iterable[tuple[int, dict[str, str] | str]]) -> Iterator[Row]:
    known = frozenset(head)
    for line, cells in objects:
        if isinstance(cells, str):
            yield Row(line, ("",) * len(head), broken=cells)
            continue
        if not cells.keys() <= known:
            late = ", ".join(sorted(cells.keys() - known))
            raise DataError(f"{path}:{line}: {late} is in none of the first {_SAMPLE:,} objects: put this one before")
        row = tuple(cells.get(name, "") for name in head)
        yield Row(line, row, faults(row))


def _read_line(written: bytes) -> Mapping[str, Any] | str:
    try:
        value = json_value(written)
    except ValueError as error:
        return str(error)
    return value if isinstance(value, dict) else _NO_OBJECT


def _object(path: Path, line: int, value: object) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise DataError(f"{path}:{line}: {_NO_OBJECT}")
    return value


def _listed(path: Path, text: io.TextIOWrapper, ending: str, key: str) -> Iterator[Object]:
    """Yield the objects of a list, read piece by piece; of an object that holds the list, all of it is read."""
    try:
        first = text.read(_CHUNK)
        if first.lstrip().startswith("["):
            yield from _streamed(path, text, first)
            return
        whole = json.loads(first + text.read(), object_pairs_hook=json_object)
    except (ValueError, RecursionError) as error:
        line = f":{error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise DataError(f"{path}{line}: {wrong_json(error)}") from error
    held = whole if isinstance(whole, dict) else {}
    lists = [name for name, value in held.items() if isinstance(value, list)]
    wanted = key or ("features" if ending == "geojson" or held.get("type") == "FeatureCollection" else "")
    # What an interface answers has one list, with a count or a status beside it.
    if not wanted and len(lists) == 1 and all(isinstance(item, dict) for item in held[lists[0]]):
        wanted = lists[0]
    rows = held.get(wanted)
    if not isinstance(rows, list):
        hint = f"; lists in it are: {', '.join(lists)}" if lists else ""
        raise DataError(f"{path}: it is no list of objects: say under [sheet], in rows, where its rows stand{hint}")
    for number, item in enumerate(rows, 1):
        yield number, _object(path, number, item)


def _streamed(path: Path, text: io.TextIOWrapper, buffer: str) -> Iterator[Object]:
    decoder = json.JSONDecoder(object_pairs_hook=json_object)
    line, position = 1, buffer.index("[") + 1
    line += buffer.count("\n", 0, position)
    while True:
        start = position
        while position < len(buffer) and buffer[position] in " \t\r\n,":
            position += 1
        line += buffer.count("\n", start, position)
        if position < len(buffer) and buffer[position] == "]":
            rest = buffer[position + 1 :].lstrip() or text.read().lstrip()
            if rest:
                raise DataError(f"{path}:{line}: something stands behind the end of the list: {rest[:20]!r}")
            return
        try:
            value, end = decoder.raw_decode(buffer, position)
        except json.JSONDecodeError as error:
            more = text.read(_CHUNK)
            if not more:
                raise DataError(f"{path}:{line}: {wrong_json(error)}") from error
            buffer, position = buffer[position:] + more, 0
            continue
        except (ValueError, RecursionError) as error:
            raise DataError(f"{path}:{line}: {wrong_json(error)}") from error
        yield line, _object(path, line, value)
        line += buffer.count("\n", position, end)
        position = end
        if position > _CHUNK:
            buffer, position = buffer[position:], 0


def _flat(item: Mapping[str, Any]) -> dict[str, str]:
    """Return the cells of an object; of a GeoJSON feature those of its properties, and where its point lies."""
    if item.get("type") == "Feature" and "geometry" in item:
        geometry = item["geometry"] if isinstance(item["geometry"], dict) else {}
        properties, point = item.get("properties"), geometry.get("coordinates")
        cells = dict(_cells("", properties if isinstance(properties, dict) else {}))
        if "id" in item:
            cells.setdefault("id", _written(item["id"]))
        if geometry.get("type") == "Point" and isinstance(point, list) and len(point) > 1:
            cells.setdefault("longitude", _written(point[0]))
            cells.setdefault("latitude", _written(point[1]))
        cells.setdefault("geometry", str(geometry.get("type", "")))
        return cells
    return dict(_cells("", item))


def _cells(before: str, item: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in item.items():
        if isinstance(value, dict):
            yield from _cells(f"{before}{name}.", value)
        elif isinstance(value, list) and any(isinstance(part, dict | list) for part in value):
            yield f"{before}{name}", json.dumps(value, ensure_ascii=False)
        elif isinstance(value, list):
            yield f"{before}{name}", _JOIN.join(map(_written, value))
        else:
            yield f"{before}{name}", _written(value)


def _written(value: object) -> str:
    """Return a value as it would stand in a text: nothing for none, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return clean(str(value))
