"""Commands at a visit, and the search: the same acts as in the window."""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kollegie.cli import doubles, visit_acts
from kollegie.cli.context import Context
from kollegie.cli.parsing import day
from kollegie.cli.round_content import value_json
from kollegie.language import counted, say

if TYPE_CHECKING:
    from uuid import UUID

    from kollegie.model.attachments import Attachment
    from kollegie.model.checklist import Checklist
    from kollegie.model.reviews import Case, Visit
    from kollegie.model.visits import Answer, Finding
    from kollegie.store import Reading, Store

ANSWER_HELP = """\
VÄRDE skrivs som i listan: ja, nej, delvis, ett tal (4 eller 4,5), ett klockslag (07:30), ett vals namn, flera val
med komma emellan, eller en text. ej_observerat, ej_tillampligt, ej_fragad och avstod kan anges för alla frågor.
Ett tomt VÄRDE ("") tar tillbaka svaret. Efter signering krävs --reason; ändringen blir då ett tillägg."""


def add_to(commands: Any) -> None:
    """Add `visit` and `search`."""
    visits = commands.add_parser("visit", help="se, besvara och signera besök").add_subparsers(
        dest="visit_command", metavar="HANDLING", required=True
    )
    listed = visits.add_parser("list", help="alla besök på den här datorn")
    listed.add_argument("--mine", action="store_true", help="bara mina egna")
    listed.set_defaults(run=list_visits)
    show = visits.add_parser("show", help="ett besök med svar, historik och iakttagelser")
    show.add_argument("id", metavar="ID|ÄRENDE")
    show.set_defaults(run=show_visit)
    answer = visits.add_parser(
        "answer",
        help="svara på en fråga",
        description=ANSWER_HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    answer.add_argument("id", metavar="ID|ÄRENDE")
    answer.add_argument("question", metavar="FRÅGA")
    answer.add_argument("value", metavar="VÄRDE")
    answer.add_argument("--note", metavar="TEXT", help="anteckning till svaret")
    answer.add_argument("--row", default="", metavar="RAD", help="raden i en upprepning, till exempel 2 eller 2/1")
    answer.add_argument("--positive", action="store_true", help="märk som positiv iakttagelse")
    answer.add_argument("--reason", metavar="SKÄL", help="skäl till ett tillägg efter signering")
    answer.set_defaults(run=give_answer)
    attach = visits.add_parser("attach", help="bifoga ett foto, en fil eller en underskrift till en fråga")
    attach.add_argument("id", metavar="ID|ÄRENDE")
    attach.add_argument("question", metavar="FRÅGA")
    attach.add_argument("file", metavar="FIL")
    attach.add_argument("--row", default="", metavar="RAD", help="raden i en upprepning, till exempel 2 eller 2/1")
    attach.add_argument("--kind", choices=("photo", "file", "signature"), help="annars det frågan och filen säger")
    attach.add_argument("--caption", default="", metavar="TEXT", help="bildtext")
    attach.add_argument(
        "--taken", metavar="TID", help="när underlaget togs eller gjordes, till exempel 2026-11-24 09:15"
    )
    attach.add_argument("--reason", metavar="SKÄL", help="skäl till ett tillägg efter signering")
    attach.set_defaults(run=attach_file)
    detach = visits.add_parser("detach", help="ta bort en bilaga; innehållet raderas efter trettio dagar")
    detach.add_argument("id", metavar="ID|ÄRENDE")
    detach.add_argument("attachment", metavar="BILAGA")
    detach.add_argument("--reason", metavar="SKÄL", help="skäl till ett tillägg efter signering")
    detach.set_defaults(run=detach_file)
    describe = visits.add_parser("describe-attachment", help="säg vad en bilaga visar och vilken dag den är från")
    describe.add_argument("id", metavar="ID|ÄRENDE")
    describe.add_argument("attachment", metavar="BILAGA")
    describe.add_argument("--caption", metavar="TEXT", help="bildtext")
    describe.add_argument(
        "--taken-on", type=day, metavar="DAG", help="dagen underlaget är från, till exempel 2026-11-20"
    )
    describe.add_argument("--reason", metavar="SKÄL", help="skäl till ett tillägg efter signering")
    describe.set_defaults(run=describe_attachment)
    export = visits.add_parser("open-attachment", help="skriv en bilagas innehåll till en fil, kontrollerat")
    export.add_argument("id", metavar="ID|ÄRENDE")
    export.add_argument("attachment", metavar="BILAGA")
    export.add_argument("--out", required=True, metavar="FIL")
    export.set_defaults(run=open_attachment)
    sign = visits.add_parser("sign", help="signera ett besök; senare ändringar blir tillägg")
    sign.add_argument("id", metavar="ID|ÄRENDE")
    sign.add_argument("--pass-over", metavar="SKÄL", help="ge obesvarade frågor detta skäl, till exempel ej_fragad")
    sign.set_defaults(run=sign_visit)
    move = visits.add_parser("move", help="låt ett besök gå vidare i en annan version av sin checklista")
    move.add_argument("id", metavar="ID|ÄRENDE")
    move.add_argument("--to", metavar="VERSION", help="versionens nummer; annars den som senast publicerades")
    move.add_argument("--back", action="store_true", help="ta tillbaka den senaste flytten på den här datorn")
    move.add_argument(
        "--dry-run", action="store_true", help="visa bara vad som följer med och vad som inte frågas längre"
    )
    move.set_defaults(run=move_visit)
    visit_acts.add_to(visits)
    doubles.add_visit_commands(visits)
    search = commands.add_parser("search", help="sök i anteckningar, iakttagelser, åtgärder och ärendenummer")
    search.add_argument("text", metavar="TEXT", nargs="+")
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
        content = [_visit(reading, visit) for visit in visits]
    lines = [
        f"{one['id']}  {_clock(visit.planned_start):<16}  {one['case']:<8} {visit.state.word:<12} "
        f"{one['checklist']}  {', '.join(one['visitors'])}"
        for one, visit in zip(content, visits, strict=True)
    ]
    context.result({"visits": content}, lines or [say("Inga besök på den här datorn.", "No visits on this computer.")])
    return 0


def _clock(moment: datetime | None) -> str:
    """A planned time by the clock of this computer."""
    return f"{moment.astimezone():%Y-%m-%d %H:%M}" if moment else "–"


def _visit(reading: Reading, visit: Visit) -> dict[str, Any]:
    from kollegie.model.register import Person
    from kollegie.model.reviews import Assignment, Case, Review

    case: Case = reading.get(Case, visit.case_id)
    review = reading.first(Review, id=visit.review_id)
    assigned = {one.person_id for one in reading.find(Assignment, visit_id=visit.id)}
    return {
        "id": str(visit.id),
        "round": review.name if review is not None else str(visit.review_id),
        "case": case.label,
        "kind": visit.kind.value,
        "state": visit.state.value,
        "checklist": visit.checklist,
        "visitors": sorted(person.name for person in reading.find(Person, id=assigned)),
        "planned_start": visit.planned_start.isoformat() if visit.planned_start else None,
        "signed_at": visit.signed_at.isoformat() if visit.signed_at else None,
        "double": bool(visit.double),
        "blind_of": None if visit.blind_of is None else str(visit.blind_of),
    }


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
        content = _visit(reading, visit)
        counted = {one.id for one in counting(sheet_then(reading, visit, checklist), answers).values()}
        facts = {field.name for field in checklist.context_fields}
        content["answers"] = _answers(reading, answers, counted)
        content["facts"] = [one for one in content["answers"] if one["question"] in facts]
        content["answers"] = [one for one in content["answers"] if one["question"] not in facts]
        content["rows"] = [
            {"repeat": row.repeat, "row": row.row, "removed": row.removed}
            for row in reading.find(VisitRow, visit_id=visit.id)
        ]
        content["findings"] = [_finding(finding) for finding in reading.find(Finding, visit_id=visit.id)]
        content["attachments"] = [_attachment(store, one) for one in attachments_of(reading, visit.id)]
    context.result(content, _lines(content, checklist))
    return 0


def _answers(reading: Reading, answers: list[Answer], counted: set[UUID]) -> list[dict[str, Any]]:
    from kollegie.model.register import Person
    from kollegie.model.visits import Answer
    from kollegie.store.history import authors_of, versions_of

    versions = versions_of(reading, Answer, [answer.id for answer in answers])
    authors = authors_of(reading, Answer, [answer.id for answer in answers])
    writers = {version.by for every in versions.values() for version in every}
    names: dict[UUID, str] = {person.id: person.name for person in reading.find(Person, id=writers)}
    told = []
    for answer in answers:
        latest = max(authors[answer.id].values(), key=lambda author: author.at, default=None)
        told.append(
            {
                "question": answer.question,
                "row": answer.row,
                "value": value_json(answer.value),
                "note": answer.note,
                "positive": answer.positive,
                "flagged": answer.flagged,
                "counts": answer.id in counted,
                "by": names.get(latest.by, str(latest.by)) if latest else None,
                "at": latest.at.isoformat() if latest else None,
                "history": [
                    {
                        "value": value_json(version.fields.get("value")),
                        "note": version.fields.get("note", ""),
                        "by": names.get(version.by, str(version.by)),
                        "at": version.at.isoformat(),
                        "reason": version.reason,
                    }
                    for version in versions[answer.id]
                ],
            }
        )
    return told


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "id": str(finding.id),
        "question": finding.question,
        "row": finding.row,
        "category": finding.category.value,
        "severity": int(finding.severity),
        "state": finding.state.value,
        "text": finding.text,
        "acknowledged_at": finding.acknowledged_at.isoformat() if finding.acknowledged_at else None,
    }


