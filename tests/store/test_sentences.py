"""Every refusal says what happened and what to do, in both languages, with its facts filled in."""

from __future__ import annotations

import ast
import inspect
import pkgutil
import string
from collections.abc import Iterator
from enum import Enum
from importlib import import_module
from pathlib import Path
from typing import get_type_hints

import pytest

import kollegie
import ui
from kollegie.errors import Cancelled, KollegieError
from kollegie.language import Language
from kollegie.model.checklist import BilingualText, ControlQuestion, QuestionType

ROOTS = [Path(package.__path__[0]) for package in (kollegie, ui)]


def _modules() -> Iterator[str]:
    for package in (kollegie, ui):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if "__main__" not in found.name and ".migrations" not in found.name:
                yield found.name


def _subclasses(kind: type) -> Iterator[type[KollegieError]]:
    for sub in kind.__subclasses__():
        if sub.__module__.split(".")[0] in ("kollegie", "ui"):
            yield sub
        yield from _subclasses(sub)


for _name in _modules():
    import_module(_name)
ERRORS = sorted({*_subclasses(KollegieError)}, key=lambda kind: kind.__qualname__)


def facts_named(template: str) -> set[str]:
    return {name.split(".")[0].split("[")[0] for _, name, _, _ in string.Formatter().parse(template) if name}


@pytest.mark.parametrize("kind", ERRORS, ids=lambda kind: kind.__name__)
def test_both_languages_speak_of_the_same_facts(kind):
    swedish = {name for name in facts_named(kind.sv) if not name.endswith("_sv")}  # those are words, not facts
    english = {name for name in facts_named(kind.en) if not name.endswith("_en")}

    assert swedish == english
    assert kind.sv.strip().endswith((".", "}"))
    assert kind.en.strip().endswith((".", "}"))
    assert kind.sv != kind.en


def _given() -> dict[str, list[tuple[str, set[str]]]]:
    """For each error raised by keywords alone: where, and which facts it is given."""
    plain = {kind.__name__ for kind in ERRORS if kind.__init__ is KollegieError.__init__}
    found: dict[str, list[tuple[str, set[str]]]] = {}
    for root in ROOTS:
        for file in root.rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if not isinstance(node, ast.Call):
                    continue
                name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
                if name in plain and all(keyword.arg for keyword in node.keywords):
                    place = f"{file.relative_to(root.parent)}:{node.lineno}"
                    found.setdefault(name, []).append((place, {str(keyword.arg) for keyword in node.keywords}))
    return found


def test_every_refusal_is_raised_with_the_facts_its_sentence_needs():
    kinds = {kind.__name__: kind for kind in ERRORS}

    lacking = [
        f"{place} {name} lacks {sorted(missing)}"
        for name, calls in _given().items()
        for place, given in calls
        if (missing := (facts_named(kinds[name].sv) | facts_named(kinds[name].en)) - given)
    ]

    assert lacking == []


OWN = [kind for kind in ERRORS if kind.__init__ is not KollegieError.__init__]


@pytest.mark.parametrize("kind", OWN, ids=lambda kind: kind.__name__)
def test_a_refusal_that_works_out_its_facts_fills_both_sentences(kind):
    parameters = list(inspect.signature(kind.__init__).parameters.values())[1:]
    if any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters):
        named = {parameter.name for parameter in parameters}
        facts = {name: "x" for name in facts_named(kind.sv) | facts_named(kind.en) if name not in named}
    else:
        facts = {}
    hints = get_type_hints(kind.__init__)
    wanted = {
        parameter.name: _something(str(parameter.annotation), hints.get(parameter.name))
        for parameter in parameters
        if parameter.kind in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY)
        and parameter.default is parameter.empty
    }

    problem = kind(**wanted, **facts)

    for language in Language:
        sentence = problem.sentence(language)
        assert sentence
        assert "{" not in sentence.replace("${", "")


QUESTION = ControlQuestion("hb06", "HB06", QuestionType.TEXT, BilingualText("Stämmer hjälpen?"))


def _something(annotation: str, hint: object) -> object:
    """Any value the parameter takes."""
    if isinstance(hint, type) and issubclass(hint, Enum):
        return next(iter(hint))
    if annotation.startswith("int"):
        return 1
    if "ControlQuestion" in annotation:
        return QUESTION
    if "None" in annotation:
        return None
    if "KollegieError" in annotation:
        return (Cancelled(),)
    if annotation.startswith(("Sequence", "tuple", "list", "Iterable", "frozenset", "set")):
        return ("x",) if "str" in annotation else ()
    return "x"
