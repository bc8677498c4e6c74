"""What run.py and test.py have in common: the system's libraries, the environment and the pinned packages.

Standard library only, since on a bare machine nothing else is there yet. Each step looks first whether it is done,
so that the second start costs a fraction of a second. This folder must never get an `__init__.py`: it would then
shadow the library named packaging.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CONSTRAINTS = ROOT / "packaging" / "constraints.txt"
VENV = ROOT / ".venv"
PROGRAMS = VENV / ("Scripts" if sys.platform == "win32" else "bin")
SUFFIX = ".exe" if sys.platform == "win32" else ""
PYTHON = PROGRAMS / f"python{SUFFIX}"
KOLLEGIE = PROGRAMS / f"kollegie{SUFFIX}"

# What Qt's wheels leave to the system, found by installing on a bare Debian 12 until a window opened.
DRAWING = ("libdbus-1-3", "libegl1", "libfontconfig1", "libfreetype6", "libgl1", "libglib2.0-0", "libxkbcommon0")
WINDOWS = (
    "libwayland-cursor0",
    "libwayland-egl1",
    "libxcb-cursor0",
    "libxcb-icccm4",
    "libxcb-image0",
    "libxcb-keysyms1",
    "libxcb-render-util0",
    "libxcb-shape0",
    "libxcb-xkb1",
    "libxkbcommon-x11-0",
)
PRINTING = ("libcups2",)
TESTING = ("poppler-utils", "qpdf", "xauth", "xvfb")
# Without this file Debian makes a database of its own on port 5432 and keeps it running; the tests need the programs.
NO_OWN_CLUSTER = Path("/etc/postgresql-common/createcluster.conf")

RENAMED = "t64"  # the ending that Debian 13 and Ubuntu 24.04 gave to libraries with 64-bit time


def say(sv: str, en: str) -> None:
    """Tell what is going on: in English where the system speaks English, otherwise in Swedish."""
    spoken = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "")
    print(en if spoken.startswith("en") else sv, flush=True)


def refuse(sv: str, en: str) -> SystemExit:
    """Say what is wrong and what to do about it; the caller raises what comes back, which is exit status 1."""
    say(sv, en)
    return SystemExit(1)


def set_up(*, testing: bool = False) -> None:
    """Bring this machine and the project's environment to where the program, and if asked its tests, can run."""
    if sys.version_info < (3, 11):  # noqa: UP036 - whoever starts this may well have an older one
        raise refuse(
            f"Kollegie behöver Python 3.11 eller senare; det här är {sys.version.split()[0]}.",
            f"Kollegie needs Python 3.11 or later; this is {sys.version.split()[0]}.",
        )
    install_system_packages(missing_system_packages(testing=testing))
    make_environment(testing=testing)


def missing_system_packages(*, testing: bool) -> list[str]:
    """The Debian packages this machine lacks; none where there is no dpkg to ask."""
    if shutil.which("dpkg-query") is None:
        return []
    wanted = [*DRAWING, *WINDOWS, *PRINTING, *(TESTING if testing else ())]
    asked = [form for name in wanted for form in (name, name + RENAMED)]
    answer = subprocess.run(
        ["dpkg-query", "--show", "--showformat", "${Package} ${db:Status-Status}\n", *asked],
        check=False,  # exit status 1 means that some are unknown, which is what we want to hear
        capture_output=True,
        text=True,
    ).stdout
    installed = {line.split()[0].removesuffix(RENAMED) for line in answer.splitlines() if line.endswith(" installed")}
    lacking = [name for name in wanted if name not in installed]
    if importlib.util.find_spec("ensurepip") is None:  # Debian's python3 comes without it
        lacking.append("python3-venv")
    if testing and not has_postgres():
        lacking.append("postgresql")  # the distribution's own version: 15 on Debian 12
    return sorted(lacking)


def has_postgres() -> bool:
    """Whether the programs that start a PostgreSQL server are here; Debian keeps them outside PATH."""
    return shutil.which("initdb") is not None or any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


