"""Run the command line from a checkout: ``python cli.py relations Turkey Azerbaijan``."""

from kg.cli import run

if __name__ == "__main__":
    run()
