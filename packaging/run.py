"""Open the demonstration review, from nothing: `python3 packaging/run.py`.

The first time it installs what the machine lacks and plays a whole review day into the folder `demo`; after that it
only opens the window. Without a display it plays the day and says where the printed summary lies.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from setting_up import KOLLEGIE, ROOT, VENV, refuse, say, set_up

DEMO = ROOT / "demo"
# The passphrase of the demonstration is no secret, and it stays the same whatever the user's own variable says.
ENVIRONMENT = {**os.environ, "KOLLEGIE_PASSPHRASE": "demo"}

HELP = (
    "skriv: python3 packaging/run.py\n\nInstallerar det som saknas, spelar en demonstrationsdag i mappen demo första"
    " gången\noch öppnar fönstret som granskningsledare. Lösenfrasen är demo.\nEn besökares dator:"
    " .venv/bin/kollegie --store demo/visitor-1.kollegie",
    "write: python3 packaging/run.py\n\nInstalls what is missing, plays a demonstration day into the folder demo the"
    " first time\nand opens the window as the review lead. The passphrase is demo.\nA visitor's computer:"
    " .venv/bin/kollegie --store demo/visitor-1.kollegie",
)


def main() -> None:
    if any(word in ("-h", "--help") for word in sys.argv[1:]):
        say(*HELP)
        return
    set_up()
    play_once([str(KOLLEGIE), "demo"], DEMO, being_played=VENV / "demo-being-played")
    if has_display():
        open_window([str(KOLLEGIE), "--store", str(DEMO / "lead.kollegie")])
    tell_where_the_summary_lies(DEMO)


def play_once(command: Sequence[str], folder: Path, *, being_played: Path) -> None:
    """Play the demonstration day into the folder, unless that has been done.

    `being_played` is a file that is there while the day is played. If it is there already, the last time was
    interrupted, and the half-made folder is ours to throw away.
    """
    if being_played.exists():
        shutil.rmtree(folder, ignore_errors=True)
    elif (folder / "lead.kollegie").exists():
        return
    elif folder.exists() and any(folder.iterdir()):
        raise refuse(
            f"I {folder} ligger något annat än demonstrationen. Flytta eller ta bort mappen och försök sedan igen.",
            f"There is something else than the demonstration in {folder}. Move or delete it and then try again.",
        )
    say(f"Spelar upp demonstrationsdagen i {folder} …", f"Playing the demonstration day in {folder} …")
    being_played.touch()
    status = subprocess.run([*command, str(folder)], check=False, env=ENVIRONMENT, stdin=subprocess.DEVNULL).returncode
    if status != 0:
        raise refuse(
            f"Demonstrationsdagen gick inte att spela upp (slutkod {status}); skälet står ovan.",
            f"The demonstration day could not be played (exit status {status}); the reason is above.",
        )
    being_played.unlink()


def has_display() -> bool:
    """Whether a window can be shown; on Windows and macOS always."""
    if sys.platform in ("win32", "darwin"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))


def tell_where_the_summary_lies(folder: Path) -> None:
    summaries = "\n".join(f"  {path}" for path in sorted(folder.glob("summary-*.pdf")))
    say(
        f"Det finns ingen skärm att visa fönstret på. Demonstrationsdagens sammanställning ligger här:\n{summaries}",
        f"There is no display to show the window on. The summary of the demonstration day is here:\n{summaries}",
    )


def open_window(command: Sequence[str]) -> NoReturn:
    """Open the program's window; where the system can, it takes this process's place."""
    if sys.platform == "win32":
        sys.exit(subprocess.run(command, check=False, env=ENVIRONMENT).returncode)
    os.execve(command[0], list(command), ENVIRONMENT)


if __name__ == "__main__":
    main()
