"""Result tables: lists that print well, and that a notebook shows as a table."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

Item = TypeVar("Item")


class ResultTable(list[Item]):
    """A list of records with the columns under which a notebook shows them.

    It is a plain list in every other respect; ``print`` gives one record a line.
    """

    def __init__(
        self, items: Iterable[Item], columns: Sequence[str], cells: Callable[[Item], Sequence[object]]
    ) -> None:
        super().__init__(items)
        self._columns = tuple(columns)
        self._cells = cells

    def __str__(self) -> str:
        """Return the records, one a line."""
        return "\n".join(map(str, self))

    def _repr_html_(self) -> str:
        """Return the records as an HTML table, as notebooks ask for it."""
        from html import escape

        head = "".join(f"<th>{escape(column)}</th>" for column in self._columns)
        rows = (
            "".join(f"<td>{escape('' if cell is None else str(cell))}</td>" for cell in self._cells(item))
            for item in self
        )
        body = "".join(f"<tr>{row}</tr>" for row in rows)
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
