"""Following files that are being written: they are loaded again, and where they cannot, the last good state stays."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Final

from kg.errors import DataError
from kg.serve.pool import Busy, Pool, Stopped
from kg.serve.served import Source, watched

# How often files are looked at, in seconds; what is still being written changes between two looks.
_BEAT: Final = 0.5
# What is done for nobody in particular takes no longer than this, in seconds.
_PATIENCE: Final = 600.0
# So many findings stand in a notice.
_FEW: Final = 3

State = dict[str, tuple[int, int]]


async def follow(pool: Pool, source: Source, say: Callable[[str], None]) -> None:
    """Load the graph again whenever its files change, and say what came of it, on all pages too."""
    served = seen = _state(source)
    await _check(pool, source, say)
    while True:
        await asyncio.sleep(_BEAT)
        now = await asyncio.to_thread(_state, source)
        if now == seen and now != served:
            served = now
            try:
                await pool.reload()
                say("loaded again")
                await _check(pool, source, say)
            except DataError as error:
                pool.notice = f"The files have changed and cannot be loaded; the last good state is shown. {error}"
                say(f"cannot be loaded, the last good state stays: {error}")
        seen = now


async def _check(pool: Pool, source: Source, say: Callable[[str], None]) -> None:
    """Say what is wrong in the data, as ``kg validate`` does."""
    pool.notice = ""
    if source.files or source.store is not None:
        return
    try:
        findings = json.loads((await pool.ask({"do": "validate"}, seconds=_PATIENCE)).body or b"[]")
    except (Stopped, Busy):
        return
    for finding in findings:
        say(finding)
    if findings:
        more = f" · and {len(findings) - _FEW} more" if len(findings) > _FEW else ""
        pool.notice = f"kg validate finds: {' · '.join(findings[:_FEW])}{more}"


def _state(source: Source) -> State:
    """Return the times and sizes of the files, by name; what is gone between two looks is not there."""
    state: State = {}
    try:
        for path in watched(source):
            about = path.stat()
            state[str(path)] = about.st_mtime_ns, about.st_size
    except OSError:
        state[""] = (0, 0)
    return state
