"""The picture of svg in pixels, two for one, with the package resvg-py."""

from typing import BinaryIO, Final

from kg.export.pictures import convert
from kg.export.pictures.network import USUAL_NODES, picture
from kg.export.view import View
from kg.policy import NO_POLICY

TIES_ONLY: Final = True
POLICY: Final = NO_POLICY
OPTIONS: Final = ("top",)
MOST: Final = USUAL_NODES
BINARY: Final = True


def write(view: View, file: BinaryIO) -> list[str]:
    """Write the picture; return what it does not show."""
    drawn, notes = picture(view)
    file.write(convert.png(drawn))
    return notes
