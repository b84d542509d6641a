"""What staff do at an exchange. Each verb checks the rule, writes its fact in one transaction,
and returns the new state; or raises Refused, and nothing was written.

`by` is the account that does it, `place` the site. `form` is the identity of the form it came
by (a repeated form is refused). `at` is when it happened, where that was not now. `visit` is
whose visit it was done on; it tells the person. The stock's verbs stand in `stock.py`.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from veille.care import corrections
from veille.care.actions import is_known, sealed, site_of
from veille.care.area import VISIT
from veille.care.corrections import Rules
from veille.care.state import Visit
from veille.care.words import CorrectionReason
from veille.ledger import clock
from veille.ledger.facts import Entry
from veille.ledger.ids import check_id, new_id
from veille.ledger.recording import Pen, recording
from veille.ledger.refusal import Absent

from . import facts, policies, reads
from .area import CLEAN_UP, EXCHANGE, KIT_USE, TRAINING
from .facts import Amount
from .state import (
    Bundle,
    CleanUp,
    Count,
    Delivery,
    Exchange,
    KitUse,
    Shelf,
    Training,
    Transfer,
    tidy,
)
from .words import Called, CollectingFor, Counting, KitForm, KitOutcome, Setting, Used


def hand_out(
    *,
    by: str,
    place: str,
    out: Sequence[Amount] = (),
    setting: Setting = Setting.DESK,
    back: int = 0,
    back_how: Counting = Counting.COUNTED,
    back_kinds: Sequence[Used] = (),
    collecting: CollectingFor = CollectingFor.SELF,
    others: int = 0,
    visit: str = "",
    person: str = "",
    note: str = "",
    anyway: bool = False,
    at: datetime | None = None,
    form: str | None = None,
) -> Exchange:
    """Hand out equipment, take needles back, or both.

    Raises NotEnough, a question, where the stock says that less is left; `anyway` is the
    answer: the fact then keeps of which items it was so.
    """
    id = new_id()
    with recording(by=by, place=place, form=form) as pen:
        site_of(pen, place)
        guest = _of_visit(pen, place, visit)
        person = guest.person if guest else person
        if person and guest is None:
            is_known(pen, person)
        given = tidy(out)
        left = reads.trusted(place, [amount.item for amount in given])
        beyond = policies.stock_holds_it(given, left, anyway=anyway)
        body = facts.Made(
            given, setting, back, back_how, tuple(dict.fromkeys(back_kinds)) if back else (),
            collecting, others, visit, person, beyond,
            sealed(pen, person or visit or id, note),
        )  # fmt: skip
        made = pen.note(EXCHANGE, id, body, at=at)
        policies.exchange_holds(made)
        _not_before(guest, made.at)
        return made


def undo(*, by: str, place: str, exchange: str, form: str | None = None) -> None:
    """Take back what one has just handed out by a slip of the finger: it is struck, and stays."""
    with recording(by=by, place=place) as pen:
        made = pen.state(EXCHANGE, check_id(exchange))
        if made is None or made.site != place:
            raise Absent(_("That was taken back already, or is not of this site."))
        entry = next(e for e in pen.entries(exchange) if isinstance(e.body, facts.Made))
        policies.may_undo(made, by, entry.noted, clock.now())
    corrections.strike(by=by, entry_id=entry.id, why=CorrectionReason.TYPED, form=form)


def clean_up(
    *,
    by: str,
    place: str,
    needles: int,
    how: Counting,
    where: str,
    at: datetime | None = None,
    form: str | None = None,
) -> CleanUp:
    """Record needles picked up in a public place. `where` is the place, in a few words."""
    with recording(by=by, place=place, form=form) as pen:
        site_of(pen, place)
        cleaned = pen.note(
            CLEAN_UP, new_id(), facts.CleanedUp(needles, how, " ".join(where.split())), at=at
        )
        policies.clean_up_holds(cleaned)
        return cleaned


def train(
    *,
    by: str,
    place: str,
    people: int,
    visit: str = "",
    at: datetime | None = None,
    form: str | None = None,
) -> Training:
    """Record that people were shown how to answer an overdose with naloxone."""
    with recording(by=by, place=place, form=form) as pen:
        site_of(pen, place)
        guest = _of_visit(pen, place, visit)
        body = facts.Trained(people, visit, guest.person if guest else "")
        given = pen.note(TRAINING, new_id(), body, at=at)
        policies.training_holds(given)
        _not_before(guest, given.at)
        return given


def tell_use(
    *,
    by: str,
    place: str,
    kits: int = 1,
    kit_form: KitForm = KitForm.UNKNOWN,
    outcome: KitOutcome = KitOutcome.UNKNOWN,
    called: Called = Called.UNKNOWN,
    visit: str = "",
    note: str = "",
    at: datetime | None = None,
    form: str | None = None,
) -> KitUse:
    """Record that somebody tells of kits used elsewhere; `at` is when they tell it."""
    id = new_id()
    with recording(by=by, place=place, form=form) as pen:
        site_of(pen, place)
        guest = _of_visit(pen, place, visit)
        person = guest.person if guest else ""
        body = facts.KitsUsed(
            kits, kit_form, outcome, called, visit, person,
            sealed(pen, person or visit or id, note),
        )  # fmt: skip
        told = pen.note(KIT_USE, id, body, at=at)
        policies.kit_use_holds(told)
        _not_before(guest, told.at)
        return told


def _of_visit(pen: Pen, place: str, visit: str) -> Visit | None:
    """The visit on which something is done, where there is one; it is at this site."""
    if not visit:
        return None
    guest = pen.state(VISIT, check_id(visit))
    if guest is None or guest.site != place:
        raise Absent(_("That visit is not of this site. Go back and open the page again."))
    return guest


def _not_before(guest: Visit | None, at: datetime) -> None:
    if guest is not None:
        policies.comes_after_arrival(at, guest)


def _must_hold(pen: Pen, target: Entry, state: Any) -> None:
    """A correction may break no rule that the first wording had to keep."""
    match state:
        case Exchange():
            policies.exchange_holds(state)
            _not_before(_of_visit(pen, state.site, state.visit), state.at)
        case CleanUp():
            policies.clean_up_holds(state)
        case Training():
            policies.training_holds(state)
            _not_before(_of_visit(pen, state.site, state.visit), state.at)
        case KitUse():
            policies.kit_use_holds(state)
            _not_before(_of_visit(pen, state.site, state.visit), state.at)
        case Delivery():
            policies.delivery_holds(state.items)
        case Count():
            policies.count_holds(state)
        case Transfer():
            policies.transfer_holds(state)
        case Shelf():
            policies.shelf_holds(state)
        case Bundle():
            policies.bundle_holds(state)
    if isinstance(target.body, facts.Sent):
        came = any(
            isinstance(e.body, facts.Received) and not e.struck for e in pen.entries(target.about)
        )
        policies.sent_stands(state, came)


RULES = Rules("care.exchange.", reads.words_key, _must_hold)
