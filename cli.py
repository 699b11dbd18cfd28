"""Run the command line from a checkout: ``python cli.py relations Turkey Azerbaijan``."""

from kg.__main__ import run

if __name__ == "__main__":
    run()
