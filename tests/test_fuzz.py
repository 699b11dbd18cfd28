"""Whatever comes in: exit code 0, 1 or 2, one line at most where it is refused, in bounded time, and no file changed.

The seeds are fixed, so that a failure can be had again. A longer run is ``make fuzz``.
"""

import os
import shlex
import shutil
from pathlib import Path
from random import Random

import pytest

from tests.fuzzing import Nursery
from tests.mutations import KINDS

# So many of each kind; the longer run sets more.
CASES = int(os.environ.get("KG_FUZZ", "40"))


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_no_input_is_unforeseen(tmp_path: Path, kind: str) -> None:
    with Nursery() as nursery:
        assert not list(faults(nursery, kind, range(CASES), tmp_path))


def faults(nursery: Nursery, kind: str, seeds: range, folder: Path) -> list[str]:
    """Return the cases of a kind that break the law, each in a line; their files stay in the folder."""
    broken = []
    for seed in seeds:
        case = KINDS[kind](Random(f"{kind} {seed}"))
        home = folder / f"{kind}-{seed}"
        home.mkdir()
        told = nursery.run(case, home)
        if fault := case.fault(told):
            broken.append(f"{kind} {seed}: {fault}: kg {shlex.join(case.words)[:300]}: {told['err'][:300]}")
        else:
            shutil.rmtree(home)
    return broken
