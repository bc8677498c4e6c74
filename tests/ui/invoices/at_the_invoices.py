"""What the tests of the invoices' view do at its list, and read there."""

from __future__ import annotations

from typing import Any

from pytestqt.qtbot import QtBot

from ui.invoices import InvoicesPage
from ui.invoices.gathering import InvoiceRow


def rows(page: InvoicesPage) -> dict[str, InvoiceRow]:
    return {one.look.invoice: one for one in page.invoices.list.things if isinstance(one, InvoiceRow)}


def choose(page: InvoicesPage, qtbot: QtBot, invoice: str) -> Any:
    page.invoices.go_to(rows(page)[invoice].look.provider, invoice)
    view = page.invoices
    qtbot.waitUntil(lambda: view.detail.shown is not None and view.detail.shown.look.invoice == invoice, timeout=8_000)
    return view


def seen(view: Any, kind: type[Any]) -> list[Any]:
    """Parts of the invoice shown, not those of the one before that are on their way out."""
    return [one for one in view.detail.findChildren(kind) if one.isVisibleTo(view.detail)]
