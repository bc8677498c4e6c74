"""How many of how many is written with its digits in groups, wherever it is told."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kollegie.follow_up.invoices import ReviewedShare
from kollegie.intake.table_errors import RowsRefused
from kollegie.language import NBSP, Language, out_of, speak

ROOT = Path(__file__).parents[2]
WITHOUT_GROUPS = re.compile(
    r"\{(?:\w+\.)*(?:done|total|number|found|read|answered|reviewed|len\([^)]*\))\} (?:av|of) \{"
)
"""A number in a sentence that has no groups, before a whole."""


@pytest.mark.parametrize(("language", "told"), [(Language.SV, "1 200 av 34 877"), (Language.EN, "1 200 of 34 877")])
def test_a_part_and_its_whole_are_told_in_groups(language: Language, told: str) -> None:
    speak(language)
    try:
        assert out_of(1200, 34877) == told.replace("1 2", f"1{NBSP}2").replace("4 8", f"4{NBSP}8")
    finally:
        speak(Language.SV)


def test_refusals_and_shares_tell_large_numbers_in_groups_and_leave_others_as_they_are() -> None:
    assert f"1{NBSP}200 av 34{NBSP}877 rader" in RowsRefused(count=1200, read=34877).sentence()
    assert ReviewedShare(1200, 2400).sentence.startswith(f"1{NBSP}200 av 2{NBSP}400 fakturor")


def test_no_counter_of_the_window_or_the_command_line_leaves_them_out() -> None:
    rooms = (ROOT / "ui", ROOT / "kollegie" / "cli", ROOT / "kollegie" / "follow_up")
    left = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for room in rooms
        for path in room.rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if WITHOUT_GROUPS.search(line) and "question.id" not in line
    ]

    assert left == []
