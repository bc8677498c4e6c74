"""The pins: every machine gets the same packages, and the repository names no place that packages come from."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[2]
CONSTRAINTS = ROOT / "packaging" / "constraints.txt"
LOCK_FILES = ("uv.lock", "poetry.lock", "pdm.lock", "pylock.toml", "Pipfile.lock")


def wanted() -> list[Requirement]:
    """Every package that pyproject.toml asks for, for running, developing and building."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"].values()
    told = [
        *project["project"]["dependencies"],
        *project["build-system"]["requires"],
        *(name for e in extras for name in e),
    ]
    return [Requirement(line) for line in told]


def pinned() -> dict[str, Version]:
    lines = [Requirement(line) for line in CONSTRAINTS.read_text(encoding="utf-8").splitlines()]
    return {canonicalize_name(pin.name): Version(str(pin.specifier).removeprefix("==")) for pin in lines}


@pytest.mark.parametrize("requirement", wanted(), ids=lambda requirement: requirement.name)
def test_every_package_asked_for_has_a_pin_that_fits(requirement):
    pin = pinned().get(canonicalize_name(requirement.name))

    assert pin is not None, "no pin: make constraints.txt anew, CONTRIBUTING.md says how"
    assert pin in requirement.specifier


def test_pyside6_stays_below_the_version_that_loses_references_to_none():
    (qt,) = [requirement for requirement in wanted() if requirement.name.lower().startswith("pyside6")]

    assert Version("6.11.3") in qt.specifier
    assert Version("6.12.0") not in qt.specifier


def test_every_pin_is_an_exact_version_and_names_no_place():
    for line in CONSTRAINTS.read_text(encoding="utf-8").splitlines():
        pin = Requirement(line)  # an option such as an index, or a comment, does not parse

        assert pin.url is None
        assert [clause.operator for clause in pin.specifier] == ["=="]
        assert "://" not in line


def test_no_lock_file_that_records_where_packages_come_from_is_kept():
    kept = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout

    assert not {Path(path).name for path in kept.split("\0")} & set(LOCK_FILES)


def test_our_folder_does_not_hide_the_library_of_its_name():
    assert not (ROOT / "packaging" / "__init__.py").exists()

    command = [sys.executable, "-c", "import packaging.version; print(packaging.__file__)"]
    found = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout

    assert "site-packages" in found
