"""What staff do at an exchange. Each verb checks the rule, writes its fact in one transaction,
and returns the new state; or raises Refused, and nothing was written.

`by` is the account that does it, `place` the site. `submission` is the identity of what was
sent in (sent twice, it is refused). `at` is when it happened, where that was not now. `visit` is
whose visit it was done on; it tells the person. The stock's verbs stand in `stock.py`.
"""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from veille.care import corrections
from veille.care.actions import sealed
from veille.care.area import is_known, site_of
from veille.care.words import CorrectionReason
from veille.ledger import clock
from veille.ledger.ids import check_id, new_id
from veille.ledger.recording import recording
from veille.ledger.refusal import Absent

from . import facts, policies, reads
from .area import CLEAN_UP, EXCHANGE, KIT_USE, TRAINING, visit_here
from .facts import Amount
from .state import (
    CleanUp,
    Exchange,
    KitUse,
    Training,
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
    submission: str | None = None,
) -> Exchange:
    """Hand out equipment, take needles back, or both.

    Raises NotEnough, a question, where the stock says that less is left; `anyway` is the
    answer: the fact then keeps of which items it was so.
    """
    id = new_id()
    with recording(by=by, place=place, submission=submission) as pen:
        site_of(pen, place)
        guest = visit_here(pen, place, visit)
        person = guest.person if guest else person
        if person and guest is None:
            is_known(pen, person)
        given = tidy(out)
        left = reads.trusted(place, [amount.item for amount in given])
        beyond = policies.check_stock(given, left, anyway=anyway)
        body = facts.Made(
            out=given,
            setting=setting,
            back=back,
            back_how=back_how,
            back_kinds=tuple(dict.fromkeys(back_kinds)) if back else (),
            collecting=collecting,
            others=others,
            visit=visit,
            person=person,
            beyond=beyond,
            note=sealed(pen, person or visit or id, note),
        )
        return pen.note(EXCHANGE, id, body, at=at)


def undo(*, by: str, place: str, exchange: str, submission: str | None = None) -> None:
    """Take back what one has just handed out by a slip of the finger: it is struck, and stays."""
    with recording(by=by, place=place) as pen:
        made = pen.state(EXCHANGE, check_id(exchange))
        if made is None or made.site != place:
            raise Absent(_("That was taken back already, or is not of this site."))
        entry = next(e for e in pen.entries(exchange) if isinstance(e.body, facts.Made))
        policies.check_can_undo(made, by, entry.noted, clock.now())
    corrections.strike(by=by, entry_id=entry.id, why=CorrectionReason.TYPED, submission=submission)


def clean_up(
    *,
    by: str,
    place: str,
    needles: int,
    how: Counting,
    where: str,
    at: datetime | None = None,
    submission: str | None = None,
) -> CleanUp:
    """Record needles picked up in a public place. `where` is the place, in a few words."""
    with recording(by=by, place=place, submission=submission) as pen:
        site_of(pen, place)
        body = facts.CleanedUp(needles, how, " ".join(where.split()))
        return pen.note(CLEAN_UP, new_id(), body, at=at)


def train(
    *,
    by: str,
    place: str,
    people: int,
    visit: str = "",
    at: datetime | None = None,
    submission: str | None = None,
) -> Training:
    """Record that people were shown how to answer an overdose with naloxone."""
    with recording(by=by, place=place, submission=submission) as pen:
        site_of(pen, place)
        guest = visit_here(pen, place, visit)
        body = facts.Trained(people, visit, guest.person if guest else "")
        return pen.note(TRAINING, new_id(), body, at=at)


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
    submission: str | None = None,
) -> KitUse:
    """Record that somebody tells of kits used elsewhere; `at` is when they tell it."""
    id = new_id()
    with recording(by=by, place=place, submission=submission) as pen:
        site_of(pen, place)
        guest = visit_here(pen, place, visit)
        person = guest.person if guest else ""
        body = facts.KitsUsed(
            kits=kits,
            kit_form=kit_form,
            outcome=outcome,
            called=called,
            visit=visit,
            person=person,
            note=sealed(pen, person or visit or id, note),
        )
        return pen.note(KIT_USE, id, body, at=at)
