"""The one style sheet: text roles, fields, lists, scroll bars, menus. Made from the tokens, never written by hand.

What is painted by hand in `ui/widgets` needs no rule here.
"""

from __future__ import annotations

from ui.tokens import RADIUS_BUTTON, RADIUS_FIELD, ROLES, Tokens, Tone


def stylesheet(tokens: Tokens, scale: float, field_height: int) -> str:
    """The rules for one scheme and text size.

    Units: `scale` 1.0–2.0; `field_height` is the least height of a field in logical pixels.
    """
    t = tokens
    roles = "".join(
        f'QLabel[role="{name}"] {{ font-size: {round(role.px * scale)}px; font-weight: {role.weight};'
        f" color: {getattr(t, role.tone)}; }}\n"
        for name, role in ROLES.items()
    )
    tones = "".join(f'QLabel[tone="{tone.name.lower()}"] {{ color: {getattr(t, tone)}; }}\n' for tone in Tone)
    inner = field_height - 2  # without the border
    return f"""
{roles}{tones}
QToolTip {{ background: {t.surface}; color: {t.text}; border: 1px solid {t.edge}; padding: 6px 8px; }}
QLineEdit, QPlainTextEdit {{
    background: {t.surface}; color: {t.text}; border: 1px solid {t.edge}; border-radius: {RADIUS_FIELD}px;
    selection-background-color: {t.accent}; selection-color: {t.on_accent}; placeholder-text-color: {t.muted};
}}
QLineEdit {{ min-height: {inner}px; padding: 0 12px; }}
QLineEdit[number="true"] {{ font-size: {round(ROLES["number"].px * scale)}px; font-weight: 600; }}
QPlainTextEdit {{ padding: 8px 10px; }}
QLineEdit:focus, QPlainTextEdit:focus {{ border: 2px solid {t.focus}; }}
QLineEdit:focus {{ min-height: {inner - 2}px; padding: 0 11px; }}
QPlainTextEdit:focus {{ padding: 7px 9px; }}
QLineEdit[faulty="true"], QPlainTextEdit[faulty="true"] {{ border: 2px solid {t.s3}; }}
QLineEdit[faulty="true"] {{ min-height: {inner - 2}px; padding: 0 11px; }}
QPlainTextEdit[faulty="true"] {{ padding: 7px 9px; }}
QLineEdit:read-only, QPlainTextEdit:read-only {{ background: {t.sunken}; }}
QLineEdit:disabled, QPlainTextEdit:disabled {{
    background: {t.sunken}; color: {t.muted}; border: 1px dashed {t.edge};
}}
QDialog {{ border: 1px solid {t.edge}; }}
QScrollArea {{ background: transparent; border: none; }}
QListView, QTableView {{
    background: {t.surface}; color: {t.text}; border: none; outline: none;
    selection-background-color: {t.soft}; selection-color: {t.text};
}}
QHeaderView::section {{
    background: {t.surface}; color: {t.muted}; border: none; border-bottom: 1px solid {t.edge};
    padding: 8px; font-size: {round(13 * scale)}px; font-weight: 600;
}}
QScrollBar:vertical {{ background: transparent; width: 12px; margin: 2px; }}
QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 2px; }}
QScrollBar::handle {{ background: {t.edge}; border-radius: 4px; min-height: 40px; min-width: 40px; }}
QScrollBar::handle:hover {{ background: {t.muted}; }}
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{
    background: transparent; border: none; width: 0; height: 0;
}}
QMenu {{
    background: {t.surface}; color: {t.text}; border: 1px solid {t.edge}; padding: 4px;
    icon-size: {round(18 * scale)}px;
}}
QMenu::item {{ padding: {max(8, (field_height - round(18 * scale)) // 2)}px 24px; border-radius: {RADIUS_FIELD}px; }}
QMenu::item:selected {{ background: {t.soft}; color: {t.text}; }}
QMenu::item:disabled {{ color: {t.muted}; }}
QMenu::separator {{ height: 1px; background: {t.line}; margin: 4px 8px; }}
QMenu::icon {{ padding-left: 12px; }}
QComboBox {{ combobox-popup: 0; }}
QComboBox QAbstractItemView {{
    background: {t.surface}; color: {t.text}; border: 1px solid {t.edge}; border-radius: {RADIUS_BUTTON}px;
    padding: 4px; outline: none; selection-background-color: {t.soft}; selection-color: {t.text};
}}
QComboBox QAbstractItemView::item {{ min-height: {field_height - 8}px; padding: 0 10px; }}
"""
