"""The editor that is killed in the middle of a note: a process of its own, which never gets to stop in order."""

from __future__ import annotations

import json
import multiprocessing
from dataclasses import dataclass
from datetime import datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from uuid import UUID

from kollegie.demo.hands import HandClock, laptop_source

PATIENCE = 120
"""Seconds to wait for the child to have typed."""


@dataclass(frozen=True, slots=True)
class Typing:
    """What the child does before it is killed: some answers, and then the beginning of a note.

    Shape: `answers` are question, stored value and note. Units: `at` is when it begins, one minute each.
    """

    path: str
    passphrase: str
    seed: int
    number: int
    at: str
    visit_id: str
    answers: tuple[tuple[str, str, str], ...]
    question: str
    typed: str


def type_until_killed(typing: Typing) -> bool:
    """Let a child process type, kill it, and say whether it was killed and not finished."""
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe()
    child = spawn.Process(target=_type, args=(theirs, typing), daemon=True)
    child.start()
    theirs.close()
    try:
        if ours.poll(PATIENCE):
            ours.recv_bytes()
        child.kill()
        child.join()
        return child.exitcode not in (0, 1)
    except EOFError:
        child.join()
        return False
    finally:
        ours.close()
        child.close()


def _type(pipe: Connection, typing: Typing) -> None:
    """The child: answer, begin a note, tell that the keys are stored, and go on waiting for the next key."""
    from kollegie.model.answer_values import value_from_text
    from kollegie.model.visits import Draft
    from kollegie.store import open_store
    from kollegie.store.drafts import Place, keep_draft, remember_place
    from kollegie.visiting.answering import record_answer
    from kollegie.visiting.recovery import start_running

    at = datetime.fromisoformat(typing.at)
    clock = HandClock(at)
    source = laptop_source(typing.seed, typing.number, 1000)
    store = open_store(Path(typing.path), typing.passphrase, clock=clock, source=source)
    visit_id = UUID(typing.visit_id)
    start_running(store)
    for question, value, note in typing.answers:
        at += timedelta(minutes=1)
        clock.turn_to(at)
        record_answer(store, visit_id, question, value_from_text(value), note)
    with store.work() as work:
        place = Place(visit_id, typing.question, field="note", cursor=len(typing.typed))
        remember_place(work, place, work.at)
        keep_draft(work, Draft(visit_id, typing.question, "", "note", typing.typed, len(typing.typed), work.at))
    pipe.send_bytes(json.dumps("typed").encode())
    pipe.recv_bytes()
