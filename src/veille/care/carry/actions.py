"""The verbs of carry cards; arguments as in `care.actions`.

A card holds 128 random bits and nothing else. What it opens is sealed with them and left at the
hub, which cannot read it; this site keeps neither the bits nor what was sealed.
"""

from datetime import datetime

import msgspec
from django.utils.translation import gettext_lazy as _

from veille.care.area import is_known, site_of
from veille.ledger import clock
from veille.ledger.ids import check_id, new_id
from veille.ledger.recording import batch, recording
from veille.ledger.refusal import Absent, Malformed, Refused, check_text
from veille.ledger.sync import deposits, errands, here, line
from veille.ledger.sync.words import NotTaken

from . import facts, reads
from .area import CARD, READING
from .state import Card

#: Characters of what another site is to know.
_LONGEST_WORDS = 1_000


class Carried(msgspec.Struct, frozen=True, kw_only=True):
    """What a card opens: what the visitor wishes another site to know, chosen with them."""

    handle: str
    words: str
    site: str
    at: datetime


class Given(msgspec.Struct, frozen=True):
    """A card as it was made: its code is shown once."""

    card: Card
    code: str


def give(
    *, by: str, place: str, person: str, handle: str, words: str, submission: str | None = None
) -> Given:
    """Make a card for a visitor who wishes one. The one that they had opens nothing any more."""
    if here.link() is None:
        raise Refused(
            _("A carry card opens something at another site of the network: pair this machine.")
        )
    if len(words) > _LONGEST_WORDS:
        raise Malformed(_("That is too long for a card: write what matters at the door."))
    check_text(words)
    secret = deposits.new_secret()
    with recording(by=by, place=place, submission=submission) as pen:
        site = site_of(pen, place)
        is_known(pen, person)
        for row in reads.cards_of(person):
            pen.note(CARD, row.id, facts.CardEnded())
            errands.take_away(row.id)
        card = pen.note(CARD, new_id(), facts.CardGiven(person))
        carried = Carried(handle=handle, words=words, site=site.name, at=clock.now())
        errands.leave(card.id, secret, msgspec.json.encode(carried))
    return Given(card, deposits.as_code(secret))


def end(*, by: str, card: str, lost: bool = False, submission: str | None = None) -> Card:
    """A card was lost, or the visitor wishes none any more: what it opened is taken away."""
    with recording(by=by, submission=submission) as pen:
        now = pen.state(CARD, check_id(card))
        if now is None:
            raise Absent(_("That card is not in this ledger. Go back and open the page again."))
        if now.ended_at is not None:
            raise Refused(_("This card opens nothing any more already. Nothing was changed."))
        pen.place = now.site
        errands.take_away(card)
        return pen.note(CARD, card, facts.CardEnded(lost=lost))


def read(*, by: str, place: str, code: str, submission: str | None = None) -> Carried:
    """What a card opens that somebody shows at this site. Nothing of it is kept here."""
    try:
        secret = deposits.read_code(code)
    except deposits.NoCode:
        raise Malformed(
            _("This is no code of a carry card: a letter is missing or was read as another.")
        ) from None
    try:
        record = errands.fetch(secret)
    except line.LineDown as error:
        raise Refused(line.WHY[error.why]) from None
    except NotTaken:
        raise Refused(_("The hub gives this site nothing: see the page of nodes.")) from None
    if record is None:
        raise Refused(
            _("This card opens nothing: another took its place, or it is not at the hub yet.")
        )
    with recording(by=by, place=place, submission=submission) as pen:
        site_of(pen, place)
        pen.note(READING, new_id(), facts.CardRead())
    return msgspec.json.decode(record, type=Carried)


def take_away_of_forgotten() -> None:
    """Whoever was forgotten, here or at another site, has no card any more."""
    if cards := reads.cards_of_forgotten(errands.left_here()):
        with batch():
            for card in cards:
                errands.take_away(card)