def install_system_packages(lacking: Sequence[str]) -> None:
    """Install them as root; anyone else is shown the one command to run."""
    if not lacking:
        return
    if os.geteuid() != 0:
        command = by_hand(lacking)
        raise refuse(
            f"Systemet saknar {len(lacking)} paket. Kör detta en gång och försök sedan igen:\n\n  {command}\n",
            f"The system lacks {len(lacking)} packages. Run this once and then try again:\n\n  {command}\n",
        )
    if "postgresql" in lacking and not NO_OWN_CLUSTER.exists():
        NO_OWN_CLUSTER.parent.mkdir(parents=True, exist_ok=True)
        NO_OWN_CLUSTER.write_text("create_main_cluster = false\n")
    apt = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=120"]
    with timed(f"Installerar {len(lacking)} systempaket", f"Installing {len(lacking)} system packages"):
        run([*apt, "update"], quiet=True)
        run([*apt, "install", "--yes", "--no-install-recommends", *lacking], quiet=True)


def by_hand(lacking: Sequence[str]) -> str:
    """The one command that installs these packages, for someone who is not root."""
    steps = ["apt-get update", f"apt-get install --yes --no-install-recommends {' '.join(lacking)}"]
    if "postgresql" in lacking and not NO_OWN_CLUSTER.exists():
        steps.insert(0, f"mkdir -p {NO_OWN_CLUSTER.parent}")
        steps.insert(1, f'echo "create_main_cluster = false" > {NO_OWN_CLUSTER}')
    return f"sudo sh -c '{' && '.join(steps)}'"


def make_environment(*, testing: bool) -> None:
    """Make `.venv` and install the pinned packages, unless a stamp says that just this has been done."""
    fingerprint = fingerprint_of(ROOT)
    program_stamp, tests_stamp = VENV / f"ready-to-run-{fingerprint}", VENV / f"ready-to-test-{fingerprint}"
    if (tests_stamp if testing else program_stamp).exists():
        return
    with timed("Installerar Python-paketen i .venv", "Installing the Python packages in .venv"):
        if not environment_fits():
            run([sys.executable, "-m", "venv", "--clear", str(VENV)])
        for old in VENV.glob("ready-to-*"):
            old.unlink()
        install_python_packages("dev" if testing else "")
        program_stamp.touch()
        if testing:
            tests_stamp.touch()


def fingerprint_of(root: Path) -> str:
    """A short text that changes whenever the packages have to be installed anew.

    It covers what pyproject.toml says about packages (not its settings for other tools), the pins, the interpreter
    and the folder, since the environment's programs hold the path where they were made.
    """
    import tomllib  # not in Python 3.10, which is to get a sentence and not a traceback

    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    told = [
        project["build-system"],
        project["project"],
        project.get("tool", {}).get("setuptools"),
        (root / "packaging" / "constraints.txt").read_text(encoding="utf-8"),
        sys.version_info[:2],
        str(root),
    ]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]


def environment_fits() -> bool:
    """Whether `.venv` is there, works and was made for the same Python as the one that runs this."""
    if not PYTHON.exists():
        return False
    question = "import pip, sys; print(*sys.version_info[:2])"
    answer = subprocess.run([str(PYTHON), "-c", question], check=False, capture_output=True, text=True)
    return answer.returncode == 0 and answer.stdout.split() == [str(part) for part in sys.version_info[:2]]


def install_python_packages(extra: str) -> None:
    """Install the project where it lies, so that a change in its code needs no new installation."""
    project = f".[{extra}]" if extra else "."
    # The build is pinned too: the first name is for pip before 25.3, the second for later ones.
    pins = {"PIP_CONSTRAINT": str(CONSTRAINTS), "PIP_BUILD_CONSTRAINT": str(CONSTRAINTS)}
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check"]
    install = [*pip, "install", "--constraint", str(CONSTRAINTS), "--editable", project]
    run(install, quiet=not sys.stdout.isatty(), **pins)


def run(command: Sequence[str], *, quiet: bool = False, **more_environment: str) -> None:
    """Run one step of the set-up in the project's folder; if it fails, so does the set-up."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", **more_environment}
    status = subprocess.run(
        command,
        check=False,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL if quiet else None,
    ).returncode
    if status != 0:
        raise refuse(
            f"Det gick inte (slutkod {status}): {' '.join(command)}\nRätta det som står ovan och kör samma sak igen.",
            f"This failed (exit status {status}): {' '.join(command)}\nPut right what it says above and run it again.",
        )


@contextmanager
def timed(sv: str, en: str) -> Iterator[None]:
    """Say what begins, and how long it took."""
    say(f"{sv} …", f"{en} …")
    began = time.monotonic()
    yield
    seconds = time.monotonic() - began
    say(f"  klart på {seconds:.0f} s", f"  done in {seconds:.0f} s")
