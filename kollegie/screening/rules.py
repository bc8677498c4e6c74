"""What a rule is: a small pure function over columns, with everything a reader needs to judge it declared as data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from kollegie.errors import KollegieError
from kollegie.language import say
from kollegie.model.severity import Severity
from kollegie.screening.material import Material
from kollegie.screening.swedish_time import Longs
from kollegie.screening.sweep import each_once

Setting = float | int | str
Said = tuple[str, str]
"""A sentence in Swedish and in English."""


class ParameterUnknown(KollegieError):
    """A parameter was set that the rule does not have, or to something of another kind."""

    sv = "Regeln {rule} har ingen parameter {name} som kan vara {value}. Den har {known}."
    en = "The rule {rule} has no parameter {name} that can be {value}. It has {known}."


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number or word a rule turns on: its default, where that comes from, and what it means."""

    name: str
    default: Setting
    source: str
    sv: str
    en: str

    @property
    def meaning(self) -> str:
        """What it means, in the language chosen."""
        return say(self.sv, self.en)


def setting_of(parameter: Parameter, written: str) -> Setting | None:
    """What was written as the parameter's kind; None where it is none."""
    if isinstance(parameter.default, str):
        return written.strip()
    try:
        number = float(written.strip().replace(",", "."))
    except ValueError:
        return None
    return int(number) if number.is_integer() else number


class Chosen:
    """The parameters a rule runs with: its defaults, and what was set instead of them."""

    def __init__(self, rule: Rule, instead: Mapping[str, Setting] | None = None) -> None:
        self.all: dict[str, Setting] = {parameter.name: parameter.default for parameter in rule.parameters}
        for name, value in (instead or {}).items():
            default = self.all.get(name)
            if default is None or isinstance(default, str) is not isinstance(value, str):
                raise ParameterUnknown(rule=rule.id, name=name, value=value, known=", ".join(self.all) or "–")
            self.all[name] = value

    @cached_property
    def told(self) -> tuple[tuple[str, str], ...]:
        """Each parameter and its value as text."""
        return tuple((name, str(value)) for name, value in self.all.items())

    def __getitem__(self, name: str) -> float:
        """A number."""
        value = self.all[name]
        assert not isinstance(value, str)
        return value

    def words(self, name: str) -> tuple[str, ...]:
        """Words set apart by semicolons."""
        return tuple(word.strip() for word in str(self.all[name]).split(";") if word.strip())


@dataclass(frozen=True)
class Hit:
    """One cause a rule found: whom it concerns, when, how much, by which rows, and how that was worked out.

    Shape: `rows` are kinds with places in their record sets; `first` and `last` are days since 1970-01-01; `steps`
    the calculation in sentences; `part` tells apart what one rule can find about the same subjects. `dated` is false
    where the first day is no property of the cause, such as the day of the screening itself or that of the worst
    window. `anchor` is what stays of the cause while those it concerns come and go; empty where they are its name.
    """

    subjects: Mapping[str, tuple[str, ...]]
    first: int
    last: int
    measure: Mapping[str, float | int | str]
    rows: tuple[tuple[str, Longs], ...]
    severity: Severity
    steps: tuple[Said, ...]
    part: str = ""
    dated: bool = True
    anchor: tuple[tuple[str, str], ...] = ()


Function = Callable[[Material, Chosen], Iterable[Hit]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One warning rule as data.

    Shape: `sets` are the kinds it reads, `needs` those without which it cannot run; `seeds` the needs it answers.
    `innocent` names its usual false positives. A signal is a question to look into, never a verdict.
    """

    id: str
    name: Said
    sets: tuple[str, ...]
    function: Function
    ask: Said
    innocent: tuple[Said, ...]
    seeds: tuple[str, ...]
    parameters: tuple[Parameter, ...] = ()
    needs: tuple[str, ...] = ()
    work_environment: bool = False
    version: int = 1

    @property
    def edition(self) -> str:
        """Its id and version; the id alone for a rule whose version is not known here."""
        return f"{self.id} version {self.version}" if self.version else self.id

    @property
    def title(self) -> str:
        """Its name."""
        return say(*self.name)

    @property
    def question(self) -> str:
        """What there is to look into."""
        return say(*self.ask)

    @property
    def possible_explanations(self) -> tuple[str, ...]:
        """Its usual false positives."""
        return tuple(say(*one) for one in self.innocent)

    def can_run(self, material: Material) -> bool:
        """Whether the kinds it cannot do without have rows."""
        return material.has(*self.needs)


def rows(kind: str, places: Iterable[int] | Longs) -> tuple[str, Longs]:
    """Rows of one kind as evidence, each once, in the order they stand in."""
    listed = places if isinstance(places, np.ndarray) else np.fromiter(places, np.int64)
    held = listed.astype(np.int32, copy=False)  # by every signal until all are stored
    return kind, held if (held[1:] > held[:-1]).all() else each_once(held)


def subjects(**by_noun: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Whom a signal concerns, sorted, without those nobody is named for."""
    made = ((noun, tuple(sorted({*filter(None, names)}))) for noun, names in by_noun.items())
    return {noun: names for noun, names in made if names}
