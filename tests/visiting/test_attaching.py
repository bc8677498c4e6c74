"""Photos, files and signatures at a visit: sealed, checked when they are opened, undone like any other step."""

from __future__ import annotations

import errno
import io
import json
import os
from datetime import UTC, date, datetime, timedelta

import pytest
from PIL import Image
from visiting.camera import PLACE, bare_png, photo
from visiting.hours import MORNING

from kollegie.cli import main
from kollegie.cli.context import Context
from kollegie.model.answer_values import Withheld
from kollegie.model.attachments import Attachment, AttachmentKind
from kollegie.model.pictures import is_bare
from kollegie.store.attachments import (
    KEPT_DAYS,
    AttachmentEmpty,
    ContentChanged,
    ContentMissing,
    SourceUnreadable,
    attachments_folder,
    attachments_of,
    content_file,
    is_here,
    read_content,
    remove_unreferenced,
    sealed_size,
)
from kollegie.store.history import versions_of
from kollegie.visiting.answering import pass_over, record_answer
from kollegie.visiting.attaching import AttachmentGone, EvidenceInTheFuture, attach, describe, take_away
from kollegie.visiting.errors import QuestionUnknown, VisitLocked
from kollegie.visiting.picture_child import PictureLimits
from kollegie.visiting.picture_cleaning import clean_picture, picture_type_of
from kollegie.visiting.picture_errors import PictureNotCleaned, PictureTooLarge, PictureUnreadable
from kollegie.visiting.pinned import row_text
from kollegie.visiting.signing import readiness, sign_visit
from kollegie.visiting.undoing import redo, undo

PICTURE = bare_png(720)  # more than one sealed chunk
CANARY = b"Dusch saknas i badrummet."


def of(laptop) -> list[Attachment]:
    with laptop.store.reading() as reading:
        return attachments_of(reading, laptop.visit)


def signed(laptop) -> None:
    left = [(cell.name, row_text(cell.row)) for cell in readiness(laptop.store, laptop.visit).unanswered]
    pass_over(laptop.store, laptop.visit, left, Withheld.EJ_FRAGAD)
    sign_visit(laptop.store, laptop.visit)


def test_a_photo_is_kept_sealed_and_read_back_as_it_was(laptop):
    made = attach(
        laptop.store,
        laptop.visit,
        "HB06",
        PICTURE,
        mime="image/jpeg",
        file_name="hall.jpg",
        caption=" Hallen ",
        thumbnail=bare_png(),
        taken_at=MORNING - timedelta(days=3),
    )

    assert of(laptop) == [made]
    assert (made.question, made.kind, made.caption) == ("hb06", AttachmentKind.PHOTO, "Hallen")
    assert made.taken_at == MORNING - timedelta(days=3) < made.added_at
    assert read_content(laptop.store, made) == PICTURE
    file = content_file(laptop.store, made.content_hash)
    assert PICTURE[:512] not in file.read_bytes()
    assert file.stat().st_size == sealed_size(made.size)
    assert made.content_key not in repr(made)


def test_the_day_of_the_evidence_is_given_afterwards_and_taken_back_by_one_step(laptop):
    made = attach(laptop.store, laptop.visit, "hb06", PICTURE, file_name="brev.jpg")

    described = describe(laptop.store, laptop.visit, made.id, caption=" Brevet ", taken_on=date(2026, 11, 3))

    assert (described.caption, described.taken_at.astimezone().date()) == ("Brevet", date(2026, 11, 3))
    assert described.added_at == made.added_at
    with pytest.raises(EvidenceInTheFuture):
        describe(laptop.store, laptop.visit, made.id, taken_on=date(2999, 1, 1))
    with pytest.raises(EvidenceInTheFuture):
        attach(laptop.store, laptop.visit, "hb06", PICTURE, taken_at=datetime(2999, 1, 1, tzinfo=UTC))
    unknown = describe(laptop.store, laptop.visit, made.id, taken_on=None)
    assert (unknown.caption, unknown.taken_at) == ("Brevet", None)
    undo(laptop.store, laptop.visit)
    assert of(laptop) == [described]
    undo(laptop.store, laptop.visit)
    assert of(laptop) == [made]
    with pytest.raises(AttachmentGone):
        describe(laptop.store, laptop.visit, laptop.visit, taken_on=date(2026, 11, 3))


def test_equal_files_cannot_be_told_to_be_equal(laptop):
    one, other = (attach(laptop.store, laptop.visit, "hb06", CANARY, file_name="a.txt") for _ in range(2))

    assert one.content_hash != other.content_hash


@pytest.mark.parametrize(("content", "error"), [(b"", AttachmentEmpty), (None, SourceUnreadable)])
def test_what_cannot_be_attached_leaves_nothing(laptop, tmp_path, content, error):
    source = tmp_path / "gone.jpg" if content is None else content

    with pytest.raises(error):
        attach(laptop.store, laptop.visit, "hb06", source, file_name="a.jpg")

    assert of(laptop) == []
    folder = attachments_folder(laptop.store)
    assert not folder.is_dir() or list(folder.iterdir()) == []


