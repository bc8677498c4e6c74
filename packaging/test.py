"""Set up and test, from nothing: `python3 packaging/test.py`.

It installs what the tests need, a real PostgreSQL too, and then goes through the gate: ruff, mypy, the import
contracts and pytest without a screen. What it does not know itself it hands on to pytest.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from setting_up import PYTHON, ROOT, set_up

ORDINARY = "not long and not benchmark"
# As many tests at a time as there are cores; the tests of one file share what they set up, so a file stays together.
# The files begin in the order of their rooms: by their number of tests, those with few but long ones would come last,
# one core at the sync and the other with nothing left to do. The last room's files take seconds each.
SIDE_BY_SIDE = ("-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder", "--durations=30", "--durations-min=2")
# No journey, no fault and no server: what is left takes a few minutes.
QUICK = ("-k", "not postgres", *(f"--ignore=tests/{room}" for room in ("demo", "faults", "journeys", "postgres")))
# The gate draws the same examples each time (tests/conftest.py); the long tests look where nobody has looked.
EXPLORING = "--hypothesis-profile=exploring"
CI_SECONDS = 1800  # a suite that hangs ends by itself, with the names of what it was doing
MEMORY_DISK = Path("/dev/shm")
NOTHING_COLLECTED = 5  # pytest's exit status where no test bears the marker


@dataclass(frozen=True)
class Step:
    """One command of the gate, run in the project's folder; `passes` are the exit statuses of success.

    Shape: one that goes `beside` begins together with the step before it, and what it says is shown only if it fails.
    """

    heading: str
    command: tuple[str, ...]
    passes: tuple[int, ...] = (0,)
    beside: bool = False


@dataclass(frozen=True)
class Outcome:
    """How a step ended, after how many seconds, and what it said where that was kept."""

    status: int
    seconds: float
    said: str


def main(arguments: Sequence[str] | None = None) -> int:
    options, for_pytest = read_options(arguments)
    began = time.monotonic()
    set_up(testing=True)
    print(f"Set up in {time.monotonic() - began:.1f} s", flush=True)
    return go_through(steps_for(options, for_pytest))


def read_options(arguments: Sequence[str] | None = None) -> tuple[argparse.Namespace, list[str]]:
    parser = argparse.ArgumentParser(
        prog="packaging/test.py", description="Set up and test Kollegie. Other arguments go to pytest."
    )
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument("--quick", action="store_true", help="lint, types and what needs no server, fault or journey")
    kind.add_argument("--long", action="store_true", help="only the tests marked long: faults, load and soak")
    kind.add_argument("--benchmarks", action="store_true", help="print ratios against floors measured in the same run")
    kind.add_argument(
        "--tour",
        nargs="?",
        const="tour-pictures",
        metavar="DIR",
        help="draw a picture of every screen of the demonstration into DIR (%(const)s)",
    )
    return parser.parse_known_args(arguments)


def steps_for(options: argparse.Namespace, for_pytest: Sequence[str] = ()) -> list[Step]:
    """What is to be done, in order: what fails soonest comes first."""
    if options.tour is not None:
        return [Step("pictures", python("tests/tour/draw.py", options.tour, *for_pytest))]
    if options.long:
        return [Step("pytest, the long tests", pytest("long", EXPLORING, *for_pytest))]
    if options.benchmarks:
        return [
            *(Step(f"benchmark {script.stem}", python(str(script))) for script in benchmarks()),
            Step("benchmarks in tests", pytest("benchmark", "-s", *for_pytest), passes=(0, NOTHING_COLLECTED)),
        ]
    # A checkout that nobody has run takes ten seconds of each core to compile the tests: mypy leaves one core free.
    reading = [Step("read the tests", pytest(ORDINARY, "--collect-only", "-qqq"), beside=True)]
    return [
        Step("ruff check", python("-m", "ruff", "check", ".")),
        Step("ruff format", python("-m", "ruff", "format", "--check", ".")),
        Step("mypy", python("-m", "mypy")),
        # By way of the interpreter, since the program lint-imports breaks when the folder is moved.
        Step("import contracts", python("-c", "from importlinter.cli import *; lint_imports_command()"), beside=True),
        *([] if for_pytest or options.quick else reading),
        *tests_for(for_pytest, quick=options.quick),
    ]


def tests_for(for_pytest: Sequence[str], *, quick: bool) -> list[Step]:
    """The tests side by side, then alone those that look at the clock; what was asked for by name runs as asked."""
    in_ci = (f"--session-timeout={CI_SECONDS}",) if os.environ.get("CI") else ()
    if for_pytest:
        return [Step("pytest", pytest(ORDINARY, *(QUICK if quick else in_ci), *for_pytest))]
    if quick:
        return [Step("pytest", pytest(f"{ORDINARY} and not alone", *SIDE_BY_SIDE, *QUICK))]
    return [
        Step("pytest, side by side", pytest(f"{ORDINARY} and not alone", *SIDE_BY_SIDE, *in_ci)),
        Step("pytest, one at a time", pytest(f"{ORDINARY} and alone", *in_ci, *files_with_tests_alone())),
    ]


def benchmarks() -> list[Path]:
    """The scripts that measure; the tests beside them are pytest's."""
    return sorted(path for path in Path(ROOT, "tests/benchmarks").glob("*.py") if not path.name.startswith("test_"))


