"""Picture for a page or a slide, with legend and sources.

Drawn whole by this package; Graphviz, where it is installed, says where the boxes stand.
"""

from typing import BinaryIO, Final

from kg.export.pictures.network import USUAL_NODES, picture
from kg.export.view import View
from kg.policy import NO_POLICY

TIES_ONLY: Final = True
POLICY: Final = NO_POLICY
OPTIONS: Final = ("top",)
MOST: Final = USUAL_NODES


def write(view: View, file: BinaryIO) -> list[str]:
    """Write the picture; return what it does not show."""
    drawn, notes = picture(view)
    file.write(drawn.encode())
    return notes
