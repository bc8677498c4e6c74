"""What every command needs: the store, the passphrase, and a way to tell the result."""

from __future__ import annotations

import argparse
import getpass
import io
import json
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from kollegie.errors import KollegieError, reason_of
from kollegie.folders import data_folder
from kollegie.language import say
from kollegie.progress import Progress

if TYPE_CHECKING:
    from kollegie.store import Store

VARIABLE = "KOLLEGIE_PASSPHRASE"
NOT_ALL = 3
"""The exit status of a command that was done in part and lists the rest."""


class NoPassphrase(KollegieError):
    """Nobody to ask and nothing given."""

    sv = "Lösenfras saknas. Ge den med --passphrase-file FIL eller i variabeln KOLLEGIE_PASSPHRASE."
    en = "There is no passphrase. Give it with --passphrase-file FILE or in the variable KOLLEGIE_PASSPHRASE."


class PassphraseFileUnreadable(KollegieError):
    """The file that should hold the passphrase is not there or not text."""

    sv = "Filen {name} med lösenfrasen går inte att läsa: {why}."
    en = "The file {name} with the passphrase cannot be read: {why}."


class FileTrouble(KollegieError):
    """A file or folder the operating system refuses."""

    sv = "{name}: {why}. Kontrollera sökvägen och prova igen."
    en = "{name}: {why}. Check the path and try again."


class StoppedByUser(KollegieError):
    """Somebody pressed Ctrl+C, or gave no answer to a question."""

    sv = "Avbrutet. Det som redan var sparat är kvar."
    en = "Stopped. What was already saved is kept."


def speak_utf8() -> None:
    """Write UTF-8 whatever the console's code page, so that no arrow or name stops a result after its work is done."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def text_in(path: Path, wrong: type[KollegieError] = FileTrouble) -> str:
    """What stands in a text file. Raises: `wrong` where it cannot be read or is no text."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        why = reason_of(problem) if isinstance(problem, OSError) else say("den är inte text", "it is not text")
        raise wrong(name=path.name, why=why) from problem


def passphrase_in(path: Path) -> str:
    """The passphrase on the first line of a file. Raises: PassphraseFileUnreadable."""
    lines = text_in(path, PassphraseFileUnreadable).splitlines()
    return lines[0] if lines else ""


class Context:
    """One run of the program: opens the store when a command asks for it, and closes it."""

    def __init__(self, args: argparse.Namespace) -> None:
        self.json = bool(args.json)
        self._store_path: str | None = args.store
        self._passphrase_file: str | None = args.passphrase_file
        self._store: Store | None = None

    @property
    def store_path(self) -> Path:
        """The store file chosen, or the one in the user's data folder."""
        if self._store_path:
            return Path(self._store_path)
        return data_folder() / "kollegie.kollegie"

    @property
    def passphrase_given(self) -> str | None:
        """The passphrase from `--passphrase-file` or the variable, None when neither is given."""
        if self._passphrase_file:
            return passphrase_in(Path(self._passphrase_file))
        return os.environ.get(VARIABLE)

    def passphrase(self) -> str:
        """The passphrase given, or asked for. Raises: NoPassphrase when there is nobody to ask."""
        given = self.passphrase_given
        if given is not None:
            return given
        if not sys.stdin.isatty():
            raise NoPassphrase
        return getpass.getpass(say("Lösenfras: ", "Passphrase: "))

    def store(self) -> Store:
        """The open store."""
        if self._store is None:
            from kollegie.store import open_store

            self._store = open_store(self.store_path, self.passphrase())
        return self._store

    def store_if_known(self) -> Store | None:
        """The store where it is there and can be opened: its passphrase is given, or somebody can be asked for it.

        Shape: for commands that know more with a store and work without one.
        """
        asked = self._store_path is not None and sys.stdin.isatty()
        if self._store is not None or (self.store_path.is_file() and (asked or self.passphrase_given is not None)):
            return self.store()
        return None

    def result(self, content: Mapping[str, object], lines: Iterable[str]) -> None:
        """Tell what came of it: one JSON object, or lines to read."""
        if self.json:
            print(json.dumps(content, ensure_ascii=False))
        else:
            for line in lines:
                print(line)

    def tell(self, line: str) -> None:
        """Say something beside the result, on standard error."""
        print(line, file=sys.stderr)

    def progress(self) -> Progress:
        """Progress on standard error, one line per tenth, where somebody watches."""
        if not sys.stderr.isatty():
            return Progress()
        return Progress(_tell)

    def close(self) -> None:
        """Let go of the store."""
        if self._store is not None:
            self._store.close()
            self._store = None


def _tell(done: int, total: int, what: str) -> None:
    of_all = f" {say('av', 'of')} {total}" if total else ""
    words = f"{done}{of_all} {what}" if total or done else what
    print(f"\r{words:<60}", end="", file=sys.stderr, flush=True)
