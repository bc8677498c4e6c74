"""Where the program starts: without a command the window opens, any other word goes to the command line."""

from __future__ import annotations

import sys


def main() -> int:
    """Open the window, or run the command. Returns the exit status."""
    from kollegie.cli import build_parser
    from kollegie.cli import main as run_command

    if any(word in sys.argv for word in ("-h", "--help", "--version")) or build_parser().parse_args().command:
        return run_command()
    from ui.app import open_window

    return open_window(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
