"""Where the program starts: without a command the window opens, any other word goes to the command line."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from kollegie.language import Language

WINDOW_OPTIONS = ("--store", "--passphrase-file", "--language")


def main() -> int:
    """Open the window, or run the command. Returns the exit status."""
    if only_opens(sys.argv[1:]):
        from ui.app import open_window

        return open_window(sys.argv[1:])
    from kollegie.cli import main as run_command

    return run_command()


def only_opens(words: Sequence[str]) -> bool:
    """Whether nothing but the window's own options is given; known without loading a single command."""
    left = [part for word in words for part in (word.split("=", 1) if word.startswith("--") else [word])]
    names, values = left[::2], left[1::2]
    return len(names) == len(values) and all(
        name in WINDOW_OPTIONS and (name != "--language" or value in list(Language))
        for name, value in zip(names, values, strict=True)
    )


if __name__ == "__main__":
    sys.exit(main())
