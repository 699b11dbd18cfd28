"""``python -m kg`` is the command ``kg``."""

import signal


def run() -> None:
    """Run the command line; Ctrl-C ends it at once and in silence, while modules are still imported too."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    from kg.cli import run

    run()


if __name__ == "__main__":
    run()
