"""What a row of a form becomes: a table of a checklist file whose every key knows the cell it came from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from kollegie.intake.checklist_lines import Key
from kollegie.intake.xlsform_problems import Place, SheetProblems


@dataclass
class Node:
    """A question, a group, a section or a field of the case on its way to become part of a checklist."""

    place: Place
    held: dict[str, object] = field(default_factory=dict)
    places: dict[Key, Place] = field(default_factory=dict)
    inside: list[Node] = field(default_factory=list)
    is_group: bool = False
    repeats: bool = False
    #: Worked out without being seen: it may stand in any section.
    floats: bool = False
    #: Asks to be a row of a table, whose choices stand above it and not beside it.
    is_row: bool = False

    def put(self, key: str, value: object, place: Place | None = None) -> None:
        """Set a key; what says nothing is left out."""
        if value is not None and value not in ("", [], {}):
            self.held[key] = value
            self.places[key,] = place or self.place

    def rename(self, old: str, new: str) -> None:
        """Call a key something else."""
        if old in self.held:
            self.held[new] = self.held.pop(old)
            self.places[new,] = self.places.pop((old,), self.place)


def assembled(nodes: Iterable[Node], path: Key, problems: SheetProblems) -> list[dict[str, object]]:
    """The tables of the nodes in their order, with the cells remembered under the keys they get."""
    tables = []
    for at, node in enumerate(nodes):
        here: Key = (*path, at)
        problems.stands(here, node.place)
        for key, place in node.places.items():
            problems.stands((*here, *key), place)
        inside = assembled(node.inside, (*here, "fraga"), problems)
        tables.append({**node.held, "fraga": inside} if inside else node.held)
    return tables