def test_a_source_that_is_lost_while_it_is_read_is_told_as_such_and_not_as_a_folder_of_ours(laptop, monkeypatch):
    class Share(io.BytesIO):
        looks = 0

        def seek(self, *place):
            self.looks += place == (0,)
            return super().seek(*place)

        def read(self, *size):
            if self.looks > 1:  # it could be read once, for its hash
                raise PermissionError(errno.EACCES, "denied")
            return super().read(*size)

    monkeypatch.setattr("kollegie.store.attachments._opened", Share)

    with pytest.raises(SourceUnreadable, match="går inte att läsa: åtkomst nekas"):
        attach(laptop.store, laptop.visit, "hb06", CANARY, file_name="a.txt")

    assert list(attachments_folder(laptop.store).iterdir()) == []


def test_a_refused_act_takes_its_content_back(laptop):
    with pytest.raises(QuestionUnknown):
        attach(laptop.store, laptop.visit, "zz99", CANARY, file_name="a.txt")

    assert list(attachments_folder(laptop.store).iterdir()) == []


def test_a_content_that_was_changed_or_swapped_is_not_shown(laptop):
    one, other = (attach(laptop.store, laptop.visit, "hb06", CANARY, file_name="a.txt") for _ in range(2))
    file, second = (content_file(laptop.store, a.content_hash) for a in (one, other))
    whole = file.read_bytes()

    file.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    with pytest.raises(ContentChanged):
        read_content(laptop.store, one)
    file.write_bytes(second.read_bytes())
    with pytest.raises(ContentChanged):
        read_content(laptop.store, one)
    file.unlink()
    with pytest.raises(ContentMissing):
        read_content(laptop.store, one)
    assert read_content(laptop.store, other) == CANARY


def test_attaching_and_taking_away_are_undone_and_stand_in_history(laptop):
    record_answer(laptop.store, laptop.visit, "hb06", "ja")
    made = attach(laptop.store, laptop.visit, "hb06", CANARY, file_name="a.txt")

    assert undo(laptop.store, laptop.visit).questions == (("hb06", ""),)
    assert of(laptop) == []
    redo(laptop.store, laptop.visit)
    assert of(laptop) == [made]

    take_away(laptop.store, laptop.visit, made.id)
    assert of(laptop) == []
    with pytest.raises(AttachmentGone):
        take_away(laptop.store, laptop.visit, made.id)
    undo(laptop.store, laptop.visit)
    assert of(laptop) == [made]
    assert read_content(laptop.store, made) == CANARY
    with laptop.store.reading() as reading:
        assert len(versions_of(reading, Attachment, [made.id])[made.id]) > 1


def test_a_signed_visit_takes_an_attachment_only_as_an_amendment(laptop):
    signed(laptop)

    with pytest.raises(VisitLocked):
        attach(laptop.store, laptop.visit, "hb06", CANARY, file_name="a.txt")
    made = attach(laptop.store, laptop.visit, "hb06", CANARY, file_name="a.txt", reason="Kom med posten")

    with laptop.store.reading() as reading:
        (version,) = versions_of(reading, Attachment, [made.id])[made.id]
    assert version.reason == "Kom med posten"


def test_what_was_taken_away_goes_after_thirty_days_and_a_stray_with_it(laptop):
    kept, gone = (attach(laptop.store, laptop.visit, "hb06", CANARY, file_name=f"{n}.txt") for n in "ab")
    take_away(laptop.store, laptop.visit, gone.id)
    with laptop.store.work() as work:
        work.connection.exec_driver_sql("UPDATE actor SET applying = 1")
        work.connection.exec_driver_sql("UPDATE attachment SET dirty = NULL")  # the hub has it
        work.connection.exec_driver_sql("UPDATE actor SET applying = 0")
    stray = attachments_folder(laptop.store) / ("0" * 64)
    stray.write_bytes(b"left by a kill")
    os.utime(stray, (0, 0))

    remove_unreferenced(laptop.store, MORNING + timedelta(days=KEPT_DAYS - 1))
    assert is_here(laptop.store, gone)
    remove_unreferenced(laptop.store, MORNING + timedelta(days=KEPT_DAYS + 1))

    assert is_here(laptop.store, kept)
    assert not is_here(laptop.store, gone)
    assert not stray.exists()