def files_with_tests_alone() -> list[str]:
    """Where the marker stands: to read every other file too takes longer than some of these tests."""
    tests = sorted(Path(ROOT, "tests").rglob("test_*.py"))
    return [str(path.relative_to(ROOT)) for path in tests if "pytest.mark.alone" in path.read_text(encoding="utf-8")]


def python(*arguments: str) -> tuple[str, ...]:
    return (str(PYTHON), *arguments)


def pytest(marked: str, *arguments: str) -> tuple[str, ...]:
    return python("-m", "pytest", "-m", marked, *arguments)


def go_through(steps: Sequence[Step]) -> int:
    """Run the steps until one fails; tell of each how it went, and of the rest that they were not run."""
    told: list[str] = []
    failed = False
    begun = 0
    for group in together(steps):
        if failed:
            told += [f"  not run          {step.heading}" for step in group]
            continue
        numbers = [f"=== {begun + place}/{len(steps)} {step.heading}" for place, step in enumerate(group, start=1)]
        begun += len(group)
        print(f"\n{numbers[0]}", flush=True)
        with ThreadPoolExecutor(len(group)) as threads:
            runs = [threads.submit(partial(run, step, shown=step is group[0])) for step in group]
            for number, step, outcome in zip(numbers, group, runs, strict=True):
                ended = outcome.result()
                passed = ended.status in step.passes
                if step is not group[0]:
                    print(f"\n{number}\n{'' if passed else ended.said}", end="", flush=True)
                failed = failed or not passed
                reason = "" if passed else f": exit status {ended.status}, its reason is above"
                told.append(f"  {'passed' if passed else 'FAILED'} {ended.seconds:6.1f} s  {step.heading}{reason}")
    print("\n" + "\n".join(told), flush=True)
    return 1 if failed else 0


def together(steps: Sequence[Step]) -> Iterator[list[Step]]:
    """The steps in order, those that begin at once as one."""
    group: list[Step] = []
    for step in steps:
        if group and not step.beside:
            yield group
            group = []
        group.append(step)
    if group:
        yield group


def memory_disk_has_room() -> bool:
    """Whether the tests' files can stand in memory: a thousand small databases wait for the disk most of their time."""
    return MEMORY_DISK.is_dir() and os.access(MEMORY_DISK, os.W_OK) and shutil.disk_usage(MEMORY_DISK).free > 3 << 30


def run(step: Step, *, shown: bool) -> Outcome:
    """Run a step without a screen and without a keyboard; its output is shown as it comes, or kept."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    # The tests start programs by the dozen, and each would compile all our modules anew.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    if "TMPDIR" not in environment and memory_disk_has_room():
        environment["TMPDIR"] = str(MEMORY_DISK)
    began = time.monotonic()
    ended = subprocess.run(
        step.command,
        check=False,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=None if shown else subprocess.PIPE,
        stderr=None if shown else subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    return Outcome(ended.returncode, time.monotonic() - began, ended.stdout or "")


if __name__ == "__main__":
    sys.exit(main())
