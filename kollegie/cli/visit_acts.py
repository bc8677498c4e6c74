"""Commands for what happens at a visit beside its answers: rows, comments, consent, times."""

from __future__ import annotations

import argparse
from datetime import datetime
from typing import TYPE_CHECKING

from kollegie.cli.context import Context
from kollegie.cli.parsing import Commands
from kollegie.cli.visit_content import visit_wanted
from kollegie.errors import KollegieError
from kollegie.language import say

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from kollegie.model.visits import Comment
    from kollegie.store import Reading

_WHERE = "frågan; utan den gäller det hela besöket"


class TimeUnreadable(KollegieError):
    """A time that is no time."""

    sv = "{text} är inget klockslag. Skriv som 08:10 eller 2026-11-24 08:10."
    en = "{text} is no time. Write it like 08:10 or 2026-11-24 08:10."


def add_to(visits: Commands) -> None:
    """Add the acts below `visit`."""
    row = visits.add_parser("row", help="lägg till eller ta bort en rad i det som upprepas")
    _visit_argument(row)
    row.add_argument("repeat", metavar="UPPREPNING")
    row.add_argument("--around", default="", metavar="RAD", help="raden som den nya ligger i")
    row.add_argument("--remove", metavar="RAD", help="ta bort den raden; svaren ligger kvar och kan ångras tillbaka")
    row.set_defaults(run=change_rows)
    comment = visits.add_parser("comment", help="kommentera ett svar eller besöket, skicka tillbaka eller svara")
    _visit_argument(comment)
    comment.add_argument("text", metavar="TEXT")
    _spot_options(comment)
    kinds = comment.add_mutually_exclusive_group()
    kinds.add_argument("--send-back", action="store_true", help="be besökarna se över det; för granskningsledaren")
    kinds.add_argument("--reply", action="store_true", help="svara i tråden")
    comment.set_defaults(run=write_comment)
    listed = visits.add_parser("comments", help="kommentarerna i ett besök")
    _visit_argument(listed)
    listed.add_argument("--open", action="store_true", help="bara det som ingen har avslutat")
    listed.set_defaults(run=list_comments)
    resolved = visits.add_parser("resolve", help="avsluta en tråd")
    _visit_argument(resolved)
    _spot_options(resolved)
    resolved.set_defaults(run=resolve_thread)
    consent = visits.add_parser("consent", help="skriv ner vad personen sade till besöket")
    _visit_argument(consent)
    consent.add_argument("state", choices=("given", "refused", "withdrawn"))
    consent.add_argument("--said-by", required=True, metavar="VEM", help="personen, god man …; aldrig ett namn")
    consent.add_argument(
        "--told", default="", metavar="KODER", help="vad som sades, med komma: vilka,syfte,frivilligt,…"
    )
    consent.add_argument("--consequence", choices=("yes", "no", "not-applicable"), help="fick veta vad ett nej kan ge")
    consent.add_argument("--note", default="", metavar="TEXT")
    consent.set_defaults(run=take_consent)
    fact = visits.add_parser("fact", help="visa eller ange vad villkoren ska utgå från om ärendet")
    _visit_argument(fact)
    fact.add_argument("name", metavar="UPPGIFT", nargs="?", help="utan den visas alla")
    fact.add_argument("value", metavar="VÄRDE", nargs="?", help='ett tomt värde ("") tar tillbaka det som angetts')
    fact.add_argument("--reason", default="", metavar="SKÄL", help="skäl till ett tillägg efter signering")
    fact.set_defaults(run=tell_fact)
    times = visits.add_parser("times", help="när ni kom och när ni var klara")
    _visit_argument(times)
    times.add_argument("--arrived", metavar="TID", help="till exempel 08:10")
    times.add_argument("--left", metavar="TID")
    times.set_defaults(run=note_times)


def _visit_argument(command: argparse.ArgumentParser) -> None:
    command.add_argument("id", metavar="ID|ÄRENDE")


