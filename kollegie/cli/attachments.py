"""Commands for what is attached to a visit's questions: pictures, files and signatures."""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kollegie.cli.context import Context
from kollegie.cli.parsing import Commands, day
from kollegie.cli.visit_content import attachment_content, visit_wanted
from kollegie.language import say

if TYPE_CHECKING:
    from kollegie.model.attachments import Attachment
    from kollegie.model.reviews import Visit
    from kollegie.store import Store


def add_to(visits: Commands) -> None:
    """Add the acts below `visit`."""
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
