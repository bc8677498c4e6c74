"""Where the program starts: without a command the window opens, any other word goes to the command line."""

from __future__ import annotations

import sys
from collections.abc import Sequence

WINDOW_OPTIONS = ("--store", "--passphrase-file")


def main() -> int:
    """Open the window, or run the command. Returns the exit status."""
    if only_opens(sys.argv[1:]):
        from ui.app import open_window

        return open_window(sys.argv[1:])
    from kollegie.cli import main as run_command

    return run_command()


def only_opens(words: Sequence[str]) -> bool:
    """Whether nothing but the window's own options is given; known without loading a single command."""
    left = list(words)
    while left:
        word = left.pop(0)
        if word in WINDOW_OPTIONS and left:
            left.pop(0)
        elif not word.startswith(tuple(f"{option}=" for option in WINDOW_OPTIONS)):
            return False
    return True


if __name__ == "__main__":
    sys.exit(main())
