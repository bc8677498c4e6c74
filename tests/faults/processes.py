"""Work in a process of its own, which can be killed, stopped or starved without hurting the tests."""

from __future__ import annotations

import os
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from kollegie.errors import KollegieError

TOLD = 7
"""The exit status of work that was refused with a sentence of ours."""


def begin(work: Callable[[], object]) -> int:
    """Begin the work in a child; give back its process id. Nothing may be open when it is made."""
    process = os.fork()
    if process == 0:
        status = 1
        try:
            work()
            status = 0
        except KollegieError:
            status = TOLD
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)
    return process


def ended(process: int) -> int:
    """Wait for a child; give back its exit status, negative for the signal that killed it."""
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def await_death(process: int) -> None:
    """Wait until a process that was killed is dead, be it our child or another's: on a busy machine it dies later."""
    while not dead(process):
        time.sleep(0.001)


def dead(process: int) -> bool:
    """Whether a process has come to its end; where the system does not tell, it has."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] in "ZX"
    except OSError:
        return True


def kept_waiting(process: int) -> float:
    """Milliseconds the threads of a process were ready to run while the machine ran somebody else."""
    total = 0
    for task in Path(f"/proc/{process}/task").glob("*/schedstat"):
        try:
            total += int(task.read_text().split()[1])
        except (OSError, ValueError, IndexError):
            continue
    return total / 1e6
