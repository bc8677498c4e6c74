"""Commands at a visit, and the search: the same acts as in the window."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from kollegie.cli import attachments, doubles, visit_acts
from kollegie.cli.context import Context
from kollegie.cli.parsing import Commands
from kollegie.cli.round_content import value_json
from kollegie.cli.shared_arguments import amendment_reason, question_argument, row_option, visit_argument
from kollegie.cli.visit_content import (
    answers_content,
    attachment_content,
    clock_words,
    finding_content,
    visit_content,
    visit_lines,
    visit_wanted,
)
from kollegie.language import counted, say

if TYPE_CHECKING:
    from kollegie.model.reviews import Visit


def _answer_help() -> str:
    return say(
        """\
VÄRDE skrivs som i listan: ja, nej, delvis, ett tal (4 eller 4,5), ett klockslag (07:30), ett vals namn, flera val
med komma emellan, eller en text. ej_observerat, ej_tillampligt, ej_fragad och avstod kan anges för alla frågor.
Ett tomt VÄRDE ("") tar tillbaka svaret. Efter signering krävs --reason; ändringen blir då ett tillägg.""",
        """\
VALUE is written as in the checklist: ja, nej, delvis, a number (4 or 4,5), a time (07:30), the name of a choice,
several choices with commas between them, or a text. ej_observerat, ej_tillampligt, ej_fragad and avstod can be given
for any question.
An empty VALUE ("") takes the answer back. After signing --reason is needed; the change then becomes an amendment.""",
    )


def add_to(commands: Commands) -> None:
    """Add `visit` and `search`."""
    visits = commands.add_parser(
        "visit", help=say("se, besvara och signera besök", "see, answer and sign visits")
    ).add_subparsers(dest="visit_command", metavar=say("HANDLING", "ACT"), required=True)
    listed = visits.add_parser("list", help=say("alla besök på den här datorn", "all visits on this computer"))
    listed.add_argument("--mine", action="store_true", help=say("bara mina egna", "my own only"))
    listed.set_defaults(run=list_visits)
    show = visits.add_parser(
        "show",
        help=say("ett besök med svar, historik och iakttagelser", "one visit with answers, history and findings"),
    )
    visit_argument(show)
    show.set_defaults(run=show_visit)
    answer = visits.add_parser(
        "answer",
        help=say("svara på en fråga", "answer a question"),
        description=_answer_help(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    visit_argument(answer)
    question_argument(answer)
    answer.add_argument(
        "value",
        metavar=say("VÄRDE", "VALUE"),
        help=say("svaret, skrivet som ovan", "the answer, written as described above"),
    )
    answer.add_argument("--note", metavar="TEXT", help=say("anteckning till svaret", "a note to the answer"))
    row_option(answer)
    answer.add_argument(
        "--positive", action="store_true", help=say("märk som positiv iakttagelse", "mark it as a positive finding")
    )
    amendment_reason(answer)
    answer.set_defaults(run=give_answer)
    attachments.add_to(visits)
    sign = visits.add_parser(
        "sign",
        help=say("signera ett besök; senare ändringar blir tillägg", "sign a visit; later changes become amendments"),
    )
    visit_argument(sign)
    sign.add_argument(
        "--pass-over",
        metavar=say("SKÄL", "REASON"),
        help=say(
            "ge obesvarade frågor detta skäl, till exempel ej_fragad",
            "give unanswered questions this reason, such as ej_fragad",
        ),
    )
    sign.set_defaults(run=sign_visit)
    move = visits.add_parser(
        "move",
        help=say(
            "låt ett besök gå vidare i en annan version av sin checklista",
            "let a visit go on in another version of its checklist",
        ),
    )
    visit_argument(move)
    move.add_argument(
        "--to",
        metavar="VERSION",
        help=say(
            "versionens nummer; annars den som senast publicerades",
            "the number of the version; otherwise the one published last",
        ),
    )
    move.add_argument(
        "--back",
        action="store_true",
        help=say("ta tillbaka den senaste flytten på den här datorn", "take back the last move on this computer"),
    )
    move.add_argument(
        "--dry-run",
        action="store_true",
        help=say(
            "visa bara vad som följer med och vad som inte frågas längre",
            "only show what comes along and what is no longer asked",
        ),
    )
    move.set_defaults(run=move_visit)
    visit_acts.add_to(visits)
    doubles.add_visit_commands(visits)
    search = commands.add_parser(
        "search",
        help=say(
            "sök i anteckningar, iakttagelser, åtgärder och ärendenummer",
            "search notes, findings, actions and case numbers",
        ),
    )
    search.add_argument("text", metavar="TEXT", nargs="+", help=say("orden att söka", "the words to search for"))
    search.set_defaults(run=search_text)


def list_visits(args: argparse.Namespace, context: Context) -> int:
    """Tell every visit with its state, in time order; those without a time last."""
    from kollegie.model.reviews import Assignment, Visit

    store = context.store()
    with store.reading() as reading:
        visits: tuple[Visit, ...] = reading.find(Visit)
        if args.mine:
            mine = {one.visit_id for one in reading.find(Assignment, person_id=store.me)}
            visits = tuple(visit for visit in visits if visit.id in mine)
        visits = tuple(sorted(visits, key=lambda visit: (visit.planned_start is None, visit.planned_start, visit.id)))
        content = [visit_content(reading, visit) for visit in visits]
    lines = [
        f"{one['id']}  {clock_words(visit.planned_start):<16}  {one['case']:<8} {visit.state.word:<12} "
        f"{one['checklist']}  {', '.join(one['visitors'])}"
        for one, visit in zip(content, visits, strict=True)
    ]
    context.result({"visits": content}, lines or [say("Inga besök på den här datorn.", "No visits on this computer.")])
    return 0


def show_visit(args: argparse.Namespace, context: Context) -> int:
    """Tell one visit with its answers, what they were before, and its findings."""
    from kollegie.model.visits import Answer, Finding, VisitRow
    from kollegie.store.attachments import attachments_of
    from kollegie.visiting.counting import counting, sheet_then
    from kollegie.visiting.doubles import refuse_blind
    from kollegie.visiting.finding_visits import find_visit
    from kollegie.visiting.pinned import asked_at

    store = context.store()
    with store.reading() as reading:
        visit = find_visit(reading, args.id)
        refuse_blind(reading, visit)
        checklist = asked_at(reading, visit)
        order = {question.name: place for place, question in enumerate(checklist.questions)}
        answers = sorted(
            reading.find(Answer, visit_id=visit.id), key=lambda one: (order.get(one.question, 999), one.row)
        )
        content = visit_content(reading, visit)
        counted = {one.id for one in counting(sheet_then(reading, visit, checklist), answers).values()}
        facts = {field.name for field in checklist.context_fields}
        content["answers"] = answers_content(reading, answers, counted)
        content["facts"] = [one for one in content["answers"] if one["question"] in facts]
        content["answers"] = [one for one in content["answers"] if one["question"] not in facts]
        content["rows"] = [
            {"repeat": row.repeat, "row": row.row, "removed": row.removed}
            for row in reading.find(VisitRow, visit_id=visit.id)
        ]
        content["findings"] = [finding_content(finding) for finding in reading.find(Finding, visit_id=visit.id)]
        content["attachments"] = [attachment_content(store, one) for one in attachments_of(reading, visit.id)]
    context.result(content, visit_lines(content, checklist))
    return 0


def give_answer(args: argparse.Namespace, context: Context) -> int:
    """Record an answer, or amend a signed one when a reason is given."""
    from kollegie.visiting.answering import amend_answer, record_answer
    from kollegie.visiting.findings import Settled, settled_words

    store = context.store()
    visit = visit_wanted(context, args.id)
    if args.reason is None:
        positive = True if args.positive else None
        done = record_answer(store, visit.id, args.question, args.value, args.note, args.row, positive=positive)
    else:
        done = amend_answer(store, visit.id, args.question, args.value, args.note, args.row, reason=args.reason)
    content = {
        "visit": str(visit.id),
        "question": done.answer.question,
        "value": value_json(done.answer.value),
        "note": done.answer.note,
        "raised": [finding_content(finding) for finding in done.raised],
        "withdrawn": [finding_content(finding) for finding in done.withdrawn],
    }
    lines = [say(f"{done.answer.question} är sparat.", f"{done.answer.question} is saved.")]
    lines += [
        say("Iakttagelse föreslagen: ", "Finding proposed: ") + f"{one.category.value}/{int(one.severity)} {one.text}"
        for one in done.raised
    ]
    lines += settled_words(Settled(withdrawn=done.withdrawn))
    context.result(content, lines)
    return 0


def sign_visit(args: argparse.Namespace, context: Context) -> int:
    """Sign a visit, after passing over what is unanswered if a reason for it is given."""
    from kollegie.model.answer_values import Withheld
    from kollegie.visiting.answering import pass_over
    from kollegie.visiting.pinned import row_text
    from kollegie.visiting.signing import readiness
    from kollegie.visiting.signing import sign_visit as sign

    store = context.store()
    visit = visit_wanted(context, args.id)
    if args.pass_over:
        reasons = {reason.value: reason for reason in Withheld}
        if args.pass_over not in reasons:
            context.tell(say("Skälet ska vara ett av ", "The reason must be one of ") + ", ".join(reasons))
            return 2
        left = [(cell.name, row_text(cell.row)) for cell in readiness(store, visit.id).unanswered]
        pass_over(store, visit.id, left, reasons[args.pass_over])
    untold = readiness(store, visit.id).untold
    signed = sign(store, visit.id)
    assert signed.signed_at is not None
    at = signed.signed_at.astimezone()
    lines = [
        say(
            f"Signerat {at:%H.%M}. Senare ändringar blir tillägg med skäl.",
            f"Signed {at:%H.%M}. Later changes are amendments with a reason.",
        )
    ]
    if untold:
        acute = counted(len(untold), ("akut iakttagelse", "akuta iakttagelser"), ("acute finding", "acute findings"))
        lines.append(say(f"{acute} ska meddelas ledaren i dag.", f"{acute}: tell the lead today."))
    context.result(
        {"id": str(signed.id), "state": signed.state.value, "signed_at": signed.signed_at.isoformat()}, lines
    )
    return 0


def move_visit(args: argparse.Namespace, context: Context) -> int:
    """Move a visit to another version, or only show what would become of its answers."""
    from kollegie.visiting import moving
    from kollegie.visiting.finding_visits import find_visit

    store = context.store()
    with store.reading() as reading:
        visit = find_visit(reading, args.id)
        if args.back:
            wanted = moving.moved_from(reading, visit.id)
            if not wanted:
                raise moving.NotMoved
        else:
            versions = [one for one in moving.versions_of(reading, visit) if args.to in (None, one.version)]
            if not versions:
                raise moving.NoOtherVersion
            wanted = versions[0].content_hash
        move = moving.preview_move(reading, visit.id, wanted)
    if not args.dry_run:
        move = moving.move_visit(store, visit.id, wanted)
    content = {
        "visit": str(visit.id),
        "from": move.old.version,
        "to": move.new.version,
        "moved": not args.dry_run,
        "along": [answer.question for answer in move.along],
        "renamed": dict(move.renamed),
        "kept": [answer.question for answer in move.kept],
        "unfit": [{"question": answer.question, "message": why.sentence()} for answer, why in move.unfit],
        "new": [question.name for question in move.fresh],
    }
    context.result(content, [f"{move.new.title.in_()} {move.old.version} → {move.new.version}", *move.sentences()])
    return 0


def search_text(args: argparse.Namespace, context: Context) -> int:
    """Tell where the words stand, latest first."""
    from kollegie.store.searching import find_here, searchable

    store = context.store()
    with searchable(store, context.progress()) as reading:
        hits = [
            {"record": hit.record.rstrip("_"), "text": hit.text, "id": str(hit.row_id), "field": hit.field}
            for hit in find_here(reading, store.me, " ".join(args.text))
        ]
    lines = [f"{hit['record']:<10} {hit['text']}" for hit in hits]
    context.result({"hits": hits}, lines or [say("Inga träffar.", "No hits.")])
    return 0
