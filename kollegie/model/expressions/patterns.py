"""Regular expressions of checklists, matched in a time that cannot explode.

A pattern such as `(a+)+b` takes Python's own matcher a lifetime on a text of forty letters, and the text is what
somebody is typing just now. Checklists need no more than whether a whole text fits, and that question a set of states,
moved on by one character at a time, answers in bounded time. Python's `re` is asked about single characters only.

Known: characters, `.`, classes, `\\d \\w \\s` and their opposites, groups, `|`, `* + ? {n} {n,} {n,m}` (lazy or not,
which makes no difference to a whole text), `^` and `$`. Not known: what looks back or ahead.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable
from functools import lru_cache
from typing import TypeAlias

MOST_STATES = 2_000
MOST_NESTING = 40

_ATOM = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]|\\.|[^\\]", re.DOTALL)
_REPEAT = re.compile(r"(?P<sign>[*+?])[?+]?|\{(?P<least>\d{1,4})(?P<open>,(?P<most>\d{1,4})?)?\}[?+]?")
_REFUSED_ESCAPES = frozenset("bBAZz123456789xuUNpPQEGkKRX")

State: TypeAlias = int


class PatternRefused(ValueError):
    """A pattern that cannot be used, with the reason in both languages."""

    def __init__(self, sv: str, en: str) -> None:
        super().__init__(en)
        self.sv = sv
        self.en = en


class Pattern:
    """One pattern, ready to be asked whether a whole text fits it."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._at = 0
        self._nesting = 0
        self._steps: list[list[State]] = []  # states reached for nothing
        self._atoms: list[tuple[re.Pattern[str], State] | None] = []  # the character that leads on from a state
        self._only_first: set[State] = set()  # states that are left only at the beginning of the text (^)
        self._only_last: set[State] = set()  # states that are left only at its end ($)
        self._first, self._last = self._alternatives()
        if self._at < len(pattern):
            raise PatternRefused("en slutparentes är en för mycket", "there is one closing bracket too many")

    def fits(self, text: str) -> bool:
        """Whether the whole text fits."""
        states = self._spread([self._first], first=True, last=not text)
        for at, character in enumerate(text):
            reached = [
                atom[1] for state in states if (atom := self._atoms[state]) is not None and atom[0].match(character)
            ]
            if not reached:
                return False
            states = self._spread(reached, first=False, last=at == len(text) - 1)
        return self._last in states

    def _spread(self, states: Iterable[State], *, first: bool, last: bool) -> set[State]:
        """The states and all that can be reached from them without reading a character."""
        reached: set[State] = set()
        waiting = list(states)
        while waiting:
            state = waiting.pop()
            if state in reached:
                continue
            reached.add(state)
            if (first or state not in self._only_first) and (last or state not in self._only_last):
                waiting += self._steps[state]
        return reached

    def _state(self) -> State:
        if len(self._steps) >= MOST_STATES:
            raise PatternRefused("det är för stort; skriv det enklare", "it is too large; write it more simply")
        self._steps.append([])
        self._atoms.append(None)
        return len(self._steps) - 1

    def _rest(self) -> str:
        return self._pattern[self._at : self._at + 1]

    def _alternatives(self) -> tuple[State, State]:
        first, last = self._state(), self._state()
        while True:
            start, end = self._sequence()
            self._steps[first].append(start)
            self._steps[end].append(last)
            if self._rest() != "|":
                return first, last
            self._at += 1

    def _sequence(self) -> tuple[State, State]:
        first = last = self._state()
        while self._rest() not in ("", "|", ")"):
            begun = self._at
            start, end = self._piece()
            repeat = _REPEAT.match(self._pattern, self._at)
            if repeat:
                self._at = repeat.end()
                start, end = self._repeated(start, end, (begun, repeat.start()), repeat)
            self._steps[last].append(start)
            last = end
        return first, last

    def _piece(self) -> tuple[State, State]:
        here = self._rest()
        if here == "(":
            return self._group()
        if here in "*+?" or _REPEAT.match(self._pattern, self._at):
            raise PatternRefused(f"{here} har inget att upprepa", f"{here} has nothing to repeat")
        first, last = self._state(), self._state()
        if here in "^$":
            self._at += 1
            (self._only_first if here == "^" else self._only_last).add(first)
            self._steps[first].append(last)
            return first, last
        self._atoms[first] = (self._atom(), last)
        return first, last

    def _group(self) -> tuple[State, State]:
        self._nesting += 1
        if self._nesting > MOST_NESTING:
            raise PatternRefused("det har för många parenteser", "it has too many brackets")
        self._at += 1
        if self._pattern.startswith("?:", self._at):
            self._at += 2
        elif self._rest() == "?":
            raise PatternRefused("(? … ) stöds inte", "(? … ) is not supported")
        inside = self._alternatives()
        if self._rest() != ")":
            raise PatternRefused("en slutparentes saknas", "a closing bracket is missing")
        self._at += 1
        self._nesting -= 1
        return inside

    def _atom(self) -> re.Pattern[str]:
        found = _ATOM.match(self._pattern, self._at)
        if found is None:
            raise PatternRefused("det slutar med ett omvänt snedstreck", "it ends with a backslash")
        text = found.group()
        if text == "[":
            raise PatternRefused("en hakparentes är inte stängd", "a square bracket is not closed")
        for escape in re.findall(r"\\(.)", text, re.DOTALL):
            if escape in _REFUSED_ESCAPES:
                raise PatternRefused(f"\\{escape} stöds inte", f"\\{escape} is not supported")
        self._at = found.end()
        return _character(re.escape(text) if text in "{}" else text)

    def _repeated(
        self, start: State, end: State, written: tuple[int, int], repeat: re.Match[str]
    ) -> tuple[State, State]:
        """Write the piece out as often as it must come, then as often as it may."""
        least, most = _bounds(repeat)
        if most is not None and most < least:
            raise PatternRefused(f"{repeat.group()} börjar efter sitt slut", f"{repeat.group()} begins after its end")
        after = self._at
        first = last = self._state()
        for number in range(max(least, 1 if most is None else most)):
            if number:
                self._at = written[0]
                start, end = self._piece()
            if number >= least:
                self._steps[last].append(end)  # may be left out; the copies after it then match nothing either
            self._steps[last].append(start)
            if most is None and number == max(least, 1) - 1:
                self._steps[end].append(start)
            last = end
        self._at = after
        return first, last


def _bounds(repeat: re.Match[str]) -> tuple[int, int | None]:
    sign = repeat["sign"]
    if sign:
        return (1 if sign == "+" else 0), (1 if sign == "?" else None)
    least = int(repeat["least"])
    if not repeat["open"]:
        return least, least
    return least, int(repeat["most"]) if repeat["most"] else None


@lru_cache(maxsize=1024)
def _character(atom: str) -> re.Pattern[str]:
    if "[:" in atom:
        raise PatternRefused("[:…:] stöds inte", "[:…:] is not supported")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # Python may one day read [a&&b] in another way
            return re.compile(atom, re.DOTALL)
    except re.error as error:
        raise PatternRefused(f"{atom} går inte att tolka ({error})", f"{atom} cannot be read ({error})") from error


@lru_cache(maxsize=256)
def pattern_of(pattern: str) -> Pattern:
    """The pattern, made once.

    Raises: PatternRefused where it is not a pattern or asks for what is not known here.
    """
    return Pattern(pattern)
