"""The windows and forms of the checklist editor: what is done to see each of them."""

from __future__ import annotations

from typing import Any

from stage import settle, wait_for


def edit(window: Any, id: str = "") -> Any:
    """Open the draft of the home care checklist at a question, or at what is said of the whole."""
    page = window.page()
    settle(window)
    if page.editor is None:
        page.list.go_to(next(at for at, one in enumerate(page.list.things) if one.id == "hemtjanst-brukarbesok"))
        page.edit_chosen()
    page.show_step("editor")
    wait_for(window, lambda: page.editor.judgement.checklist is not None)
    lines = page.editor.outline.things
    key = next((line.key for line in lines if id and line.key and line.table.get("id") == id), ())
    page.editor.go_to(key)
    settle(window)
    for aspect in page.editor.form.aspects:
        aspect.unfold()
    settle(window)
    return page.editor


def edit_whole(window: Any) -> None:
    """The checklist itself: title, facts of the case, statutes."""
    edit(window)


def edit_section(window: Any) -> None:
    """A section and when it is shown."""
    editor = edit(window)
    editor.go_to(next(line.key for line in editor.outline.things if len(line.key) == 2))


def edit_table(window: Any) -> None:
    """Questions that share their answers, one or several, and lists that drop down, tried beside as tables."""
    editor = edit(window)
    editor.new_section()
    answers = [{"namn": name, "text": text} for name, text in (("aldrig", "Aldrig"), ("ibland", "Någon gång"))]
    asked = ("Personalen kommer senare än planerat", "Besök ställs in samma dag", "Någon ny kommer utan besked")
    rows = [{"id": f"OF{at}", "typ": "ett val", "text": text, "val": answers} for at, text in enumerate(asked, start=1)]
    drop = {"id": "OF9", "typ": "ett val", "text": "Vem berättade?", "utseende": "minimal", "val": answers}
    table = {"typ": "grupp", "namn": "ofta", "text": "Hur ofta händer det?", "utseende": "table-list", "fraga": rows}
    several = [row | {"id": f"{row['id']}F", "typ": "flera val"} for row in rows]
    wider = table | {"namn": "vilka", "text": "Vad har hänt?", "fraga": several}
    many = drop | {"id": "OF8", "typ": "flera val", "text": "Vilka berättade?"}
    editor._put((*editor.at, "fraga"), [table, drop, wider, many], False)
    wait_for(window, lambda: (now := editor.judgement.checklist) is not None and now.question("of9") is not None)
    editor.go_to(next(line.key for line in editor.outline.things if line.table.get("namn") == "ofta"))
    settle(window)


def leave_table(window: Any) -> None:
    """Take the section out of the draft again."""
    editor = window.page().editor
    editor.undo()
    editor.undo()
    settle(window)


def edit_rules(window: Any) -> None:
    """A question with its rules, its faults told at their fields."""
    editor = edit(window, "HB08")
    editor._put((*editor.at, "typ"), "", False)
    settle(window)


def mend_rules(window: Any) -> None:
    window.page().editor.undo()
    settle(window)


def edit_choices(window: Any) -> None:
    """A question with its choices."""
    edit(window, "HB02")


def try_with_facts(window: Any) -> None:
    """The trial beside the editor, with the facts of the case it is tried with."""
    edit(window).trial.case.click()


def make_public(window: Any, **changed: str) -> None:
    """Publish another version of the home care checklist."""
    from dataclasses import replace

    from kollegie.intake.checklists import find_checklist
    from kollegie.planning.publishing import publish as publish_in

    publish_in(window.desk.store, replace(find_checklist("hemtjanst-brukarbesok"), **changed))


def publish(window: Any) -> None:
    """What publishing would do, with a question that may have been renamed."""
    page = window.page()
    make_public(window, id="egen")
    editor = edit(window, "HB05")
    editor.draft.put((*editor.at, "id"), "HX05")
    editor.draft.put((*editor.at, "text"), "Vad får du hjälp med en vanlig dag nu?")
    editor.draft.put(("id",), "egen")
    editor._changed(())
    wait_for(window, lambda: page.editor.judgement.checklist is not None)
    page.ready.click()
    wait_for(window, lambda: page._stack.currentWidget() is page.panel)


def offer_moving(window: Any) -> None:
    """A newer version of a checklist whose begun visits may be moved to it."""
    page = window.page()
    while page.editor is not None:  # from the report to the draft, and from there to all checklists
        page.leave()
        settle(window)
    make_public(window, version="99")
    page.refresh()
    settle(window)
    wait_for(window, lambda: any(one.movable for one in page.list.things))
    page.list.go_to(next(at for at, one in enumerate(page.list.things) if one.movable))
