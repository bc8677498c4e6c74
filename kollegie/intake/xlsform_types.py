"""The types of XLSForm, with their older names, and what each becomes here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

from kollegie.model.checklist import QuestionType


class RowKind(Enum):
    """What a row of the survey is."""

    QUESTION = auto()
    HIDDEN = auto()
    METADATA = auto()
    UNSUPPORTED = auto()
    BEGIN = auto()
    END = auto()
    LOOP = auto()
    LISTLESS = auto()
    UNKNOWN = auto()


@dataclass(frozen=True, slots=True)
class RowType:
    """The type of one row.

    Shape: `word` is the type as XLSForm names it today; `type` what a question becomes; `list_name` its list of
    choices, `from_file` if that is the name of a file; `repeats` tells begin_repeat from begin_group.
    """

    kind: RowKind
    word: str
    type: QuestionType | None = None
    list_name: str = ""
    or_other: bool = False
    from_file: bool = False
    repeats: bool = False


QUESTIONS = {
    "text": QuestionType.TEXT,
    "string": QuestionType.TEXT,
    "integer": QuestionType.INTEGER,
    "int": QuestionType.INTEGER,
    "percentage": QuestionType.INTEGER,
    "decimal": QuestionType.NUMBER,
    "range": QuestionType.NUMBER,
    "date": QuestionType.DATE,
    "time": QuestionType.TIME,
    "datetime": QuestionType.MOMENT,
    "date time": QuestionType.MOMENT,
    "note": QuestionType.NOTE,
    "calculate": QuestionType.CALCULATED,
    "acknowledge": QuestionType.ACKNOWLEDGE,
    "trigger": QuestionType.ACKNOWLEDGE,
    "image": QuestionType.PHOTO,
    "photo": QuestionType.PHOTO,
    "picture": QuestionType.PHOTO,
    "file": QuestionType.FILE,
    "geopoint": QuestionType.PLACE,
    "location": QuestionType.PLACE,
    "gps": QuestionType.PLACE,
}
SELECTS = {
    "select one": QuestionType.ONE_OF,
    "select multiple": QuestionType.MANY_OF,
    "rank": QuestionType.RANKING,
}
UNSUPPORTED = frozenset({"audio", "video", "barcode", "geotrace", "geoshape", "osm", "select one external"})
"""Questions that other tools ask and Kollegie shows as a note."""
METADATA = frozenset(
    {
        "start",
        "end",
        "today",
        "username",
        "deviceid",
        "phonenumber",
        "simserial",
        "subscriberid",
        "email",
        "audit",
        "start-geopoint",
        "background-geopoint",
        "background-audio",
        "xml-external",
        "csv-external",
    }
)
"""What Kollegie logs by itself, or has no use for; nobody sees these rows in a form."""
_OLD_METADATA = {
    "start time": "start",
    "end time": "end",
    "device id": "deviceid",
    "imei": "deviceid",
    "phone number": "phonenumber",
    "sim id": "simserial",
    "subscriber id": "subscriberid",
}
_BEGIN = re.compile(r"begin (group|repeat|lgroup|looped group|loop)\b.*")
_END = re.compile(r"end (group|repeat|lgroup|looped group|loop)")
_SELECT = re.compile(
    r"(?i:(?:add )?(?P<word>select[ _]one[ _]external|select[ _]one|select1|select[ _]multiple"
    r"|select[ _]all[ _]that[ _]apply|rank)(?:[ _]prompt[ _]using|[ _]from)?(?P<file>[ _]from[ _]file)?)"
    r" (?P<list>\S+)(?P<other>(?i: or[ _](?:other|specify[ _]other)))?"
)
_OLD_FORM = re.compile(r"(?:q|add|get) (.+?)(?: prompt)?")
KNOWN = (*QUESTIONS, *METADATA, "hidden", "select_one", "select_multiple", "begin_group", "end_group", "begin_repeat")


def row_type(written: str) -> RowType:
    """What a row is by the text of its type cell."""
    text = " ".join(written.split())
    plain = text.replace("_", " ").lower()
    if _END.fullmatch(plain):
        return RowType(RowKind.END, plain, repeats=plain != "end group")
    if _BEGIN.fullmatch(plain):
        if re.match(r"begin loop\b", plain):
            return RowType(RowKind.LOOP, plain)
        return RowType(RowKind.BEGIN, plain, repeats=not plain.startswith("begin group"))
    return _select(text) or _simple(plain)


def _select(text: str) -> RowType | None:
    found = _SELECT.fullmatch(text)
    if found is None:
        return None
    word = found["word"].lower().replace("_", " ")
    word = {"select1": "select one", "select all that apply": "select multiple"}.get(word, word)
    list_name = found["list"]
    if word not in SELECTS or list_name.startswith("${"):
        return RowType(RowKind.UNSUPPORTED, f"{word.replace(' ', '_')} {list_name}")
    return RowType(
        RowKind.QUESTION,
        word.replace(" ", "_"),
        SELECTS[word],
        list_name,
        or_other=bool(found["other"]),
        from_file=bool(found["file"]),
    )


def _simple(plain: str) -> RowType:
    if plain in SELECTS:
        return RowType(RowKind.LISTLESS, plain.replace(" ", "_"))
    old = _OLD_FORM.fullmatch(plain)
    for word in (plain, old.group(1) if old else plain):
        word = _OLD_METADATA.get(word.removeprefix("uri:"), word.removeprefix("uri:"))
        if word == "hidden":
            return RowType(RowKind.HIDDEN, word)
        if word in METADATA:
            return RowType(RowKind.METADATA, word)
        if word in UNSUPPORTED:
            return RowType(RowKind.UNSUPPORTED, word)
        if word in QUESTIONS:
            return RowType(RowKind.QUESTION, word, QUESTIONS[word])
    return RowType(RowKind.UNKNOWN, plain)
