"""``python -m vankho`` → the command line."""

from vankho.cli import main

main()
