"""Change one thing in a rule and see whether a test notices: `.venv/bin/python tests/screening/mutating.py --most 40`.

Each mutant turns one comparison, one operator, one number or one "and" of a rule's module into another and is run in a
process of its own: against the planted municipality, with every word and number that is told of it, at the rule's
limits and against its oracles. It is killed where any of them fails or takes far too much time or memory. Texts are not
mutated. The table tells how many of each module's mutants were killed; the ones that lived are listed with their line,
so that a test can be written for them.
"""

from __future__ import annotations

# ruff: noqa: E402 - the number of examples must be known before the oracles are loaded
import argparse
import ast
import copy
import functools
import importlib
import inspect
import os
import random
import resource
import signal
import sys
import time
import types
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parents[1])]
os.environ.setdefault("KOLLEGIE_EXAMPLES", "40")

import test_at_the_limits
import test_credit_notes
import test_declared
import test_reversed_payouts
import test_what_counts
import test_what_counts_as_decided
import test_what_counts_as_paid
import test_what_counts_of_staff
import test_what_is_credited
import test_what_is_shown
import test_what_is_told
from planting import World, material_of, planted
from telling import told
from test_at_the_limits import LIMITS, test_a_rule_is_silent_at_its_limit_and_speaks_just_beyond
from test_planted import subjects_hit

from kollegie.screening import all_rules
from kollegie.screening.rules import Rule
from kollegie.screening.running import run_rules

SMALL_WORLDS = (
    *(test_what_counts, test_what_counts_of_staff, test_what_counts_as_paid, test_what_counts_as_decided),
    *(test_credit_notes, test_reversed_payouts, test_at_the_limits, test_what_is_told, test_what_is_shown),
    test_what_is_credited,
)
"""Where the tests of what counts stand."""

SECONDS = 60
"""A mutant that runs longer than this has lost its way and counts as killed."""
MOST_MEMORY = 4 << 30
"""One that asks for more bytes than this, too."""
ORACLES = (
    "test_against_oracles",
    "test_work_against_oracles",
    "test_absence_against_oracles",
    "test_granted_against_oracles",
    "test_registers_against_oracles",
    "test_reports_against_oracles",
)
BESIDE: dict[str, tuple[str, ...]] = {
    "billed_services": ("V15", "V31", "V32"),
    "credited": ("V11", "V12", "V15", "V16"),
    "month_edges": ("V18", "V23"),
    "netting": ("V11", "V12", "V16", "V17", "V29"),
    "reversed_payouts": ("V11", "V12", "V17", "V29"),
    "unlicensed_work": ("V10",),
    "working_windows": ("V03", "V04"),
}
"""Modules that several rules share, with the rules that are asked about them."""
COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
}
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}


@dataclass(frozen=True)
class Mutant:
    """One change: where, and what became what."""

    line: int
    what: str
    tree: ast.Module


def mutants_of(source: str) -> Iterator[Mutant]:
    """Every mutant of a module, in the order of its lines."""
    tree = ast.parse(source)
    for number, node in enumerate(_sites(tree)):
        for change in _changes(node):
            changed = copy.deepcopy(tree)
            target = next(other for at, other in enumerate(_sites(changed)) if at == number)
            what = change(target)
            yield Mutant(node.lineno, what, ast.fix_missing_locations(changed))


def _sites(node: ast.AST) -> Iterator[ast.expr]:
    """The expressions that may be changed: not texts, not annotations, not the sentences of an explanation."""
    for name, field in ast.iter_fields(node):
        if name in ("annotation", "returns"):
            continue
        for child in field if isinstance(field, list) else [field]:
            if isinstance(child, ast.JoinedStr) or not isinstance(child, ast.AST):
                continue
            number = isinstance(child, ast.Constant) and type(child.value) in (int, float)
            if number or isinstance(child, ast.Compare | ast.BinOp | ast.BoolOp):
                yield child
            yield from _sites(child)


def _changes(node: ast.expr) -> list[Callable[[ast.expr], str]]:
    match node:
        case ast.Compare(ops=[op]) if type(op) in COMPARISONS:
            return [_other_comparison]
        case ast.BinOp(op=op) if type(op) in OPERATORS:
            return [_other_operator]
        case ast.BoolOp():
            return [_other_word]
        case ast.Constant(value=bool() | str()):
            return []
        case ast.Constant(value=int() | float()):
            return [_one_more]
    return []


def _other_comparison(node: ast.expr) -> str:
    assert isinstance(node, ast.Compare)
    before = node.ops[0]
    node.ops = [COMPARISONS[type(before)]()]
    return f"{type(before).__name__} → {type(node.ops[0]).__name__}"


def _other_operator(node: ast.expr) -> str:
    assert isinstance(node, ast.BinOp)
    before = node.op
    node.op = OPERATORS[type(before)]()
    return f"{type(before).__name__} → {type(node.op).__name__}"


def _other_word(node: ast.expr) -> str:
    assert isinstance(node, ast.BoolOp)
    before = node.op
    node.op = ast.Or() if isinstance(before, ast.And) else ast.And()
    return f"{type(before).__name__} → {type(node.op).__name__}"


def _one_more(node: ast.expr) -> str:
    assert isinstance(node, ast.Constant)
    before = node.value
    node.value = before + 1
    return f"{before} → {node.value}"