def _lines(content: dict[str, Any], checklist: Checklist) -> list[str]:
    from kollegie.model.attachments import AttachmentKind
    from kollegie.model.reviews import VisitState

    lines = [f"{content['case']}  {VisitState(content['state']).word}  {checklist.title.in_()} {checklist.version}"]
    for answer in content["answers"]:
        value = ", ".join(answer["value"]) if isinstance(answer["value"], list) else answer["value"] or "–"
        note = f"  {answer['note']}" if answer["note"] else ""
        closed = say("  · frågas inte nu och räknas inte", "  · not asked now and does not count")
        told = "" if answer["counts"] else closed
        lines.append(f"  {answer['question']:<8} {value}{note}  ({answer['by']}){told}")
    for finding in content["findings"]:
        if finding["state"] in ("proposed", "confirmed"):
            lines.append(f"  ! {finding['question']:<6} {finding['category']}/{finding['severity']}  {finding['text']}")
    for one in content["attachments"]:
        here = "" if one["here"] else say("  (hämtas vid synk)", "  (fetched at sync)")
        kind = AttachmentKind(one["kind"]).word
        lines.append(f"  @ {one['question']:<6} {kind:<11} {one['file_name']}  {one['caption']}{here}".rstrip())
    return lines


def _attachment(store: Store, one: Attachment) -> dict[str, Any]:
    from kollegie.store.attachments import is_here

    return {
        "id": str(one.id),
        "question": one.question,
        "row": one.row,
        "kind": one.kind.value,
        "file_name": one.file_name,
        "mime": one.mime,
        "bytes": one.size,
        "caption": one.caption,
        "taken_at": one.taken_at.isoformat() if one.taken_at else None,
        "added_at": one.added_at.isoformat(),
        "here": is_here(store, one),
    }