def _spot_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--question", default="", metavar="FRÅGA", help=_WHERE)
    command.add_argument("--row", default="", metavar="RAD")


def change_rows(args: argparse.Namespace, context: Context) -> int:
    """Add a row, or take one away."""
    from kollegie.model.answer_values import row_from_text
    from kollegie.visiting.rows import add_row, remove_row

    store, visit = context.store(), visit_wanted(context, args.id)
    if args.remove is None:
        row = add_row(store, visit.id, args.repeat, row_from_text(args.around)).row
        words = say(
            f"Raden {row.row} är tillagd. Svara i den med --row.", f"Row {row.row} is added: answer with --row."
        )
    else:
        row = remove_row(store, visit.id, args.repeat, row_from_text(args.remove)).row
        words = say(
            f"Raden {row.row} är borttagen. Svaren ligger kvar.", f"Row {row.row} is gone; its answers are kept."
        )
    content = {"visit": str(visit.id), "repeat": row.repeat, "row": row.row, "removed": row.removed}
    context.result(content, [words])
    return 0


def tell_fact(args: argparse.Namespace, context: Context) -> int:
    """Tell what the conditions go by, or say what is so."""
    from kollegie.model.checklist_answers import value_words
    from kollegie.model.reviews import Case
    from kollegie.model.visits import Answer
    from kollegie.visiting.case_facts import case_facts, give_facts
    from kollegie.visiting.doubles import refuse_blind
    from kollegie.visiting.pinned import asked_at

    store, visit = context.store(), visit_wanted(context, args.id)
    with store.reading() as reading:
        refuse_blind(reading, visit)
    if args.value is not None:
        give_facts(store, visit.id, {args.name: args.value}, reason=args.reason)
    with store.reading() as reading:
        checklist = asked_at(reading, visit)
        given = {one.question: one.value for one in reading.find(Answer, visit_id=visit.id, row="")}
        facts = case_facts(checklist, reading.first(Case, id=visit.case_id), given)
    facts = tuple(one for one in facts if args.name in (None, one.field.name))
    content = [
        {
            "name": one.field.name,
            "value": str(one.value) if one.value is not None else None,
            "given": one.given is not None,
            "register": str(one.known) if one.known is not None else None,
        }
        for one in facts
    ]
    lines = [
        f"{one.field.name:<28} {value_words(one.field, one.value) or '–':<14} {one.field.label.in_()} ({one.source})"
        for one in facts
    ]
    context.result({"visit": str(visit.id), "facts": content}, lines or [say("Inga uppgifter.", "No facts.")])
    return 0


def write_comment(args: argparse.Namespace, context: Context) -> int:
    """Write at an answer or at the visit."""
    from kollegie.visiting.commenting import comment_on, reply, send_back

    store, visit = context.store(), visit_wanted(context, args.id)
    act = send_back if args.send_back else reply if args.reply else comment_on
    written = act(store, visit.id, args.text, args.question, args.row)
    with store.reading() as reading:
        names = _names(reading, [written])
    context.result(_comment(written, names), [_line(written, names)])
    return 0


def list_comments(args: argparse.Namespace, context: Context) -> int:
    """Tell what is written in a visit, oldest first."""
    from kollegie.model.visits import Comment
    from kollegie.visiting.commenting import threads_of
    from kollegie.visiting.doubles import refuse_blind

    visit = visit_wanted(context, args.id)
    with context.store().reading() as reading:
        refuse_blind(reading, visit)
        threads = threads_of(reading.find(Comment, visit_id=visit.id))
        shown = [one for thread in threads.values() if thread.open or not args.open for one in thread.comments]
        names = _names(reading, shown)
    content = [_comment(one, names) for one in shown]
    nothing = [say("Inga kommentarer.", "No comments.")]
    context.result({"visit": str(visit.id), "comments": content}, [_line(one, names) for one in shown] or nothing)
    return 0


