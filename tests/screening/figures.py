"""Figures per rule on the planted municipality: `.venv/bin/python tests/screening/figures.py`."""

from __future__ import annotations

import sys
from pathlib import Path
from uuid import UUID

sys.path.insert(0, str(Path(__file__).parents[2]))

from planting import material_of, planted
from test_at_the_limits import LIMITS

from kollegie.screening.all_rules import RULES
from kollegie.screening.running import run_rules


def table() -> str:
    """A line for each rule: violations planted and found, innocents planted and flagged, signals in all, and pairs of
    worlds at a limit of the rule, one that is innocent by a minute, a day or a person and one that is not."""
    world = planted()
    run = run_rules(material_of(world), RULES.values(), scope=UUID(int=1))
    hit = {(found.signal.rule, noun, name) for found in run.found for noun, name in found.signal.subjects}
    lines = ["rule  planted  found  innocents  flagged  signals  limits"]
    for rule in RULES:
        guilty = {one for one in world.guilty if one[0] == rule}
        innocent = {one for one in world.innocent if one[0] == rule}
        signals = sum(found.signal.rule == rule for found in run.found)
        limits = sum(case[0] == rule for case in LIMITS)
        counts = len(guilty), len(guilty & hit), len(innocent), len(innocent & hit), signals, limits
        lines.append(
            f"{rule}   {counts[0]:7}  {counts[1]:5}  {counts[2]:9}  {counts[3]:7}  {counts[4]:7}  {counts[5]:6}"
        )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(table())