def attach_file(args: argparse.Namespace, context: Context) -> int:
    """Attach a file to a question."""
    from kollegie.model.attachments import AttachmentKind
    from kollegie.visiting.attaching import attach
    from kollegie.visiting.picture_cleaning import clean_picture, picture_type_of

    store = context.store()
    visit = _found(store, args.id)
    try:
        taken_at = datetime.fromisoformat(args.taken).astimezone() if args.taken else None
    except ValueError:
        context.tell(say("Skriv tiden så här: 2026-11-24 09:15", "Write the time like this: 2026-11-24 09:15"))
        return 2
    path = Path(args.file)
    cleaned = clean_picture(path, context.progress()) if picture_type_of(path) else None
    made = attach(
        store,
        visit.id,
        args.question,
        path if cleaned is None else cleaned.content,
        args.row,
        kind=AttachmentKind(args.kind) if args.kind else None,
        file_name=path.name if cleaned is None else f"{path.stem}.jpg",
        thumbnail=None if cleaned is None else cleaned.thumbnail,
        caption=args.caption,
        taken_at=taken_at,
        reason=args.reason,
        progress=context.progress(),
    )
    line = say(
        f"{made.file_name} är bifogad till {made.question}.", f"{made.file_name} is attached to {made.question}."
    )
    lines = [line]
    if cleaned is not None:
        lines.append(
            say(
                "Plats och kamerauppgifter är borttagna. Namn och ansikten täcks i fönstret, innan bilden bifogas.",
                "Position and camera data are taken away. Names and faces are covered in the window, before attaching.",
            )
        )
    context.result({"visit": str(visit.id)} | _attachment(store, made), lines)
    return 0


