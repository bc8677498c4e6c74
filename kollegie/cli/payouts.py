"""Commands about money paid out: payouts beside what was reported, and the register of what may be demanded back."""

from __future__ import annotations

import argparse
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from kollegie.cli.context import Context
from kollegie.cli.desk_content import desk_of, month_of, month_option, named_month
from kollegie.cli.parsing import Commands, day
from kollegie.cli.shared_arguments import as_of_option
from kollegie.errors import KollegieError
from kollegie.language import counted, say
from kollegie.model.amounts import to_the_ore

if TYPE_CHECKING:
    from kollegie.model.desk_looks import PayoutLook
    from kollegie.model.invoices import Reclaim

Choice = TypeVar("Choice", bound=StrEnum)


def add_to(commands: Commands) -> None:
    """Add `payouts` and `reclaims`."""
    payouts = commands.add_parser(
        "payouts", help=say("utbetalningar bredvid redovisad tid", "payouts beside the time reported")
    ).add_subparsers(dest="payouts_command", metavar=say("HANDLING", "ACT"), required=True)
    paid = payouts.add_parser("list", help=say("månadens utbetalningar", "the month's payouts"))
    month_option(paid)
    paid.set_defaults(run=list_payouts)
    proposed = payouts.add_parser(
        "propose",
        help=say(
            "lägg utbetalningar utan redovisning i återkravsregistret",
            "put payouts without a report in the register of reclaims",
        ),
    )
    proposed.add_argument(
        "--from",
        dest="first",
        required=True,
        metavar=say("MÅNAD", "MONTH"),
        help=say("från och med den månaden, till exempel 2026-07", "from that month on, such as 2026-07"),
    )
    proposed.add_argument(
        "--to",
        dest="last",
        required=True,
        metavar=say("MÅNAD", "MONTH"),
        help=say("till och med den månaden", "up to and including that month"),
    )
    proposed.add_argument(
        "--round",
        default="",
        metavar=say("OMGÅNG", "ROUND"),
        help=say("omgången som återkraven hör till", "the round the reclaims belong to"),
    )
    proposed.add_argument("--payee", default="", metavar="ID", help=say("bara den mottagaren", "that payee only"))
    as_of_option(proposed)
    proposed.set_defaults(run=propose)
    reclaims = commands.add_parser(
        "reclaims", help=say("återkravsregistret", "the register of reclaims")
    ).add_subparsers(dest="reclaims_command", metavar=say("HANDLING", "ACT"), required=True)
    register = reclaims.add_parser("list", help=say("återkraven och deras summor", "the reclaims and their sums"))
    register.add_argument(
        "--round", default="", metavar=say("OMGÅNG", "ROUND"), help=say("bara den omgången", "that round only")
    )
    register.set_defaults(run=list_reclaims)
    step = reclaims.add_parser("move", help=say("ta ett återkrav till nästa läge", "take a reclaim to its next state"))
    step.add_argument(
        "id", metavar="ID", help=say("återkravets id eller dess början", "the id of the reclaim or its beginning")
    )
    states = "calculated, heard, demanded, partly_paid, paid, contested, court, written_off"
    step.add_argument("state", metavar=say("LÄGE", "STATE"), help=states)
    step.add_argument(
        "--amount",
        default="",
        metavar="KRONOR",
        help=say("återkravets belopp, till exempel 3000,50", "the amount of the reclaim, such as 3000,50"),
    )
    step.add_argument(
        "--ground",
        default="",
        metavar=say("GRUND", "GROUND"),
        help=say(
            "rättslig grund: lss_12, sol, contract eller civil_law",
            "the legal ground: lss_12, sol, contract or civil_law",
        ),
    )
    step.add_argument("--reason", default="", metavar="TEXT", help=say("skälet", "the reason"))
    due = say(
        "dagen ett krav ska vara betalt; utan den om 30 dagar", "the day a demand is to be paid; otherwise in 30 days"
    )
    step.add_argument("--due", type=day, metavar=say("DATUM", "DATE"), help=due)
    step.set_defaults(run=move_reclaim)


def list_payouts(args: argparse.Namespace, context: Context) -> int:
    """Tell the month's payouts with what was reported beside."""
    from kollegie.summary.numbers import NOTHING, decimal

    desk = desk_of(context, args.as_of)
    month = month_of(args.month, desk.payouts.months())
    looks = desk.payouts.of_month(month, context.progress()) if month else ()
    lines = []
    for look in looks:
        done = NOTHING if look.minutes is None else f"{decimal(look.minutes / 60)} h"
        times = "" if look.occasions is None else f", {counted(look.occasions, ('dag', 'dagar'), ('day', 'days'))}"
        lines.append(f"{look.payee}  {look.user}  {look.service or '–'}  {to_the_ore(look.amount_ore)}  {done}{times}")
        lines.extend(f"    {words}" for words in (*(one.word for one in look.differences), *look.moved))
    empty = [say("Inga utbetalningar.", "No payouts.")]
    context.result({"month": month, "payouts": [_paid(look) for look in looks]}, lines or empty)
    return 0


def propose(args: argparse.Namespace, context: Context) -> int:
    """Put payouts without a report in the register; nothing is demanded."""
    from kollegie.follow_up.reclaims import propose_reclaim

    desk = desk_of(context, args.as_of)
    first, last = (named_month(given) for given in (args.first, args.last))
    looks = [one for one in desk.payouts.without_report(first, last) if not args.payee or one.payee == args.payee]
    made = propose_reclaim(context.store(), looks, review_id=_round(args.round, context))
    context.result({"reclaims": [_reclaim(one) for one in made]}, [_reclaim_line(one) for one in made])
    return 0


