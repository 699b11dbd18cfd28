"""How a tie looks: colour and dash by layer, weight, arrow's head and sign by standing."""

from __future__ import annotations

from typing import Final

from kg.export.pictures.canvas import PAPER, Canvas, number
from kg.export.pictures.curves import Curve, head
from kg.export.style import Stroke
from kg.model.standing import Standing

MEANINGS: Final[dict[Standing, str]] = {
    "accepted": "accepted, and nobody denies it",
    "claimed": "claimed, not accepted",
    "disputed": "affirmed by some, denied by others",
    "denied": "only denied",
}
"""What a picture says of a standing."""

_DASHES: Final = {"dashed": "7 4", "dotted": "1.6 3.4"}
_WEIGHTS: Final[dict[Standing, float]] = {"accepted": 1.9, "claimed": 1.1, "disputed": 1.1, "denied": 1.1}
_HEAD: Final = (9.0, 7.5)
SIGN: Final = 5.5
"""The radius of the sign on a tie that is not accepted."""

PHASE: Final = "planned, proposed, annulled or in another phase"
"""What a picture says of a tie in a phase."""


def draw(canvas: Canvas, curve: Curve, stroke: Stroke, standing: Standing, *, points: bool) -> None:
    """Draw a tie along a curve; ``points`` says that it has an arrow's head at its end."""
    weight = _WEIGHTS[standing]
    line(canvas, curve.without_tip(_HEAD[0] * 0.9) if points else curve, stroke, weight)
    if points:
        filled = stroke.colour if standing == "accepted" else PAPER
        canvas.path(head(curve, *_HEAD), fill=filled, stroke=stroke.colour, stroke_width=weight / 1.5)


def line(canvas: Canvas, curve: Curve, stroke: Stroke, weight: float) -> None:
    """Draw the line of a layer along a curve."""
    canvas.path(
        curve.data,
        stroke=stroke.colour,
        stroke_width=weight,
        stroke_opacity=".75",
        stroke_dasharray=_DASHES.get(stroke.dash),
        stroke_linecap="round" if stroke.dash == "dotted" else None,
    )


def sign(canvas: Canvas, x: float, y: float, standing: Standing, colour: str) -> None:
    """Draw the sign of a standing: an empty ring, one half full, one crossed out; none for what is accepted."""
    if standing == "accepted":
        return
    with canvas.group(class_=f"sign-{standing}", stroke=colour, stroke_width=1.4):
        canvas.add("circle", cx=x, cy=y, r=SIGN, fill=PAPER)
        if standing == "disputed":
            canvas.path(_half(x, y), fill=colour, stroke="none")
        if standing == "denied":
            arm = SIGN * 0.62
            for down in (-arm, arm):
                canvas.line(x - arm, y - down, x + arm, y + down)


def phase(canvas: Canvas, x: float, y: float, colour: str) -> None:
    """Draw the sign of what is planned, proposed, annulled or in another phase: an empty square."""
    canvas.add(
        "rect", x=x - SIGN + 1, y=y - SIGN + 1, width=2 * SIGN - 2, height=2 * SIGN - 2, fill=PAPER,
        stroke=colour, stroke_width=1.4, class_="sign-phase",
    )  # fmt: skip


def _half(x: float, y: float) -> str:
    radius = number(SIGN)
    return f"M{number(x)} {number(y - SIGN)}A{radius} {radius} 0 0 0 {number(x)} {number(y + SIGN)}Z"