def detach_file(args: argparse.Namespace, context: Context) -> int:
    """Take an attachment away."""
    from kollegie.visiting.attaching import take_away

    store = context.store()
    visit = _found(store, args.id)
    one = _found_attachment(store, visit, args.attachment)
    take_away(store, visit.id, one.id, reason=args.reason)
    line = say(f"{one.file_name} är borttagen ur besöket.", f"{one.file_name} is taken out of the visit.")
    context.result({"visit": str(visit.id), "id": str(one.id), "state": "removed"}, [line])
    return 0


def describe_attachment(args: argparse.Namespace, context: Context) -> int:
    """Say what an attachment shows and which day it is from."""
    from kollegie.visiting.attaching import describe

    store = context.store()
    visit = _found(store, args.id)
    one = _found_attachment(store, visit, args.attachment)
    made = describe(store, visit.id, one.id, caption=args.caption, taken_on=args.taken_on, reason=args.reason)
    line = say(f"{made.file_name or made.id} är ändrad.", f"{made.file_name or made.id} is changed.")
    context.result({"visit": str(visit.id)} | _attachment(store, made), [line])
    return 0


def open_attachment(args: argparse.Namespace, context: Context) -> int:
    """Write the content of an attachment to a file, noted in the log of readings first."""
    import os

    from kollegie.store.attachments import open_content
    from kollegie.sync.contents import fetch_content

    store = context.store()
    visit = _found(store, args.id)
    one = _found_attachment(store, visit, args.attachment)
    fetch_content(store, one, progress=context.progress())
    opened = open_content(store, one)
    with store.work() as work:
        work.log_reading("export", "attachment", one.id)
    out = Path(args.out)
    new = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with opened, os.fdopen(os.open(out, new, 0o600), "wb") as file:
        while piece := opened.read(1 << 20):
            file.write(piece)
    line = say(
        f"{out} är skriven, okrypterad. Ta bort den efteråt.", f"{out} is written, unencrypted. Delete it after."
    )
    context.result({"id": str(one.id), "out": str(out), "bytes": one.size}, [line])
    return 0


def _found_attachment(store: Store, visit: Visit, wanted: str) -> Attachment:
    from kollegie.store.attachments import attachments_of
    from kollegie.visiting.attaching import AttachmentGone

    with store.reading() as reading:
        found = [one for one in attachments_of(reading, visit.id) if wanted in (str(one.id), one.file_name)]
    if len(found) != 1:
        raise AttachmentGone
    return found[0]


def give_answer(args: argparse.Namespace, context: Context) -> int:
    """Record an answer, or amend a signed one when a reason is given."""
    from kollegie.visiting.answering import amend_answer, record_answer
    from kollegie.visiting.findings import Settled, settled_words

    store = context.store()
    visit = _found(store, args.id)
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
        "raised": [_finding(finding) for finding in done.raised],
        "withdrawn": [_finding(finding) for finding in done.withdrawn],
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
    visit = _found(store, args.id)
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


def _found(store: Store, wanted: str) -> Visit:
    from kollegie.visiting.finding_visits import find_visit

    with store.reading() as reading:
        return find_visit(reading, wanted)


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
    from kollegie.store.search import find_text

    with context.store().reading() as reading:
        hits = [
            {"record": hit.record.rstrip("_"), "text": hit.text, "id": str(hit.row_id), "field": hit.field}
            for hit in find_text(reading, " ".join(args.text))
        ]
    lines = [f"{hit['record']:<10} {hit['text']}" for hit in hits]
    context.result({"hits": hits}, lines or [say("Inga träffar.", "No hits.")])
    return 0
