"""Checklist files → checklists: the ones that come with the program, and a municipality's own.

The format is described for methods leads in `ui/help/checklistor-format.md`. In short: a file is TOML with the keys
below; `*` marks those that must be there, `(_en)` those that have an English twin.

    schema = 1, id*, version*, titel*(_en), beskrivning(_en), galler (brukare | utförare | ärende), tjanst,
    sprak (sv | en), ovrigt, bygger_pa
    [[lagrum]]      id*, lag*, slag, titel, kapitel, paragraf, punkt, fran, till,
                    sakerhet* (läst | känd | osäker), anmarkning, tillagg(_en)
    [[sammanhang]]  namn*, typ*, text*(_en), forval, val, enhet(_en)
    [[vallista]]    namn*, val*
    [[avsnitt]]     id*, titel*(_en), visas_nar, utseende, ovrigt
    [[avsnitt.fraga]]
        id*, namn (the id in lower case), typ*, text*(_en), kort(_en), hjalp(_en), vagledning(_en), enhet(_en),
        visas_nar, kravs (true | false | expression), kravs_text(_en), berakning, val, val_filter,
        forval, forval_uttryck, lagrum, del_av, ursprung, skrivskyddad, utseende, parametrar, ovrigt,
        karna, hette
        regel = [{ uttryck*, text(_en), mjuk }]
        iakttagelse = [{ svar | nar, kategori*, grad* (1–4), text(_en), kanslig }]
    a question of typ "grupp" or "upprepning" has namn*, text(_en), visas_nar, antal, utseende, ovrigt and its own
    [[….fraga]]
    val = "name of a vallista" or [{ namn*, text*(_en), … columns for val_filter }]
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path

from kollegie.errors import reason_of
from kollegie.intake.checklist_problems import (
    ChecklistProblem,
    ChecklistRefused,
    ChecklistUnknown,
    FileUnreadable,
    NotToml,
)
from kollegie.intake.checklist_reader import ChecklistReader
from kollegie.intake.checklist_table import Problems
from kollegie.language import Language
from kollegie.model.checklist import Checklist

MOST_BYTES = 8_000_000

_AT = re.compile(r"\(at line (\d+), column (\d+)\)")


def shipped_checklists() -> tuple[Checklist, ...]:
    """The checklists that come with the program, by id."""
    return tuple(_shipped(id_) for id_ in _shipped_ids())


def find_checklist(wanted: str | Path) -> Checklist:
    """The checklist of the program with that id, else the one in that file.

    Raises: ChecklistUnknown if it is neither, ChecklistRefused if the file has faults.
    """
    if str(wanted) in _shipped_ids():
        return _shipped(str(wanted))
    path = Path(wanted)
    if not path.is_file():
        raise ChecklistUnknown(str(wanted), _shipped_ids())
    return read_checklist_file(path)


def shipped_checklist(id_: str) -> Checklist | None:
    """The checklist of the program with that id, None where there is none."""
    return _shipped(id_) if id_ in _shipped_ids() else None


def national_of(checklist: Checklist) -> Checklist | None:
    """The shipped checklist whose core binds this one: the one it is a copy of by name, or a new version of."""
    return shipped_checklist(checklist.based_on) or shipped_checklist(checklist.id)


@cache
def _shipped_ids() -> tuple[str, ...]:
    """The files in `checklists/` bear the ids of what is in them."""
    names = (one.name for one in files("checklists").iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


@cache
def _shipped(id_: str) -> Checklist:
    name = f"{id_}.toml"
    return read_checklist(files("checklists").joinpath(name).read_text(encoding="utf-8"), name=name)


def read_checklist_file(path: Path) -> Checklist:
    """Read a checklist file.

    Raises: ChecklistRefused with every fault, its line and what was expected.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise _refused(path.name, FileUnreadable("den är större än 8 MB", "it is larger than 8 MB"))
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        sv, en = (reason_of(error, language) for language in (Language.SV, Language.EN))
        raise _refused(path.name, FileUnreadable(sv, en)) from error
    except UnicodeDecodeError as error:
        reason = FileUnreadable("den är inte text i UTF-8", "it is not text in UTF-8")
        raise _refused(path.name, reason) from error
    return read_checklist(text, name=path.name)


def read_checklist(text: str, *, name: str = "checklista") -> Checklist:
    """Read the text of a checklist file; `name` is what a refusal calls it.

    Raises: ChecklistRefused with every fault, its line and what was expected.
    """
    text = text.replace("\r\n", "\n")
    try:
        held = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = _AT.search(str(error))
        line = int(place.group(1)) if place else text.count("\n") + 1
        raise _refused(name, NotToml(_AT.sub("", str(error)).strip()), line) from error
    except RecursionError as error:
        raise _refused(name, FileUnreadable("den har för många nivåer", "it has too many levels")) from error
    problems = Problems(text)
    checklist = ChecklistReader(held, problems).read()
    found = problems.in_order()
    if found or checklist is None:
        raise ChecklistRefused(name, found)
    return checklist


def _refused(name: str, error: FileUnreadable | NotToml, line: int = 0) -> ChecklistRefused:
    return ChecklistRefused(name, (ChecklistProblem(line, "", error),))
