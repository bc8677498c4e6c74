"""Nothing that is written lies readable on the disk."""

from __future__ import annotations

from pathlib import Path

from sqlcipher3 import dbapi2

from kollegie.model.reviews import CaseIdentity, Visit
from kollegie.model.visits import Answer, answer_id
from kollegie.store import Store


def write_canaries(store: Store, visit: Visit) -> list[str]:
    words = ["Kanariefågel Åkesson", "kanariefågel äter lunch", "19121212-1212"]
    with store.work("answer") as work:
        work.add(CaseIdentity(visit.case_id, visit.case_id, words[0], words[2]))
        work.add(Answer(answer_id(visit.id, "hb06"), visit.scope, visit.id, "hb06", note=words[1]))
    return words


def _bytes_beside(path: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in path.parent.iterdir() if file.is_file()}


def test_nothing_written_can_be_read_without_the_key(store, visit):
    with store.reading():  # somebody looks on, so that the write-ahead log stays
        canaries = write_canaries(store, visit)
        files = _bytes_beside(store.path)

    assert {"anna.kollegie", "anna.kollegie-wal"} <= files.keys()
    assert len(files["anna.kollegie-wal"]) > 4096
    for word in canaries:
        for encoding in ("utf-8", "utf-16-le", "utf-32-le"):
            assert not any(word.encode(encoding) in content for content in files.values())


def test_the_search_for_plain_text_would_see_it(tmp_path):
    plain = dbapi2.connect(str(tmp_path / "plain.db"))
    plain.execute("CREATE TABLE note (text TEXT)")
    plain.execute("INSERT INTO note VALUES ('Kanariefågel Åkesson')")
    plain.commit()
    plain.close()

    assert any("Kanariefågel Åkesson".encode() in content for content in _bytes_beside(tmp_path / "plain.db").values())
