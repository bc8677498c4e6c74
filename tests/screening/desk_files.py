"""A small municipality as files: two providers, invoices right and wrong, payouts with and without reported time."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from kollegie.cli import main
from kollegie.store import Store

FILES = {
    "users": "user_id;municipality_registered\n4-001;Hult\n4-002;Hult\n4-003;Hult\n",
    "providers": (
        "provider_id;name;organisation_number;kind\n"
        "P-03;Omsorg Ett AB;556000-0001;private\nP-07;Hemtjänst Två;;in-house\n"
    ),
    "decisions": (
        "decision_id;user_id;service;decided_on;valid_from;amount;unit\n"
        "D1;4-001;hemtjänst;2025-12-01;2026-01-01;30;hours/month\n"
        "D2;4-002;hemtjänst;2025-12-01;2026-01-01;20;hours/month\n"
        "D3;4-003;kontaktperson;2025-12-01;2026-01-01;2;occasions/month\n"
    ),
    "invoices": (
        "provider_id;invoice_id;line;user_id;period_from;period_to;service;hours;price;amount\n"
        "P-03;F-100;1;4-001;2026-09-01;2026-09-30;hemtjänst;20;410;8200\n"
        "P-03;F-101;1;4-001;2026-09-01;2026-09-30;hemtjänst;4;410;1640\n"
        "P-03;F-101;2;4-002;2026-09-01;2026-09-30;hemtjänst;25;410;10250\n"
        "P-07;S-1;1;4-002;2026-09-01;2026-09-30;hemtjänst;0,5;400;200\n"
        "P-07;S-2;1;9-999;2026-09-01;2026-09-30;hemtjänst;3;400;1200\n"
        "P-07;S-0;1;4-002;2026-08-01;2026-08-31;hemtjänst;0,5;400;200\n"
    ),
    "payouts": (
        "payee_id;user_id;service;period_from;period_to;amount;paid_on\n"
        "K-1;4-003;kontaktperson;2026-07-01;2026-07-31;1500;2026-08-25\n"
        "K-1;4-003;kontaktperson;2026-08-01;2026-08-31;1500;2026-09-25\n"
        "K-1;4-003;kontaktperson;2026-09-01;2026-09-30;1500;2026-10-25\n"
    ),
}


def time_reports() -> str:
    """Twenty hours in September at 4-001, ten at 4-002, half an hour by the other provider, and two meetings."""
    lines = ["staff_id;user_id;provider_id;start;end"]
    for number in range(10):
        day = date(2026, 9, 1) + timedelta(days=number)
        lines.append(f"A-1;4-001;P-03;{day} 08:00;{day} 10:00")
        lines.append(f"A-1;4-002;P-03;{day} 10:30;{day} 11:30")
    lines.append("A-9;4-002;P-07;2026-09-03 15:00;2026-09-03 15:30")
    lines.append("A-9;4-002;P-07;2026-08-03 15:00;2026-08-03 15:30")
    lines.append("K-1;4-003;;2026-09-05 13:00;2026-09-05 16:00")
    lines.append("K-1;4-003;;2026-09-19 13:00;2026-09-19 16:00")
    return "\n".join(lines) + "\n"


def take_in_quietly(store: Store, folder: Path) -> None:
    """The same files without the command line, into a store that is open."""
    from kollegie.intake.records import carry_out_records, keep_places, plan_records
    from kollegie.intake.register import carry_out, plan_import

    for kind, text in (FILES | {"time-reports": time_reports()}).items():
        path = folder / f"{kind}.csv"
        path.write_text(text, encoding="utf-8")
        if kind in ("users", "providers", "decisions"):
            plan = plan_import(store, kind, [path])
            carry_out(store, plan)
            keep_places(store, plan)
        else:
            carry_out_records(store, plan_records(store, kind, [path]))


def take_in(store: Store, folder: Path) -> None:
    """Import every file with the command line, as a municipality would; the passphrase stands in the variable."""
    for kind, text in (FILES | {"time-reports": time_reports()}).items():
        path = folder / f"{kind}.csv"
        path.write_text(text, encoding="utf-8")
        assert main(["--store", str(store.path), "import", kind, str(path), "--json"]) == 0, kind
