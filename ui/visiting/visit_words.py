"""A visit in words: its page's head, where a question stands, what was answered, and the rows of a repeat."""

from __future__ import annotations

from kollegie.language import say
from kollegie.model.checklist import ControlQuestion, QuestionType
from kollegie.model.checklist_answers import value_words
from kollegie.model.reviews import Track, VisitState
from kollegie.visiting.errors import drop_reason_words
from kollegie.visiting.evaluation import Cell, Row
from ui.visiting.in_hand import VisitInHand
from ui.visiting.rows_in_hand import RepeatPlace


def header_words(visit: VisitInHand) -> tuple[str, str]:
    """The title, by case number alone, and the line below it."""
    case = visit.case
    user = case.track is Track.USER
    kind = say("brukarbesök", "visit to user") if user else say("utförarbesök", "provider visit")
    provider = say("utförare {}", "provider {}").format(case.provider_ref) if case.provider_ref and user else ""
    parts = [
        state_words(visit),
        ", ".join(part for part in (case.service, kind) if part),
        say("version {}", "version {}").format(visit.checklist.version),
        provider,
    ]
    return say("Ärende {}", "Case {}").format(case.label), " · ".join(part for part in parts if part)


def state_words(visit: VisitInHand) -> str:
    """Where the visit stands."""
    record = visit.visit
    if record.signed_at is not None:
        signer = visit.seen.people.get(record.signed_by, "") if record.signed_by is not None else ""
        words = say("Signerat {} av {}", "Signed {} by {}")
        return words.format(f"{record.signed_at.astimezone():%H.%M}", signer)
    if record.state is VisitState.DROPPED:
        return say("Blev inte av: {}", "Did not take place: {}").format(drop_reason_words(record.dropped_because))
    if record.started_at is not None:
        return say("Pågår sedan {}", "Going on since {}").format(f"{record.started_at.astimezone():%H.%M}")
    return say("Ej påbörjat", "Not begun")


def answer_words(visit: VisitInHand, cell: Cell) -> str:
    """An answer in words, short enough to stand in a line."""
    return _short(value_words(visit.question(cell), visit.answer(cell).value), 40)


def place_words(visit: VisitInHand, cell: Cell) -> str:
    """Which rows a question stands in: "Insats 2", or nothing outside repeats."""
    words = []
    for depth, repeat in enumerate(visit.sheet.plan.paths[cell.name][: len(cell.row)]):
        rows = visit.sheet.rows(repeat, cell.row[:depth])
        row = cell.row[: depth + 1]
        label = visit.sheet.plan.groups[repeat].label.in_()
        words.append(f"{label} {rows.index(row) + 1 if row in rows else '–'}".strip())
    return ", ".join(words)


def rows_in_words(visit: VisitInHand, place: RepeatPlace) -> tuple[tuple[Row, str], ...]:
    """The rows of a repeat, each by its number and what its first question says of it: "2 · Dusch"."""
    naming = next(
        (
            item
            for item in visit.rows.group(place).items
            if isinstance(item, ControlQuestion) and item.type in (QuestionType.TEXT, QuestionType.ONE_OF)
        ),
        None,
    )
    named = []
    for number, row in enumerate(visit.rows.of(place), start=1):
        said = "" if naming is None else value_words(naming, visit.answer(Cell(naming.name, row)).value)
        said = _short(said.replace("\n", " "), 32)
        named.append((row, f"{number} · {said}" if said else str(number)))
    return tuple(named)


def _short(words: str, most: int) -> str:
    return words if len(words) <= most else words[: most - 1] + "…"


def gone_words(visit: VisitInHand, *, late: bool) -> str:
    """That a visit has left this computer while it was open; `late` that something in it was not saved yet."""
    words = say(
        "{} finns inte längre på den här datorn: besöket har tagits tillbaka eller ärendet gallrats. Kvittot i Synk"
        " säger mer.",
        "{} is no longer on this computer: the visit was taken back, or the case erased. The receipt in Sync says"
        " more.",
    ).format(header_words(visit)[0])
    if not late:
        return words
    return words + say(
        " Det du skriver just nu kan inte sparas; kopiera det du vill ha kvar.",
        " What you are typing cannot be saved; copy what you want to keep.",
    )
