"""The language of conditions, calculations and finding rules: the subset of XLSForm's expressions.

Read (`parse`), checked before anyone answers (`check`), made into a function (`compile_tree`) that is asked about a
sheet through `Surroundings`. Pure: it knows neither files nor the store.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kollegie.model.expressions.checking import check, kind_of
from kollegie.model.expressions.compiling import Worked, compile_tree
from kollegie.model.expressions.errors import ExpressionError
from kollegie.model.expressions.kinds import DECIDING, VALUES, Kind, Place, Variable
from kollegie.model.expressions.parser import parse
from kollegie.model.expressions.surroundings import Surroundings
from kollegie.model.expressions.tree import Node, references, written
from kollegie.model.expressions.values import Scalar

__all__ = [
    "DECIDING",
    "VALUES",
    "Expression",
    "ExpressionError",
    "Kind",
    "Node",
    "Place",
    "Scalar",
    "Surroundings",
    "Variable",
    "Worked",
    "check",
    "compile_tree",
    "kind_of",
    "parse",
    "references",
    "written",
]


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression as it was written, with its tree; two are the same if they were written the same.

    Raises: an ExpressionError when it cannot be read.
    """

    text: str
    tree: Node = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "tree", parse(self.text))

    @property
    def names(self) -> tuple[str, ...]:
        """The questions, fields and repeats it refers to."""
        return references(self.tree)
