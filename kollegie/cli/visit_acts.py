"""Commands for what happens at a visit beside its answers: rows, comments, consent, times."""

from __future__ import annotations

import argparse
from datetime import datetime
from typing import TYPE_CHECKING

from kollegie.cli.context import Context
from kollegie.cli.parsing import Commands
from kollegie.cli.shared_arguments import amendment_reason, row_option, visit_argument
from kollegie.cli.visit_content import visit_wanted
from kollegie.errors import KollegieError
from kollegie.language import say

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from kollegie.model.visits import Comment
    from kollegie.store import Reading


class TimeUnreadable(KollegieError):
    """A time that is no time."""

    sv = "{text} är inget klockslag. Skriv som 08:10 eller 2026-11-24 08:10."
    en = "{text} is no time. Write it like 08:10 or 2026-11-24 08:10."


def add_to(visits: Commands) -> None:
    """Add the acts below `visit`."""
    row = visits.add_parser(
        "row", help=say("lägg till eller ta bort en rad i en upprepning", "add or remove a row of a repeat")
    )
    visit_argument(row)
    row.add_argument(
        "repeat",
        metavar=say("UPPREPNING", "REPEAT"),
        help=say("upprepningen, med sitt namn i checklistan", "the repeat, by its name in the checklist"),
    )
    row.add_argument(
        "--around",
        default="",
        metavar=say("RAD", "ROW"),
        help=say("raden som den nya ligger i", "the row the new one lies in"),
    )
    row.add_argument(
        "--remove",
        metavar=say("RAD", "ROW"),
        help=say(
            "ta bort den raden; svaren ligger kvar och kan ångras tillbaka",
            "remove that row; its answers are kept and can be brought back",
        ),
    )
    row.set_defaults(run=change_rows)
    comment = visits.add_parser(
        "comment",
        help=say(
            "kommentera ett svar eller besöket, skicka tillbaka eller svara",
            "comment on an answer or the visit, send back or reply",
        ),
    )
    visit_argument(comment)
    comment.add_argument("text", metavar="TEXT", help=say("kommentaren", "the comment"))
    _spot_options(comment)
    kinds = comment.add_mutually_exclusive_group()
    kinds.add_argument(
        "--send-back",
        action="store_true",
        help=say(
            "be besökarna se över det; för granskningsledaren",
            "ask the visitors to look at it again; for the review lead",
        ),
    )
    kinds.add_argument("--reply", action="store_true", help=say("svara i tråden", "reply in the thread"))
    comment.set_defaults(run=write_comment)
    listed = visits.add_parser("comments", help=say("kommentarerna i ett besök", "the comments at a visit"))
    visit_argument(listed)
    listed.add_argument(
        "--open", action="store_true", help=say("bara det som ingen har avslutat", "only what nobody has closed")
    )
    listed.set_defaults(run=list_comments)
    resolved = visits.add_parser("resolve", help=say("avsluta en tråd", "close a thread"))
    visit_argument(resolved)
    _spot_options(resolved)
    resolved.set_defaults(run=resolve_thread)
    consent = visits.add_parser(
        "consent",
        help=say("skriv ner vad personen sade om besöket", "write down what the person said about the visit"),
    )
    visit_argument(consent)
    consent.add_argument(
        "state",
        choices=("given", "refused", "withdrawn"),
        help=say("lämnat, nekat eller återtaget", "given, refused or withdrawn"),
    )
    consent.add_argument(
        "--said-by",
        required=True,
        metavar=say("VEM", "WHO"),
        help=say(
            "vem som sade det: personen, god man …; aldrig ett namn",
            "who said it: the person, a trustee …; never a name",
        ),
    )
    consent.add_argument(
        "--told",
        default="",
        metavar=say("KODER", "CODES"),
        help=say(
            "vad som sades, med komma: vilka,syfte,frivilligt,…", "what was told, with commas: vilka,syfte,frivilligt,…"
        ),
    )
    consent.add_argument(
        "--consequence",
        choices=("yes", "no", "not-applicable"),
        help=say(
            "om personen fick veta vad ett nej kan leda till", "whether the person was told what a refusal may lead to"
        ),
    )
    consent.add_argument("--note", default="", metavar="TEXT", help=say("en anteckning", "a note"))
    consent.set_defaults(run=take_consent)
    fact = visits.add_parser(
        "fact",
        help=say(
            "visa eller ange det om ärendet som frågornas villkor rättar sig efter",
            "show or state what the questions' conditions follow about the case",
        ),
    )
    visit_argument(fact)
    fact.add_argument(
        "name",
        metavar=say("UPPGIFT", "FACT"),
        nargs="?",
        help=say("uppgiftens namn; utan det visas alla", "the name of the fact; without it all are shown"),
    )
    fact.add_argument(
        "value",
        metavar=say("VÄRDE", "VALUE"),
        nargs="?",
        help=say('ett tomt värde ("") tar tillbaka det som angetts', 'an empty value ("") takes back what was given'),
    )
    amendment_reason(fact, default="")
    fact.set_defaults(run=tell_fact)
    times = visits.add_parser(
        "times", help=say("när ni kom och när ni var klara", "when you came and when you were done")
    )
    visit_argument(times)
    times.add_argument(
        "--arrived",
        metavar=say("TID", "TIME"),
        help=say("när ni kom, till exempel 08:10", "when you came, such as 08:10"),
    )
    times.add_argument(
        "--left",
        metavar=say("TID", "TIME"),
        help=say("när ni var klara, till exempel 09:05", "when you were done, such as 09:05"),
    )
    times.set_defaults(run=note_times)


def _spot_options(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--question",
        default="",
        metavar=say("FRÅGA", "QUESTION"),
        help=say("frågan; utan den gäller det hela besöket", "the question; without it the whole visit is meant"),
    )
    row_option(command)


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
