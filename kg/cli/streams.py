"""The streams and signals with which a verb begins, whatever the caller made of them."""

import os
import signal
import sys
import threading
from typing import Final

_STREAMS: Final = (("stdin", "r"), ("stdout", "w"), ("stderr", "w"))


def prepare() -> None:
    """Let Ctrl-C end the process at once, and open what is closed among the standard streams to nothing.

    The engine, written in another language, does not hear Python's own answer to Ctrl-C. Files are written so that an
    end at any time leaves none half written. A closed stream would lend its number to the next file that is opened;
    what is written to a closed output still fails.
    """
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    for number, (name, mode) in enumerate(_STREAMS):
        if getattr(sys, name) is not None:
            continue
        nothing = os.open(os.devnull, os.O_WRONLY if number == 2 else os.O_RDONLY)
        if nothing != number:
            os.dup2(nothing, number)
            os.close(nothing)
        stream = os.fdopen(number, mode, encoding="utf-8", errors="backslashreplace", closefd=False)
        setattr(sys, name, stream)
