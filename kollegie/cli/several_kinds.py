"""`import` without a kind: files of several kinds, told by their headers, taken in one kind after another."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kollegie.cli.context import NOT_ALL, Context
from kollegie.cli.intake import WRONG_USAGE, Outcome, protected_of_users, take_in_kind
from kollegie.errors import Cancelled, KollegieError
from kollegie.intake.record_kinds import USERS
from kollegie.language import say
from kollegie.model.record_words import words_of

if TYPE_CHECKING:
    from kollegie.intake.preview import Preview

FIGURES = ("read", "new", "changed", "unchanged", "refused_rows")


def take_in_kinds(args: argparse.Namespace, context: Context) -> int:
    """Sort the files out by kind and take in each as if it had been named, whom and what records are about first."""
    from kollegie.intake.mapping import NO_MAPPING
    from kollegie.intake.saved_mappings import own_mapping, saved_mappings
    from kollegie.intake.several_kinds import by_kind, left_words, look_at_all

    if args.columns or args.mapping or args.save_mapping:
        context.tell(
            say(
                "--columns, --mapping och --save-mapping gäller en sort. Skriv den före filerna.",
                "--columns, --mapping and --save-mapping are about one kind. Write it before the files.",
            )
        )
        return WRONG_USAGE
    kept = saved_mappings(context.store())
    seen, unreadable = look_at_all((args.kind, *args.files), kept, progress=context.progress())
    unread = [(path, problem.sentence()) for path, problem in unreadable]
    unread += [(one.path, why) for one in seen if (why := _unknown(one))]
    groups = [tuple(one for one in group if not _unknown(one)) for group in by_kind(seen, kept)]
    groups = [group for group in groups if group]
    if args.with_protected and USERS.name not in {group[0].kind for group in groups}:
        context.tell(protected_of_users())
        return WRONG_USAGE
    waiting = say("Ingenting har importerats (--accept-refused).", "Nothing was imported (--accept-refused).")
    stopped = bool(unread) and not (args.accept_refused or args.dry_run)
    came: list[tuple[tuple[Preview, ...], Outcome]] = []
    for group in [] if stopped else groups:
        kind, files = group[0].kind, [one.path for one in group]
        if kind != USERS.name and any(told[0].kind == USERS.name and one.status == 1 for told, one in came):
            waiting = say(
                "Brukarna gick inte in; de säger vilka som är skyddade.",
                "The users were not taken in; they tell who is protected.",
            )
            unread += [(path, waiting) for path in files]
            continue
        fits = {one.path: fit for one in group if (fit := own_mapping(kept, kind, one.header)) is not None}
        own = argparse.Namespace(**(vars(args) | {"kind": kind, "files": files}))
        if args.refused_to is not None and len(groups) > 1:
            before = sum(told[0].kind == kind for told, _ in came)  # from another system
            turn = f"{kind}-{before + 1}" if before else kind
            own.refused_to = args.refused_to.with_stem(f"{args.refused_to.stem}-{turn}")
        own.with_protected = args.with_protected and kind == USERS.name
        try:
            came.append((group, take_in_kind(own, context, NO_MAPPING, fits)))
        except Cancelled:
            raise
        except KollegieError as problem:
            came.append((group, Outcome({}, [], 1, problem.sentence())))
    if stopped:
        unread += [(one.path, waiting) for group in groups for one in group]
    tried = say(
        "Varje sort är prövad mot registret som det är nu (--dry-run).",
        "Each kind was tried on the register as it is now (--dry-run).",
    )
    _tell(context, came, unread, [tried] if args.dry_run and len(came) > 1 else [])
    if unread:
        context.tell(left_words(path for path, _ in unread))
    return _status([one.status for _, one in came] + [1] * bool(unread))


def _unknown(seen: Preview) -> str:
    """Why nobody can tell what kind a file is of, or ""."""
    from kollegie.intake.several_kinds import may_as_well_be

    file = seen.path.name
    if not seen.kind:
        return say(f"{file}: sorten känns inte igen. Ange SORT.", f"{file}: the kind is not recognised. Give KIND.")
    if other := may_as_well_be(seen):
        return say(
            f"{file} kan vara {seen.kind} eller {other}. Ange SORT.",
            f"{file} may be {seen.kind} or {other}. Give KIND.",
        )
    return ""


def _status(each: Sequence[int]) -> int:
    """0 where all was done, 1 where nothing was, else 3."""
    if not any(each):
        return 0
    return 1 if all(status == 1 for status in each) else NOT_ALL


def _tell(
    context: Context,
    came: Sequence[tuple[Sequence[Preview], Outcome]],
    unread: Sequence[tuple[Path, str]],
    last: Sequence[str],
) -> None:
    """Tell what came of each kind, with the sums of all, then what was not read and why."""
    kinds: list[dict[str, Any]] = []
    lines: list[str] = []
    for group, one in came:
        kind, files = group[0].kind, [seen.path.name for seen in group]
        kinds.append({"kind": kind, "files": files, "imported": False, **one.content, "why": one.why or None})
        lines.append(f"{words_of(kind).word} ({kind}): {', '.join(files)}")
        lines += [f"    {line}" for line in (*one.lines, *filter(None, [one.why]))]
    lines += [f"{path.name}: {why}" if path.name not in why else why for path, why in unread]
    lines += last
    content: dict[str, object] = {name: sum(one.get(name, 0) for one in kinds) for name in FIGURES}
    content["refused"] = [cell for one in kinds for cell in one.get("refused", ())]
    content["warnings"] = [words for one in kinds for words in one.get("warnings", ())]
    content["imported"] = any(one["imported"] for one in kinds)
    content["kinds"] = kinds
    content["unread"] = [{"file": path.name, "why": why} for path, why in unread]
    context.result(content, lines)
