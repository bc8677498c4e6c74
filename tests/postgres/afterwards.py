"""Stop the test server and delete its folder once the process that started it closes our input, or is gone.

    python afterwards.py PG_CTL FOLDER [USER-ID]

A process that is killed cannot tidy up, but the system closes its end of the pipe. Standard library only, and in a
session of its own, so that Ctrl-C in the terminal does not end it before its work is done.
"""

from __future__ import annotations

import shutil
import subprocess
import sys


def main(pg_ctl: str, folder: str, user: str) -> None:
    sys.stdin.buffer.read()
    who = int(user) if user else None
    subprocess.run(
        [pg_ctl, "stop", "-w", "-s", "-m", "immediate", "-D", f"{folder}/data"],
        check=False,  # it may never have come so far, or be down already
        cwd="/",
        user=who,
        group=who,
        extra_groups=None if who is None else [],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
