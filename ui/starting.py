"""How the program is started: what was said to it, and once more at its lock."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QProcess, QProcessEnvironment

VARIABLE = "KOLLEGIE_PASSPHRASE"


@dataclass(frozen=True)
class Options:
    """The database to open, and the file whose first line is its passphrase; None where they were not said."""

    store: Path | None = None
    passphrase_file: Path | None = None


def read_options(argv: Sequence[str]) -> Options:
    """Read `--store FILE` and `--passphrase-file FILE`, also written with `=`."""
    given: dict[str, Path] = {}
    words = [part for word in argv for part in (word.split("=", 1) if word.startswith("--") else [word])]
    for name, value in pairwise(words):
        if name in ("--store", "--passphrase-file"):
            given[name.removeprefix("--").replace("-", "_")] = Path(value)
    return Options(**given)


def given_passphrase(file: Path | None) -> str:
    """The passphrase from a file's first line or the variable, empty when neither is given or readable."""
    if file is not None:
        with suppress(OSError, UnicodeDecodeError, IndexError):
            return file.read_text(encoding="utf-8").splitlines()[0]
        return ""
    return os.environ.get(VARIABLE, "")


def relaunch(path: Path) -> None:
    """Start the program anew at its lock, as a process of its own that inherits no passphrase."""
    command = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "ui"]
    process = QProcess()
    process.setProgram(command[0])
    process.setArguments([*command[1:], "--store", str(path)])
    environment = QProcessEnvironment.systemEnvironment()
    environment.remove(VARIABLE)
    process.setProcessEnvironment(environment)
    process.startDetached()
