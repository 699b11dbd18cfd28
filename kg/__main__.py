"""``python -m kg`` is the command ``kg``."""

# Ctrl-C ends the command at once and in silence, while modules are still imported too: this one is there from the
# start, where ``signal`` imports others.
import _signal  # type: ignore[import-not-found]
import gc
import os
import sys

_signal.signal(_signal.SIGINT, _signal.SIG_DFL)


def run() -> None:
    """Run the command line, and end the process."""
    gc.disable()  # a run is short, and leaves no cycles worth the time of looking for them
    from kg.cli import run

    try:
        run()
    except SystemExit as ended:
        _end(ended.code)


def _end(code: object) -> None:
    """End the process at once, all being written: to take down modules and engine takes a tenth of an answer's time."""
    from contextlib import suppress

    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):  # nobody reads on; what was to be said of it has been
            stream.flush()
    os._exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    run()