def _small_worlds(rules: tuple[str, ...], module: types.ModuleType) -> Iterator[Callable[[], object]]:
    """The tests of what counts that ask these rules or call the module, one for each of their parameter sets."""
    own = [f"{name}(" for name, value in vars(module).items() if getattr(value, "__module__", "") == module.__name__]
    asked = [*(f'"{rule}"' for rule in rules), *own]
    for title, check in ((title, check) for tests in SMALL_WORLDS for title, check in vars(tests).items()):
        if not title.startswith("test_") or not any(words in inspect.getsource(check) for words in asked):
            continue
        marks = [mark for mark in getattr(check, "pytestmark", []) if mark.name == "parametrize"]
        given = marks[0].args if len(marks) == 1 else ((), [()])
        names = (given[0],) if isinstance(given[0], str) else tuple(given[0])
        if set(inspect.signature(check).parameters) == set(names):
            for values in given[1]:
                yield functools.partial(
                    check, **dict(zip(names, values if len(names) != 1 else (values,), strict=True))
                )


class Judge:
    """Tells whether the tests notice what a module has become."""

    def __init__(self, module: types.ModuleType, world: World) -> None:
        self.module = module
        own = tuple(value.id for value in vars(module).values() if isinstance(value, Rule))
        self.rules = BESIDE.get(module.__name__.rpartition(".")[2], own)
        self.world = world
        self.material = material_of(world)
        self.told = self._told()
        self.checks = [
            check
            for name in ORACLES
            for title, check in vars(importlib.import_module(name)).items()
            if title.startswith("test_v") and any(rule.lower() in title.split("_") for rule in self.rules)
        ]

        self.checks += list(_small_worlds(self.rules, module))
        declared = test_declared.test_a_rule_turns_on_the_numbers_of_the_domain
        self.checks += [functools.partial(declared, rule) for rule in self.rules]
        self.limits = [case for case in LIMITS if case[0] in self.rules]

    def _told(self) -> str:
        run = run_rules(self.material, all_rules.rules_named(self.rules), scope=UUID(int=1))
        return told(found.signal for found in run.found)

    def notices(self, mutant: Mutant) -> bool:
        """Run the mutant in a process of its own."""
        child = os.fork()
        if child == 0:
            signal.alarm(SECONDS)
            resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
            with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
                try:
                    self._become(mutant)
                    self._try()
                except BaseException:  # whatever goes wrong in a mutant is a test that noticed
                    os._exit(1)
            os._exit(0)
        return os.waitpid(child, 0)[1] != 0

    def _become(self, mutant: Mutant) -> None:
        before = dict(vars(self.module))
        changed = types.ModuleType(self.module.__name__)
        changed.__dict__.update({"__file__": self.module.__file__, "__package__": self.module.__package__})
        sys.modules[self.module.__name__] = changed
        exec(compile(mutant.tree, str(self.module.__file__), "exec"), changed.__dict__)
        for value in list(vars(changed).values()):
            if isinstance(value, Rule) and value.id in self.rules:
                all_rules.RULES[value.id] = value
        for name, module in list(sys.modules.items()):
            if name.startswith(("kollegie.screening.", "test_")):
                for word, value in list(vars(module).items()):
                    if callable(value) and before.get(word) is value and vars(changed).get(word) is not value:
                        setattr(module, word, vars(changed)[word])

    def _try(self) -> None:
        run = run_rules(self.material, all_rules.rules_named(self.rules), scope=UUID(int=1))
        hit = subjects_hit(run)
        guilty = {one for one in self.world.guilty if one[0] in self.rules}
        innocent = {one for one in self.world.innocent if one[0] in self.rules}
        assert guilty <= hit
        assert not innocent & hit
        assert told(found.signal for found in run.found) == self.told
        for case in self.limits:
            test_a_rule_is_silent_at_its_limit_and_speaks_just_beyond(*case)
        for check in self.checks:
            check()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--most", type=int, default=0, help="at most so many mutants of each module, drawn by a die")
    parser.add_argument("--only", default="", help="modules whose names begin so, with commas between")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    world, killed_in_all, tried_in_all = planted(), 0, 0
    lived: list[str] = []
    told_of = 0
    sys.stdout.write("module                  rules              tried  killed  share\n")
    folder = Path(all_rules.__file__).parent
    for path in [*sorted(folder.glob("*_rules.py")), *(folder / f"{name}.py" for name in BESIDE)]:
        module = importlib.import_module(f"kollegie.screening.{path.stem}")
        if path.stem == "all_rules" or (options.only and not path.stem.startswith(tuple(options.only.split(",")))):
            continue
        judge, mutants = Judge(module, world), list(mutants_of(inspect.getsource(module)))
        if options.most:
            mutants = random.Random(options.seed).sample(mutants, min(options.most, len(mutants)))
        killed = 0
        for mutant in sorted(mutants, key=lambda one: one.line):
            began = time.monotonic()
            if judge.notices(mutant):
                killed += 1
            else:
                lived.append(f"{path.name}:{mutant.line}: {mutant.what} ({time.monotonic() - began:.1f} s)")
        killed_in_all, tried_in_all = killed_in_all + killed, tried_in_all + len(mutants)
        share = 100 * killed / max(len(mutants), 1)
        rules = " ".join(judge.rules)
        sys.stdout.write(f"{path.stem:22}  {rules:17}  {len(mutants):5}  {killed:6}  {share:4.0f} %\n")
        sys.stdout.write("".join(f"    lived: {line}\n" for line in lived[told_of:]))
        told_of = len(lived)
        sys.stdout.flush()
    total = 100 * killed_in_all / max(tried_in_all, 1)
    sys.stdout.write(f"in all {tried_in_all:41} {killed_in_all:7}  {total:4.0f} %\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
