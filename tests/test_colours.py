"""The colours of layers: few families, which differ for every eye and can be read on white."""

from itertools import combinations
from typing import Final

import numpy as np
import pytest
from numpy.typing import NDArray

from kg.export.style import read_style
from kg.graph import KnowledgeGraph

Colours = NDArray[np.float64]

# What is left of linear RGB without one of the three kinds of cone: Machado, Oliveira and Fernandes (2009), severity 1.
EYES: Final = {
    "all": [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
    "protanopia": [
        [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900],
    ],
}  # fmt: skip
# sRGB to CIE XYZ, and its white (D65).
XYZ: Final = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
WHITE: Final = [0.95047, 1.0, 1.08883]
FAMILIES: Final = 7
APART: Final = 20.0  # of CIE 1976; 2.3 is a difference that can just be seen
CONTRAST: Final = 4.5  # WCAG 2.2, 1.4.3


def linear(colours: list[str]) -> Colours:
    shares = np.array([[int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)] for colour in colours])
    return np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)


def lab(light: Colours) -> Colours:
    shares = np.clip(light, 0, 1) @ np.array(XYZ).T / np.array(WHITE)
    f = np.where(shares > 0.008856, np.cbrt(shares), 7.787 * shares + 16 / 116)
    return np.stack([116 * f[:, 1] - 16, 500 * (f[:, 0] - f[:, 1]), 200 * (f[:, 1] - f[:, 2])], axis=1)


@pytest.fixture(scope="module")
def colours(shipped: KnowledgeGraph) -> list[str]:
    return sorted({stroke.colour for stroke in read_style(shipped.store).layers.values()})


def test_layers_have_seven_colours_and_no_two_layers_the_same_line(shipped: KnowledgeGraph, colours: list[str]) -> None:
    strokes = read_style(shipped.store).layers.values()
    assert len(colours) == FAMILIES
    assert len({(stroke.colour, stroke.dash) for stroke in strokes}) == len(list(strokes))


@pytest.mark.parametrize("eye", EYES)
def test_any_two_families_differ_for_every_eye(colours: list[str], eye: str) -> None:
    seen = lab(linear(colours) @ np.array(EYES[eye]).T)
    for (one, a), (other, b) in combinations(zip(colours, seen, strict=True), 2):
        assert np.linalg.norm(a - b) >= APART, f"{one} and {other} with {eye}"


def test_every_family_can_be_read_as_text_on_white(colours: list[str]) -> None:
    luminance = linear(colours) @ np.array(XYZ[1])
    assert all(1.05 / (one + 0.05) >= CONTRAST for one in luminance)


def test_a_layer_that_holds_both_signs_is_named_for_both(shipped: KnowledgeGraph) -> None:
    labels = {name: stroke.label for name, stroke in read_style(shipped.store).layers.items()}
    assert labels["alliance"] == "alliance or tension"
    tense = shipped.relations("Turkey", "Armenia")
    assert any(relation.type.label == "has tensions with" for relation in tense)
