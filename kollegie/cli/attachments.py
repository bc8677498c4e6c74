"""Commands for what is attached to a visit's questions: pictures, files and signatures."""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kollegie.cli.context import Context
from kollegie.cli.parsing import Commands, day
from kollegie.cli.shared_arguments import amendment_reason, question_argument, row_option, visit_argument
from kollegie.cli.visit_content import attachment_content, visit_wanted
from kollegie.language import say

if TYPE_CHECKING:
    from kollegie.model.attachments import Attachment
    from kollegie.model.reviews import Visit
    from kollegie.store import Store


def add_to(visits: Commands) -> None:
    """Add the acts below `visit`."""
    attach = visits.add_parser(
        "attach",
        help=say(
            "bifoga ett foto, en fil eller en underskrift till en fråga",
            "attach a photo, a file or a signature to a question",
        ),
    )
    visit_argument(attach)
    question_argument(attach)
    attach.add_argument("file", metavar=say("FIL", "FILE"), help=say("filen som bifogas", "the file to attach"))
    row_option(attach)
    attach.add_argument(
        "--kind",
        choices=("photo", "file", "signature"),
        help=say(
            "bilagans slag; annars det frågan och filen säger",
            "the kind of attachment; otherwise what the question and the file say",
        ),
    )
    attach.add_argument("--caption", default="", metavar="TEXT", help=say("bildtext", "a caption"))
    attach.add_argument(
        "--taken",
        metavar=say("TID", "TIME"),
        help=say(
            "när underlaget togs eller gjordes, till exempel 2026-11-24 09:15",
            "when it was taken or made, such as 2026-11-24 09:15",
        ),
    )
    amendment_reason(attach)
    attach.set_defaults(run=attach_file)
    detach = visits.add_parser(
        "detach",
        help=say(
            "ta bort en bilaga; innehållet raderas efter trettio dagar",
            "remove an attachment; its content is deleted after thirty days",
        ),
    )
    visit_argument(detach)
    detach.add_argument(
        "attachment",
        metavar=say("BILAGA", "ATTACHMENT"),
        help=say("bilagans id eller filnamn", "the attachment's id or file name"),
    )
    amendment_reason(detach)
    detach.set_defaults(run=detach_file)
    describe = visits.add_parser(
        "describe-attachment",
        help=say(
            "säg vad en bilaga visar och vilken dag den är från",
            "say what an attachment shows and which day it is from",
        ),
    )
    visit_argument(describe)
    describe.add_argument(
        "attachment",
        metavar=say("BILAGA", "ATTACHMENT"),
        help=say("bilagans id eller filnamn", "the attachment's id or file name"),
    )
    describe.add_argument("--caption", metavar="TEXT", help=say("bildtext", "a caption"))
    describe.add_argument(
        "--taken-on",
        type=day,
        metavar=say("DAG", "DAY"),
        help=say("dagen underlaget är från, till exempel 2026-11-20", "the day it is from, such as 2026-11-20"),
    )
    amendment_reason(describe)
    describe.set_defaults(run=describe_attachment)
    export = visits.add_parser(
        "open-attachment",
        help=say(
            "skriv en bilagas innehåll till en fil, kontrollerat",
            "check an attachment's content and write it to a file",
        ),
    )
    visit_argument(export)
    export.add_argument(
        "attachment",
        metavar=say("BILAGA", "ATTACHMENT"),
        help=say("bilagans id eller filnamn", "the attachment's id or file name"),
    )
    export.add_argument(
        "--out", required=True, metavar=say("FIL", "FILE"), help=say("filen som skrivs", "the file to write")
    )
    export.set_defaults(run=open_attachment)


def attach_file(args: argparse.Namespace, context: Context) -> int:
    """Attach a file to a question."""
    from kollegie.model.attachments import AttachmentKind
    from kollegie.visiting.attaching import attach
    from kollegie.visiting.picture_cleaning import clean_picture, picture_type_of

    store = context.store()
    visit = visit_wanted(context, args.id)
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
    context.result({"visit": str(visit.id)} | attachment_content(store, made), lines)
    return 0


def detach_file(args: argparse.Namespace, context: Context) -> int:
    """Take an attachment away."""
    from kollegie.visiting.attaching import take_away

    store = context.store()
    visit = visit_wanted(context, args.id)
    one = _found_attachment(store, visit, args.attachment)
    take_away(store, visit.id, one.id, reason=args.reason)
    line = say(f"{one.file_name} är borttagen ur besöket.", f"{one.file_name} is taken out of the visit.")
    context.result({"visit": str(visit.id), "id": str(one.id), "state": "removed"}, [line])
    return 0


def describe_attachment(args: argparse.Namespace, context: Context) -> int:
    """Say what an attachment shows and which day it is from."""
    from kollegie.visiting.attaching import describe

    store = context.store()
    visit = visit_wanted(context, args.id)
    one = _found_attachment(store, visit, args.attachment)
    day = ... if args.taken_on is None else args.taken_on
    made = describe(store, visit.id, one.id, caption=args.caption, taken_on=day, reason=args.reason)
    line = say(f"{made.file_name or made.id} är ändrad.", f"{made.file_name or made.id} is changed.")
    context.result({"visit": str(visit.id)} | attachment_content(store, made), [line])
    return 0


def open_attachment(args: argparse.Namespace, context: Context) -> int:
    """Write the content of an attachment to a file, noted in the log of readings first."""
    import os

    from kollegie.store.attachments import open_content
    from kollegie.sync.contents import fetch_content

    store = context.store()
    visit = visit_wanted(context, args.id)
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