def list_reclaims(args: argparse.Namespace, context: Context) -> int:
    """Tell the register with its totals."""
    from kollegie.follow_up.reclaims import list_reclaims as listed
    from kollegie.follow_up.reclaims import sums_of

    review_id = _round(args.round, context)
    with context.store().reading() as reading:
        found = listed(reading, review_id=review_id)
    sums = sums_of(found)
    content = {
        "reclaims": [_reclaim(one) for one in found],
        "totals": {
            "count": sums.count,
            "persons": sums.persons,
            "companies": sums.companies,
            "not_calculated": sums.not_calculated,
            "calculated_ore": sums.calculated,
            "demanded_ore": sums.demanded,
            "paid_ore": sums.paid,
            "written_off_ore": sums.written_off,
            "outstanding_ore": sums.outstanding,
        },
    }
    lines = [_reclaim_line(one) for one in found]
    amounts = (sums.calculated, sums.demanded, sums.paid, sums.outstanding)
    calculated, demanded, paid, left = (to_the_ore(one) for one in amounts)
    lines.append(
        say(
            f"Summa: beräknat {calculated}, krävt {demanded}, betalt {paid}, kvar {left}; "
            f"{sums.not_calculated} ej beräknade",
            f"Sum: calculated {calculated}, demanded {demanded}, paid {paid}, outstanding {left}; "
            f"{sums.not_calculated} not calculated",
        )
    )
    context.result(content, lines)
    return 0


class ReclaimUnknown(KollegieError):
    """A reclaim is named that is not in the register."""

    sv = "Återkravet {id} finns inte i registret. Se dem med reclaims list."
    en = "The reclaim {id} is not in the register. See them with reclaims list."


class ChoiceUnknown(KollegieError):
    """A state or a ground is named that there is not."""

    sv = "{given} går inte att välja. Välj en av: {known}."
    en = "{given} cannot be chosen. Choose one of: {known}."


def move_reclaim(args: argparse.Namespace, context: Context) -> int:
    """Take a reclaim to its next state."""
    from kollegie.follow_up.reclaims import list_reclaims as listed
    from kollegie.follow_up.reclaims import move_reclaim as moved
    from kollegie.model.invoices import LegalGround, ReclaimState

    with context.store().reading() as reading:
        found = [one for one in listed(reading) if str(one.id).startswith(args.id)]
    if len(found) != 1:
        raise ReclaimUnknown(id=args.id)
    made = moved(
        context.store(),
        found[0].id,
        _one_of(ReclaimState, args.state),
        amount_ore=_ore(args.amount) if args.amount else None,
        ground=_one_of(LegalGround, args.ground) if args.ground else None,
        reason=args.reason,
        due=args.due,
    )
    context.result({"reclaim": _reclaim(made)}, [_reclaim_line(made)])
    return 0


def _round(name: str, context: Context) -> UUID | None:
    from kollegie.planning.rounds import find_review

    if not name:
        return None
    with context.store().reading() as reading:
        return find_review(reading, name).id


def _one_of(kind: type[Choice], given: str) -> Choice:
    try:
        return kind(given)
    except ValueError as problem:
        raise ChoiceUnknown(given=given, known=", ".join(one.value for one in kind)) from problem


def _ore(given: str) -> int:
    from decimal import Decimal, InvalidOperation

    try:
        return int((Decimal(given.replace(" ", "").replace(",", ".")) * 100).to_integral_value())
    except (InvalidOperation, ValueError, OverflowError) as problem:  # a word, NaN, or without end
        raise ChoiceUnknown(
            given=given, known=say("ett belopp som 1250 eller 1250,50", "an amount as 1250")
        ) from problem


def _paid(look: PayoutLook) -> dict[str, object]:
    return {
        "payee": look.payee,
        "user": look.user,
        "service": look.service,
        "month": look.month,
        "amount_ore": look.amount_ore,
        "reported_minutes": look.minutes,
        "reported_days": look.occasions,
        "granted_occasions": look.granted_occasions,
        "months_without_report": look.idle_months,
        "differences": [one.value for one in look.differences],
        "net_ore": look.net_ore,
        "moved": list(look.moved),
        "file": look.file,
        "row": look.row,
    }


def _reclaim(one: Reclaim) -> dict[str, object]:
    return {
        "id": str(one.id),
        "debtor": one.debtor_ref,
        "debtor_kind": one.debtor_kind.value,
        "user": one.user_ref,
        "service": one.service,
        "from": one.period_from.isoformat() if one.period_from else None,
        "to": one.period_to.isoformat() if one.period_to else None,
        "state": one.state.value,
        "ground": one.ground.value,
        "calculated_ore": one.calculated_ore,
        "demanded_ore": one.demanded_ore,
        "paid_ore": one.paid_ore,
        "written_off_ore": one.written_off_ore,
        "outstanding_ore": one.outstanding_ore,
        "due": one.due.isoformat() if one.due else None,
        "reason": one.reason,
        "signals": [{"rule": rule, "id": id} for rule, id in one.signals],
    }


def _reclaim_line(one: Reclaim) -> str:
    period = f"{one.period_from or '–'} – {one.period_to or '–'}"
    return f"{str(one.id)[:13]}  {one.debtor_ref}  {one.user_ref}  {period}  {one.state.word}  {one.reason}"
