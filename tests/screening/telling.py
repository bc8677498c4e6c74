"""Every signal of the planted municipality in words, as a text one can read and compare.

`.venv/bin/python tests/screening/telling.py` writes `planted_signals.txt` anew; read the difference before it is
committed.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

FILE = Path(__file__).with_name("planted_signals.txt")
if __name__ == "__main__":
    sys.path[:0] = [str(FILE.parent), str(FILE.parents[2])]


def told(signals: Iterable[object]) -> str:
    """Rule, part, severity, days, subjects, measure and each step of the calculation in both languages."""
    from kollegie.model.signals import WarningSignal

    lines: list[str] = []
    for signal in signals:
        assert isinstance(signal, WarningSignal)
        subjects = ", ".join(f"{noun} {name}" for noun, name in signal.subjects)
        measure = ", ".join(f"{name} {value}" for name, value in signal.measure)
        lines.append(f"{signal.rule} {signal.part} severity {int(signal.severity)}".replace("  ", " "))
        lines.append(f"    {signal.first_day} – {signal.last_day}; {signal.rows_in_all} rows; {measure}")
        lines.append(f"    {subjects}")
        lines += [f"    {part}" for step in signal.explanation for part in step]
    return "\n".join(lines) + "\n"


def main() -> None:
    from planting import material_of, planted

    from kollegie.screening.all_rules import RULES
    from kollegie.screening.running import run_rules

    run = run_rules(material_of(planted()), RULES.values(), scope=UUID(int=1))
    FILE.write_text(told(found.signal for found in run.found), encoding="utf-8")


if __name__ == "__main__":
    main()