def test_the_commands_attach_list_open_and_take_away(laptop, monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(Context, "store", lambda _context: laptop.store)
    monkeypatch.setattr(Context, "close", lambda _context: None)
    source, out = tmp_path / "plan.pdf", tmp_path / "out.pdf"
    source.write_bytes(CANARY)

    def run(*words: str, status: int = 0):
        assert main(["--json", "visit", *words]) == status
        said = capsys.readouterr()
        return json.loads(said.out) if said.out else said.err

    made = run("attach", "4-017", "hb06", str(source), "--caption", "Planen", "--taken", "2026-11-20 10:00")
    (listed,) = run("show", "4-017")["attachments"]

    assert listed == {name: made[name] for name in listed}
    assert (listed["mime"], listed["bytes"], listed["here"]) == ("application/pdf", len(CANARY), True)
    assert listed["taken_at"].startswith("2026-11-20")
    dated = run("describe-attachment", "4-017", "plan.pdf", "--taken-on", "2026-11-03")
    assert (dated["taken_at"][:10], dated["caption"]) == ("2026-11-03", "Planen")
    with pytest.raises(SystemExit, match="2"):
        run("describe-attachment", "4-017", "plan.pdf", "--taken-on", "i går")
    run("open-attachment", "4-017", "plan.pdf", "--out", str(out))
    assert out.read_bytes() == CANARY
    taken = run("open-attachment", "4-017", "plan.pdf", "--out", str(out), status=1)
    assert taken == f"{out.name}: det finns redan något med det namnet. Kontrollera sökvägen och prova igen.\n"
    run("detach", "4-017", "plan.pdf")
    assert run("show", "4-017")["attachments"] == []
    assert "finns inte längre" in run("detach", "4-017", "plan.pdf", status=1)
    run("attach", "4-017", "hb06", str(source), "--taken", "i går", status=2)


@pytest.mark.parametrize("name", ["bild.jpg", "bild.jfif", "bild", "anteckning.txt"])
def test_a_picture_that_still_tells_of_its_place_is_refused_whatever_it_is_called(laptop, tmp_path, name):
    file = tmp_path / name
    file.write_bytes(photo())

    for content in (file, file.read_bytes()):
        with pytest.raises(PictureNotCleaned, match="visit attach"):
            attach(laptop.store, laptop.visit, "hb06", content, file_name=name)
    with pytest.raises(PictureNotCleaned):
        attach(laptop.store, laptop.visit, "hb06", CANARY, file_name=name, thumbnail=photo())

    assert of(laptop) == []


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
def test_a_cleaned_picture_is_upright_and_holds_its_pixels_and_nothing_else(tmp_path, kind):
    file = tmp_path / "bild"
    file.write_bytes(photo(kind))
    assert PLACE in file.read_bytes()
    assert picture_type_of(file).startswith("image/")

    made = clean_picture(file)

    assert is_bare(made.content)
    assert PLACE not in made.content
    with Image.open(io.BytesIO(made.content)) as image:
        assert (image.size, image.getexif(), "comment" in image.info) == ((40, 60), {}, False)
        red, _, blue = image.getpixel((20, 5))
    assert red > 200 > 60 > blue
    assert len(made.thumbnail) <= 20_000


def test_what_is_left_over_behind_a_picture_or_beside_it_is_seen():
    plain = io.BytesIO()
    Image.new("RGB", (300, 200), "green").save(plain, "JPEG", progressive=True)
    whole = plain.getvalue()

    assert is_bare(whole)
    assert not is_bare(whole + b"film")
    assert not is_bare(whole[:-2])
    assert not is_bare(whole[:2] + b"\xff\xfe\x00\x06hej!" + whole[2:])
    assert not is_bare(photo())
    assert is_bare(bare_png())
    assert not is_bare(bare_png() + b"x")
    assert not is_bare(photo("PNG"))


def test_a_damaged_picture_and_one_of_too_many_pixels_are_refused_with_what_to_do(tmp_path):
    file = tmp_path / "bild.jpg"
    file.write_bytes(photo()[:200])
    with pytest.raises(PictureUnreadable, match="JPEG eller PNG"):
        clean_picture(file)
    file.write_bytes(photo())
    with pytest.raises(PictureTooLarge, match="60 × 40 pixlar"):
        clean_picture(file, limits=PictureLimits(pixels=2000))


def test_the_command_takes_place_and_camera_out_of_a_picture_and_lets_a_photo_question_have_pictures_alone(
    laptop, tmp_path, monkeypatch, capsys
):
    monkeypatch.setattr(Context, "store", lambda _context: laptop.store)
    monkeypatch.setattr(Context, "close", lambda _context: None)
    file, text = tmp_path / "bild.jpe", tmp_path / "bild.png"
    file.write_bytes(photo())
    text.write_bytes(CANARY)

    assert main(["visit", "attach", "4-017", "hb06", str(file)]) == 0
    assert main(["visit", "attach", "4-017", "hb06", str(text), "--kind", "photo"]) == 1

    said = capsys.readouterr()
    assert "kamerauppgifter är borttagna" in said.out
    assert "HB06 tar emot en bild, och bild.png är ingen" in said.err
    (made,) = of(laptop)
    assert (made.kind, made.mime, made.file_name) == (AttachmentKind.PHOTO, "image/jpeg", "bild.jpg")
    assert PLACE not in read_content(laptop.store, made)
    assert made.thumbnail is not None