def resolve_thread(args: argparse.Namespace, context: Context) -> int:
    """Say that what was asked is settled."""
    from kollegie.visiting.commenting import resolve

    visit = visit_wanted(context, args.id)
    resolved = resolve(context.store(), visit.id, args.question, args.row)
    content = {"visit": str(visit.id), "question": args.question, "resolved": len(resolved)}
    context.result(content, [say("Tråden är avslutad.", "The thread is settled.")])
    return 0


def _names(reading: Reading, comments: list[Comment]) -> Mapping[UUID, str]:
    from kollegie.model.register import Person

    return {one.id: one.name for one in reading.find(Person, id={comment.written_by for comment in comments})}


def _comment(one: Comment, names: Mapping[UUID, str]) -> dict[str, object]:
    return {
        "id": str(one.id),
        "question": one.question,
        "row": one.row,
        "kind": one.kind.value,
        "text": one.text,
        "by": names.get(one.written_by, str(one.written_by)),
        "at": one.written_at.isoformat(),
        "resolved_at": one.resolved_at.isoformat() if one.resolved_at else None,
    }


def _line(one: Comment, names: Mapping[UUID, str]) -> str:
    done = say(" (avslutad)", " (settled)") if one.resolved_at else ""
    kinds = {"sent_back": say("tillbakaskickat", "sent back"), "reply": say("svar", "reply")}
    kind = kinds.get(one.kind.value, say("kommentar", "comment"))
    by = names.get(one.written_by, str(one.written_by))
    return f"  {one.question or '–':<8} {kind}: {one.text}  ({by}){done}"


def take_consent(args: argparse.Namespace, context: Context) -> int:
    """Write down what the person said."""
    from kollegie.model.visits import ConsentState
    from kollegie.visiting.consenting import TOLD, record_consent

    told = [code.strip() for code in args.told.split(",") if code.strip()]
    known = {one.code for one in TOLD}
    if not set(told) <= known:
        context.tell(say("Koderna är ", "The codes are ") + ", ".join(one.code for one in TOLD))
        return 2
    consequence = {"yes": True, "no": False, "not-applicable": None, None: ...}[args.consequence]
    visit = visit_wanted(context, args.id)
    said = record_consent(
        context.store(),
        visit.id,
        ConsentState(args.state),
        said_by=args.said_by,
        told=told,
        consequence_told=consequence,
        note=args.note,
    )
    content = {
        "visit": str(visit.id),
        "state": said.state.value,
        "said_at": said.said_at.isoformat(),
        "said_by": said.said_by,
        "told": [code for code, _ in said.told],
        "consequence_told": said.consequence_told,
    }
    context.result(content, [f"{said.state.word}, {said.said_at.astimezone():%H.%M}."])
    return 0


def note_times(args: argparse.Namespace, context: Context) -> int:
    """Note or correct when the visitors came and were done."""
    from kollegie.visiting.times import note_times as note

    visit = visit_wanted(context, args.id)
    day = visit.arrived_at or visit.started_at or visit.planned_start or context.store().clock()
    noted = note(
        context.store(),
        visit.id,
        arrived=... if args.arrived is None else _moment(args.arrived, day),
        left=... if args.left is None else _moment(args.left, day),
    )
    moments = {"arrived_at": noted.arrived_at, "left_at": noted.left_at}
    content = {name: moment.isoformat() if moment else None for name, moment in moments.items()}
    words = [f"{moment.astimezone():%H.%M}" if moment else "–" for moment in moments.values()]
    context.result(
        {"visit": str(visit.id), **content}, [say("Framme {}, klara {}.", "Arrived {}, done {}.").format(*words)]
    )
    return 0


def _moment(text: str, day: datetime) -> datetime:
    plain = text.strip().replace(".", ":")
    for form in ("%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"):
        try:
            read = datetime.strptime(plain, form)  # noqa: DTZ007 - the clock of this computer
        except ValueError:
            continue
        return (datetime.combine(day.astimezone().date(), read.time()) if form == "%H:%M" else read).astimezone()
    raise TimeUnreadable(text=text)
