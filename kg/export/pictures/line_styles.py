"""The line style of a tie: colour and dash by layer, weight, arrow's head and sign by standing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from kg.export.pictures.canvas import PAPER, Canvas
from kg.export.pictures.curves import Curve, Way, head
from kg.export.style import Stroke
from kg.model.standing import Standing
from kg.view.document import MEANINGS as WORDS

MEANINGS: Final[dict[Standing, str]] = WORDS | {
    "claimed": f"{WORDS['claimed']}, not accepted by the policy",
    "disputed": f"{WORDS['disputed']}: affirmed by some, denied by others",
}
"""What a picture says of a standing: the word that every face has, and what it means."""

POLARITIES: Final = {"cooperative": ("#1d4ed8", True), "hostile": ("#b91c1c", False)}
"""The polarities that have a sign: its colour, and whether it is a plus or a minus."""

DASHES: Final = {"dashed": "7 4", "dotted": "1.6 3.4"}
"""How lines are broken, by the word of the style."""
_WEIGHTS: Final[dict[Standing, float]] = {"accepted": 1.9, "claimed": 1.1, "disputed": 1.1, "denied": 1.1}
_HEAD: Final = (9.0, 7.5)
SIGN: Final = 5.5
"""The radius of the sign on a tie that is not accepted."""

PHASE: Final = "planned, proposed, annulled or in another phase"
"""What a picture says of a tie in a phase."""


def draw(canvas: Canvas, curve: Way, stroke: Stroke, standing: Standing, *, points: bool) -> None:
    """Draw a tie along a curve; ``points`` says that it has an arrow's head at its end."""
    weight = _WEIGHTS[standing]
    line(canvas, curve.without_tip(_HEAD[0] * 0.9) if points else curve, stroke, weight)
    if points:
        filled = stroke.colour if standing == "accepted" else PAPER
        canvas.path(head(curve, *_HEAD), fill=filled, stroke=stroke.colour, stroke_width=weight / 1.5)


def line(canvas: Canvas, curve: Way, stroke: Stroke, weight: float) -> None:
    """Draw the line of a layer along a curve."""
    canvas.path(
        curve.data,
        stroke=stroke.colour,
        stroke_width=weight,
        stroke_opacity=".75",
        stroke_dasharray=DASHES.get(stroke.dash),
        stroke_linecap="round" if stroke.dash == "dotted" else None,
    )


def strand(canvas: Canvas, curve: Way, stroke: Stroke, weight: float, *, hollow: bool) -> None:
    """Draw a layer's strand of a band along a curve, only its edges where it is ``hollow``."""
    line(canvas, curve, stroke, weight)
    if hollow:
        canvas.path(curve.data, stroke=PAPER, stroke_width=max(weight - 2.4, weight * 0.4), class_="hollow")


def sign(canvas: Canvas, x: float, y: float, standing: Standing, colour: str, *, whole: bool = False) -> None:
    """Draw the sign of a standing as all faces have it: a tick, an empty ring, an unequal sign or a cross in a ring.

    What is accepted has a sign only in a ``whole`` list of standings; on a line it is the plain case.
    """
    if standing == "accepted" and not whole:
        return
    arm = SIGN * 0.5
    with canvas.group(class_=f"sign-{standing}", stroke=colour, stroke_width=1.4):
        if standing == "accepted":
            canvas.path(f"M{x - 4:.1f} {y:.1f}l3 3.5l5.5 -7.5", stroke_width=1.8)
            return
        canvas.add("circle", cx=x, cy=y, r=SIGN, fill=PAPER)
        if standing == "disputed":
            for down in (-1.5, 1.5):
                canvas.line(x - arm, y + down, x + arm, y + down, stroke_width=1.2)
            canvas.line(x - arm * 0.6, y + arm * 1.2, x + arm * 0.6, y - arm * 1.2, stroke_width=1.2)
        if standing == "denied":
            for down in (-arm, arm):
                canvas.line(x - arm, y - down, x + arm, y + down)


def polarity(canvas: Canvas, x: float, y: float, name: str) -> None:
    """Draw the sign of a polarity, a plus or a minus on a filled square; what is neither has none."""
    if name not in POLARITIES:
        return
    colour, plus = POLARITIES[name]
    with canvas.group(class_=f"polarity-{name}", stroke=PAPER, stroke_width=1.5):
        canvas.add("rect", x=x - 5, y=y - 5, width=10, height=10, rx=2, fill=colour, stroke="none")
        canvas.line(x - 3, y, x + 3, y)
        if plus:
            canvas.line(x, y - 3, x, y + 3)


def sample(canvas: Canvas, x: float, y: float, stroke: Stroke) -> None:
    """Draw a piece of the line of a layer, 36 pixels long."""
    line(canvas, Curve((x, y), (x + 18, y), (x + 36, y)), stroke, 2)


def standing_sample(name: Standing) -> Callable[[Canvas, float, float], None]:
    """Return what draws the sign of a standing for a legend."""
    return lambda canvas, x, y: sign(canvas, x, y, name, "#475569", whole=True)


def polarity_sample(name: str) -> Callable[[Canvas, float, float], None]:
    """Return what draws the sign of a polarity for a legend."""
    return lambda canvas, x, y: polarity(canvas, x, y, name)


def phase(canvas: Canvas, x: float, y: float, colour: str) -> None:
    """Draw the sign of what is planned, proposed, annulled or in another phase: an empty square."""
    canvas.add(
        "rect", x=x - SIGN + 1, y=y - SIGN + 1, width=2 * SIGN - 2, height=2 * SIGN - 2, fill=PAPER,
        stroke=colour, stroke_width=1.4, class_="sign-phase",
    )  # fmt: skip
