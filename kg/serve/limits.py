"""How much a client may ask of the server."""

from __future__ import annotations

from kg.store.worker import Limits


class Bounds(Limits, frozen=True):
    """The bounds of one server; sizes are in bytes, times in seconds.

    ``seconds`` and ``memory`` bound what one job may take, ``answer`` what it may bring and ``body`` what a request may
    carry. ``head`` and ``upload`` bound the time that a request takes to arrive, ``stalled`` how long a client may
    leave what it is sent unread. ``warm`` processes wait for jobs, ``most`` work at a time, ``queue`` jobs wait for one
    of them, for ``patience`` each; ``connections`` are open at a time.
    """

    seconds: float = 10.0
    memory: int = 10**9
    answer: int = 256 << 20
    body: int = 1 << 20
    head: float = 10.0
    upload: float = 20.0
    stalled: float = 30.0
    patience: float = 10.0
    warm: int = 3
    most: int = 8
    queue: int = 256
    connections: int = 512
