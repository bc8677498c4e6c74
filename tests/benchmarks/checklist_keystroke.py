"""How long after a key press relevance, faults and progress are there, in a checklist far beyond any in use.

2,000 questions, 1,000 calculations that lean on each other, and a repeat of 200 rows. Printed as ratios to a floor
measured in the same run: a loop that calls 1,000 functions of two sums each, about what the longest chain of
calculations must cost in this Python.

    .venv/bin/python tests/benchmarks/checklist_keystroke.py
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parents[2]))

from kollegie.intake.checklists import read_checklist
from kollegie.language import Language
from kollegie.model.checklist import Checklist
from kollegie.visiting.evaluation import Sheet
from kollegie.visiting.evaluation_plan import Plan

QUESTIONS = 2_000
CALCULATIONS = 1_000
ROWS = 200
KEY_PRESSES = 1_500


def big_checklist() -> Checklist:
    """Sections of fifty; every third question has a condition, every fourth a rule, every fifth a finding."""
    chance = random.Random(4)
    lines = ["schema = 1", 'id = "stor"', 'version = "1"', 'titel = "Stor"']
    for number in range(QUESTIONS):
        if number % 50 == 0:
            lines += ["[[avsnitt]]", f'id = "s{number}"', f'titel = "Avsnitt {number // 50 + 1}"']
        lines += ["[[avsnitt.fraga]]", f'id = "Q{number}"', 'typ = "tal"', f'text = "Fråga {number}"']
        if number % 3 == 2:
            lines.append(f'visas_nar = "${{q{chance.randrange(number)}}} != 3"')
        if number % 4 == 3:
            lines.append(f'regel = [{{ uttryck = ". >= 0 and . <= ${{c{number // 2 - 1}}} + 10000" }}]')
        if number % 5 == 4:
            lines.append('iakttagelse = [{ nar = ". > 8", kategori = "TIF", grad = 2 }]')
        if number % 2 == 1:
            calculation = number // 2
            before = f"${{c{calculation - 1}}} + " if calculation else ""
            lines += [
                "[[avsnitt.fraga]]",
                f'id = "C{calculation}"',
                'typ = "beräkning"',
                f'berakning = "{before}${{q{number}}} * 2 - ${{q{chance.randrange(number)}}}"',
            ]
    lines += [
        *("[[avsnitt]]", 'id = "upprepat"', 'titel = "Upprepat"'),
        *("[[avsnitt.fraga]]", 'namn = "rad"', 'typ = "upprepning"'),
        *("[[avsnitt.fraga.fraga]]", 'id = "timmar"', 'typ = "tal"', 'text = "Timmar"'),
        *("[[avsnitt.fraga.fraga]]", 'id = "andel"', 'typ = "beräkning"', 'berakning = "${timmar} div ${summa}"'),
        *("[[avsnitt.fraga.fraga]]", 'id = "nummer"', 'typ = "beräkning"', 'berakning = "position(..)"'),
        *("[[avsnitt.fraga]]", 'id = "summa"', 'typ = "beräkning"', 'berakning = "sum(${timmar})"'),
    ]
    return read_checklist("\n".join(lines))


def measured(work: Callable[[], object], times: int) -> list[float]:
    """Milliseconds each time, sorted."""
    taken = []
    for _ in range(times):
        began = perf_counter()
        work()
        taken.append((perf_counter() - began) * 1000)
    return sorted(taken)


def floor() -> float:
    """Milliseconds for a thousand calls of a function with two sums over a dictionary."""
    values = {(f"c{number}", ()): number for number in range(1000)}
    functions = [lambda here, number=number: here[f"c{number}", ()] * 2 + 1 for number in range(1000)]
    return median(measured(lambda: [function(values) for function in functions], 50))


def told(what: str, taken: list[float], goal: str, unit: float) -> None:
    """Print one line."""
    p50, p99, worst = taken[len(taken) // 2], taken[int(len(taken) * 0.99)], taken[-1]
    print(f"{what:<44} p50 {p50:8.2f}  p99 {p99:8.2f}  max {worst:8.2f} ms   {p99 / unit:8.1f} × floor   goal {goal}")


def main() -> None:
    """Build, open, type, add rows; print each."""
    unit = floor()
    began = perf_counter()
    checklist = big_checklist()
    print(f"floor {unit:.3f} ms; reading and checking the file {perf_counter() - began:.2f} s")
    told("plan (once per checklist version)", measured(lambda: Plan(checklist), 3), "-", unit)
    answers = {(f"q{number}", ()): "1" for number in range(QUESTIONS)}
    rows = [str(number) for number in range(1, ROWS + 1)]
    answers |= {("timmar", (row,)): "1" for row in rows}

    def opened() -> Sheet:
        return Sheet(checklist, answers, rows={("rad", ()): rows}, language=Language.SV)

    told("open", measured(opened, 5), "<= 1000 ms", unit)
    sheet = opened()
    chance = random.Random(7)

    def key_press() -> None:
        sheet.change(f"q{chance.randrange(QUESTIONS)}", str(chance.randrange(10)))

    told("key press, any question", measured(key_press, KEY_PRESSES), "<= 50 ms p99", unit)
    values = iter(range(10_000_000))
    told(
        "key press, first of 1,000 calculations",
        measured(lambda: sheet.change("q1", str(next(values) % 1000)), 200),
        "<= 50 ms p99",
        unit,
    )
    told(
        "key press in a row of 200",
        measured(lambda: sheet.change("timmar", str(next(values) % 1000), (rows[chance.randrange(ROWS)],)), 200),
        "<= 50 ms p99",
        unit,
    )
    told("add a row", measured(lambda: sheet.add_row("rad", id_=f"n{next(values)}"), 50), "<= 100 ms", unit)
    told("progress and faults of all", measured(lambda: (sheet.progress(), sheet.faults()), 50), "-", unit)


if __name__ == "__main__":
    main()
