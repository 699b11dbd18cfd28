"""``python -m kg`` is the command ``kg``."""

# Ctrl-C ends the command at once and in silence, while modules are still imported too: this one is there from the
# start, where ``signal`` imports others.
import _signal  # type: ignore[import-not-found]

_signal.signal(_signal.SIGINT, _signal.SIG_DFL)


def run() -> None:
    """Run the command line."""
    from kg.cli import run

    run()


if __name__ == "__main__":
    run()
