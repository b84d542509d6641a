"""What staff do in safer supply for the stock: a site's rules, its products, what comes in and
goes, counting, explaining, and second signatures.

The stock is never adjusted: a count is kept as it was, and the difference stays in sight.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from veille.care import reads as floor
from veille.care.actions import sealed
from veille.care.area import site_of
from veille.ledger.areas import Thing
from veille.ledger.facts import Body
from veille.ledger.ids import check_id, new_id
from veille.ledger.recording import entry as entry_by_id
from veille.ledger.recording import recording
from veille.ledger.refusal import Absent, Refused

from . import balance, facts, policies, reads
from .actions import Milligrams, is_kept, rules_of, two_sign
from .area import COUNT, DOSE, KEPT, MOVEMENT, RULES
from .facts import Product
from .state import Count, Dose, Kept, Movement, Rules
from .words import Drug, Explanation, Form, Move

#: What can wait for a second signature, and the fact that gives it.
_SIGNATURES: tuple[tuple[Thing[Any], Callable[[str], Body]], ...] = (
    (DOSE, facts.DoseSigned),
    (MOVEMENT, facts.StockSigned),
    (COUNT, facts.CountSigned),
)


def set_rules(
    *,
    by: str,
    place: str,
    two_sign: bool,
    peers_sign: bool,
    missed_days: int = 3,
    submission: str | None = None,
) -> Rules:
    """Say how this site keeps safer supply."""
    with recording(by=by, place=place, submission=submission) as pen:
        site_of(pen, place)
        body = facts.RulesSet(two_sign, peers_sign, missed_days)
        return pen.note(RULES, reads.rules_id(place), body)


def list_product(
    *,
    by: str,
    place: str,
    drug: Drug,
    unit: Form,
    strength_mg: Milligrams,
    submission: str | None = None,
) -> Kept:
    """Add a product to what the site keeps; one that it kept before comes back."""
    with recording(by=by, place=place, submission=submission) as pen:
        site_of(pen, place)
        product = Product(drug, unit, policies.in_ug(strength_mg))
        policies.check_product(product)
        id = reads.product_id(place, product.key)
        now = pen.state(KEPT, id)
        if now is not None and not now.retired:
            raise Refused(_("This site keeps that product already."))
        return pen.note(KEPT, id, facts.ProductListed(product))


def retire_product(*, by: str, place: str, product: str, submission: str | None = None) -> Kept:
    """Take a product off the list. Refused while there is stock of it."""
    with recording(by=by, place=place, submission=submission) as pen:
        now = pen.state(KEPT, check_id(product))
        if now is None or now.site != place or now.retired:
            raise Absent(
                _("That product is not one of this site's. Go back and open the page again.")
            )
        if balance.there(place, now.product.key):
            raise Refused(
                _(
                    "There is still stock of it by the book. Return or destroy it first, then take "
                    "the product off the list."
                ),
            )
        return pen.note(KEPT, product, facts.ProductRetired())


def move_stock(
    *,
    by: str,
    place: str,
    product: Product,
    what: Move,
    units: int,
    lot: str = "",
    note: str = "",
    at: datetime | None = None,
    submission: str | None = None,
) -> Movement:
    """Units came in, were destroyed or went back to the pharmacy."""
    id = new_id()
    with recording(by=by, place=place, submission=submission) as pen:
        if what is Move.RECEIVED:
            is_kept(pen, place, product)
        policies.check_units(units)
        if what is not Move.RECEIVED:
            policies.check_stock(product, units, balance.there(place, product.key))
        body = facts.StockMoved(
            product=product,
            what=what,
            units=units,
            two_sign=two_sign(pen, place),
            lot=policies.check_lot(lot),
            note=sealed(pen, id, note),
        )
        return pen.note(MOVEMENT, id, body, at=at)


def count_stock(
    *,
    by: str,
    place: str,
    product: Product,
    units: int,
    note: str = "",
    at: datetime | None = None,
    submission: str | None = None,
) -> Count:
    """Keep what was counted. Of two counts both are kept, and the later one stands."""
    id = new_id()
    with recording(by=by, place=place, submission=submission) as pen:
        site_of(pen, place)
        policies.check_units(units, least=0)
        body = facts.Counted(product, units, two_sign(pen, place), sealed(pen, id, note))
        return pen.note(COUNT, id, body, at=at)


def explain(
    *, by: str, count: str, why: Explanation, note: str = "", submission: str | None = None
) -> Count:
    """Say why a count is not what the book says. Nothing is adjusted."""
    with recording(by=by, submission=submission) as pen:
        now = pen.state(COUNT, check_id(count))
        if now is None:
            raise Absent(_("That count is not in this ledger. Go back and open the page again."))
        pen.place = now.site
        day = balance.difference_of(floor.site(now.site), balance.count(count))
        stands = day.standing is not None and day.standing.id == count
        policies.check_can_explain(now, day.difference if stands else None)
        return pen.note(COUNT, count, facts.Explained(why, sealed(pen, count, note)))


def sign(
    *, by: str, role: str, entry: str, submission: str | None = None
) -> Dose | Movement | Count:
    """Give the second signature on an entry. `by`, of the role `role`, is not who wrote it."""
    with recording(by=by, submission=submission) as pen:
        target = entry_by_id(check_id(entry))
        pen.place = target.place
        for thing, signed in _SIGNATURES:
            if isinstance(target.body, thing.bodies):
                now = pen.state(thing, target.about)
                unsigned = now.unsigned if now else ()
                waiting = next((one for one in unsigned if one.entry == entry), None)
                policies.check_can_sign(rules_of(pen, target.place), role, by, waiting)
                after: Dose | Movement | Count = pen.note(thing, target.about, signed(entry))
                return after
    raise Absent(_("That entry is not in this ledger. Go back and open the page again."))
