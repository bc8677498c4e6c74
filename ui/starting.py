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

from kollegie.settings import LANGUAGE, Settings, SettingsNotSaved

VARIABLE = "KOLLEGIE_PASSPHRASE"


@dataclass(frozen=True)
class Options:
    """The database to open, the file whose first line is its passphrase, and the language; None where not said."""

    store: Path | None = None
    passphrase_file: Path | None = None
    language: str | None = None


def read_options(argv: Sequence[str]) -> Options:
    """Read `--store FILE`, `--passphrase-file FILE` and `--language LANGUAGE`, also written with `=`."""
    words = [part for word in argv for part in (word.split("=", 1) if word.startswith("--") else [word])]
    given = dict(pairwise(words))
    store, passphrase_file = (given.get(name) for name in ("--store", "--passphrase-file"))
    return Options(
        None if store is None else Path(store),
        None if passphrase_file is None else Path(passphrase_file),
        given.get("--language"),
    )


def given_passphrase(file: Path | None) -> str:
    """The passphrase from a file's first line or the variable, empty when neither is given or readable."""
    if file is not None:
        with suppress(OSError, UnicodeDecodeError, IndexError):
            return file.read_text(encoding="utf-8").splitlines()[0]
        return ""
    return os.environ.get(VARIABLE, "")


def keep_language(settings: Settings, language: str | None) -> None:
    """Speak the language the window was opened with from now on, as if it had been chosen among the settings."""
    if language is not None:
        with suppress(SettingsNotSaved):
            settings.put(LANGUAGE, language)


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
