"""Where boxes stand in a picture when Graphviz is not there: near what they are tied to, and none over another.

Distances on the page follow distances in the network (stress majorisation: Gansner, Koren and North 2005); overlaps are
taken out so that neighbours stay neighbours (the proximity stress model of Gansner and Hu 2010, as Graphviz does it).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from kg.export.pictures.graphviz import Piece, Point

Points = Any
"""An array of numpy, which is loaded only where Graphviz is not there."""

_ROUNDS: Final = 120
_SMALL_CHANGE: Final = 1e-4
_MOST_WIDENING: Final = 1.5  # how much two overlapping boxes are moved apart at once, so that the shape is kept


def arrange(pieces: Sequence[Piece], gap: float, length: float) -> list[list[Point]]:
    """Return the centres of the boxes of each piece.

    At least ``gap`` is kept free around each; ``length`` is the wanted length of a link, all in pixels.
    """
    return [_arranged(piece, gap, length) if len(piece.sizes) > 1 else [(0.0, 0.0)] for piece in pieces]


def _arranged(piece: Piece, gap: float, length: float) -> list[Point]:
    import numpy as np
    from scipy.sparse import coo_array

    box = np.array(piece.sizes) + gap
    links = {(one, other) for link in piece.links for one, other in (link, link[::-1]) if one != other}
    ends = np.array(sorted(links), dtype=int)
    tied = coo_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(len(box), len(box))).tocsr()
    centres = _apart(_level(_stress(tied, box, length)), box)
    return [(float(x), float(y)) for x, y in centres.round(1)]


def _stress(tied: Any, box: Points, length: float) -> Points:
    """Return points whose distances come near to those in the network."""
    import numpy as np
    from scipy.sparse.csgraph import shortest_path

    degrees = np.asarray(tied.sum(axis=1)).ravel()
    one, other = tied.nonzero()
    # A hub needs room around it for all that hang on it, and a wide box more than a narrow one.
    around = length * (1 + 0.12 * np.sqrt(np.maximum(degrees[one], degrees[other]))) + (box[one, 0] + box[other, 0]) / 4
    tied = tied.copy()
    tied.data = around
    wanted = shortest_path(tied, directed=False)
    weight = 1 / np.maximum(wanted, 1e-9) ** 2
    np.fill_diagonal(weight, 0)
    laplacian = np.diag(weight.sum(axis=1)) - weight
    inverse = np.linalg.inv(laplacian + 1 / len(box))
    centres = _scaled(wanted)
    before = np.inf
    for _ in range(_ROUNDS):
        between = _distances(centres)
        stress = float((weight * (between - wanted) ** 2).sum())
        if stress > before * (1 - _SMALL_CHANGE):
            break
        before = stress
        pull = -weight * wanted / np.maximum(between, 1e-9)
        np.fill_diagonal(pull, 0)
        np.fill_diagonal(pull, -pull.sum(axis=1))
        centres = inverse @ (pull @ centres)
    return centres


def _distances(centres: Points) -> Points:
    import numpy as np

    across, down = (centres[:, axis, None] - centres[None, :, axis] for axis in (0, 1))
    return np.sqrt(across * across + down * down)


def _scaled(wanted: Points) -> Points:
    """Return points to begin with: classical scaling, whose signs are chosen so that it always comes out alike."""
    import numpy as np

    squares = wanted**2
    middle = -(squares - squares.mean(axis=0) - squares.mean(axis=1)[:, None] + squares.mean()) / 2
    values, vectors = np.linalg.eigh(middle)
    axes = vectors[:, -2:][:, ::-1] * np.sqrt(np.maximum(values[-2:][::-1], 1))
    axes *= np.where(axes[np.abs(axes).argmax(axis=0), (0, 1)] < 0, -1, 1)
    # Leaves of one hub are alike in the network: a turn of the golden angle each tells them apart.
    turns = np.arange(len(axes)) * 2.39996
    return axes + np.column_stack([np.cos(turns), np.sin(turns)]) * wanted.max() / 50


def _level(centres: Points) -> Points:
    """Return points turned so that they are wider than high."""
    import numpy as np

    centres = centres - centres.mean(axis=0)
    if len(centres) < 3:
        return np.column_stack([centres @ _unit(centres[0]), np.zeros(len(centres))])
    _, _, axes = np.linalg.svd(centres, full_matrices=False)
    axes *= np.where(axes[(0, 1), np.abs(axes).argmax(axis=1)] < 0, -1, 1)[:, None]
    return centres @ axes.T


def _unit(vector: Points) -> Points:
    import numpy as np

    size = float(np.hypot(*vector))
    return vector / size if size else np.array([1.0, 0.0])


def _apart(centres: Points, box: Points) -> Points:
    """Return points at which no two boxes overlap, with neighbours still beside each other."""
    import numpy as np

    for _ in range(100):
        pairs = _neighbours(centres)
        if not (_excess(centres, box, pairs) > 1).any():
            pairs = _overlapping(centres, box)
            if not len(pairs):
                return centres
            pairs = np.unique(np.concatenate([pairs, _neighbours(centres)]), axis=0)
        centres = _widened(centres, pairs, _excess(centres, box, pairs))
    return _pushed(centres, box)


def _neighbours(centres: Points) -> Points:
    """Return the pairs of points with nothing between them."""
    import numpy as np
    from scipy.spatial import Delaunay, QhullError

    if len(centres) < 4:
        return np.array([(one, other) for one in range(len(centres)) for other in range(one)], dtype=int).reshape(-1, 2)
    try:
        triangles = Delaunay(centres, qhull_options="QJ Pp").simplices
    except QhullError:  # all of them on a line
        order = centres[:, 0].argsort(kind="stable")
        return np.sort(np.column_stack([order[:-1], order[1:]]), axis=1)
    return np.unique(np.sort(triangles[:, [[0, 1], [1, 2], [0, 2]]].reshape(-1, 2), axis=1), axis=0)


def _excess(centres: Points, box: Points, pairs: Points) -> Points:
    """Return by how much the distance of each pair has to grow for the two not to overlap; at least 1."""
    import numpy as np

    apart = np.abs(centres[pairs[:, 0]] - centres[pairs[:, 1]])
    needed = (box[pairs[:, 0]] + box[pairs[:, 1]]) / 2
    factor = np.min((needed + 0.01) / np.maximum(apart, 1e-3), axis=1)
    return np.maximum(factor, 1.0)


def _overlapping(centres: Points, box: Points) -> Points:
    import numpy as np

    across, down = (
        np.abs(centres[:, axis, None] - centres[None, :, axis]) < (box[:, axis, None] + box[None, :, axis]) / 2 - 0.01
        for axis in (0, 1)
    )
    return np.argwhere(np.triu(across & down, 1))


def _widened(centres: Points, pairs: Points, factor: Points) -> Points:
    """Return points moved so that the pairs come nearer to their distance times the factor."""
    import numpy as np
    from scipy.sparse import coo_array
    from scipy.sparse.linalg import splu

    count = len(centres)
    one, other = pairs[:, 0], pairs[:, 1]
    apart = centres[one] - centres[other]
    between = np.maximum(np.hypot(apart[:, 0], apart[:, 1]), 1e-3)
    wanted = between * np.minimum(factor, _MOST_WIDENING)
    weight = 1 / wanted**2
    rows, columns = np.concatenate([one, other, one, other]), np.concatenate([other, one, one, other])
    values = np.concatenate([-weight, -weight, weight, weight])
    laplacian = coo_array((values, (rows, columns)), shape=(count, count)).tocsc()
    # The first point is held where it is: without that the whole could drift anywhere.
    hold = coo_array(([weight.max()], ([0], [0])), shape=(count, count)).tocsc()
    pull = (weight * wanted / between)[:, None] * apart
    target = np.zeros_like(centres)
    np.add.at(target, one, pull)
    np.add.at(target, other, -pull)
    target[0] += weight.max() * centres[0]
    moved: Points = splu(laplacian + hold).solve(target)
    return moved


def _pushed(centres: Points, box: Points) -> Points:
    """Return points pushed apart pair by pair along the shorter way: what is left when neighbours cannot be kept."""
    centres = centres.copy()
    for _ in range(1000):
        pairs = _overlapping(centres, box)
        if not len(pairs):
            break
        for one, other in pairs:
            apart = centres[other] - centres[one]
            missing = (box[one] + box[other]) / 2 - abs(apart) + 0.1
            axis = int(missing[1] <= missing[0])
            step = max(missing[axis], 0.0) / 2 * (1 if apart[axis] >= 0 else -1)
            centres[one, axis] -= step
            centres[other, axis] += step
    return centres
