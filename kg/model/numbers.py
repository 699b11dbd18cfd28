"""Numbers as RDF writes them: Python's own reading takes digits of other scripts, ``1_000`` and what is not finite."""

import re
from decimal import Decimal
from typing import Final

_NUMBER: Final = re.compile(r"\s*[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?\s*", re.ASCII)
# What a double can hold, and what every reader of an exported number can.
_LARGEST: Final = Decimal("1e308")
WHOLE: Final = Decimal(101)
"""What all shares of one thing may add up to, in per cent: rounding adds a little to the whole."""


def read_number(text: str) -> Decimal:
    """Return the number that the lexical form of an XSD integer, decimal or double gives.

    Raises ArithmeticError for another form, for one that is not finite, and for one beyond 1e308.

    >>> read_number("40.10"), read_number("-1e3")
    (Decimal('40.10'), Decimal('-1E+3'))
    """
    if not _NUMBER.fullmatch(text) or abs(number := Decimal(text.strip())) > _LARGEST:
        raise ArithmeticError(f"{text} is no finite number")
    return number
