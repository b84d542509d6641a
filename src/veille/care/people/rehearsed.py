"""What is known of visitors before they are let in, in a play: flags, restrictions, appeals.

How many visitors have an allergy or are kept out is not published for the sites that we know:
every figure here is assumed.
"""

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from veille.care import actions as on_floor
from veille.care import reads as floor
from veille.care.rehearsed.extra import CareExtra
from veille.care.words import Assistant, LeavingReason, Mode
from veille.ledger import clock
from veille.ledger.facts import Sealed
from veille.ledger.vault import vault
from veille.rehearsal.draws import draw, minutes

from . import actions, reads, records
from .words import Appeal, Decision, FlagKind, Opened, RestrictionKind

if TYPE_CHECKING:
    from veille.care.rehearsed.play import Guest

#: First visits on which something is told that everybody at the door must know. Assumed.
FLAGGED_SHARE = 0.08
#: Visits with assistance by somebody who is not staff. Assumed.
ASSISTED_SHARE = 0.02
#: Visitors who appeal when they are turned away, and appeals that end it. Assumed.
APPEAL_SHARE, GRANTED_SHARE = 0.35, 0.4
#: Visits on which a nurse or a coordinator opens the visitor's page. Assumed.
OPENED_SHARE = 0.01
#: Where a draw falls that decides something else: first visits, one in eighty, after which somebody
#: taps “somebody else” by mistake, and a second record has to be joined to the first. Assumed.
WELCOMED_TWICE = (0.5, 0.5125)
#: Until it is seen.
SEEN_AFTER = timedelta(hours=1)
#: Minutes until it is told, given, answered. Assumed.
TOLD, GIVEN, ANSWERED = (1.0, 6.0, 2.0), (4.0, 14.0, 7.0), (600.0, 2400.0, 1300.0)

FLAGS = (
    ((FlagKind.ALLERGY, "Pénicilline"), 16),
    ((FlagKind.ALLERGY, "Latex"), 10),
    ((FlagKind.ALLERGY, "Sulfamidés"), 6),
    ((FlagKind.SEIZURES, "En sevrage d’alcool"), 12),
    ((FlagKind.SEIZURES, "Épilepsie, prend sa médication"), 10),
    ((FlagKind.PREGNANCY, ""), 5),
    ((FlagKind.BREATHING, "Asthme; a sa pompe"), 14),
    ((FlagKind.HEART, "Endocardite en 2024"), 7),
    ((FlagKind.DIABETES, "Insuline"), 8),
    ((FlagKind.MOBILITY, "Béquilles; place près de l’entrée"), 8),
    ((FlagKind.SENSES, "Entend mal de l’oreille gauche"), 4),
)
ASSISTANTS = ((Assistant.VISITOR, 60), (Assistant.COMPANION, 30), (Assistant.PEER, 10))
APPEALS = (
    "Dit que c’est l’autre qui a commencé.",
    "S’excuse; demande à revenir plus tôt, n’a pas d’autre place où consommer.",
    "Dit qu’on l’a prise pour quelqu’un d’autre.",
)
ANSWERS = {
    Decision.LIFTED: "On a parlé avec la personne et l’équipe; elle peut revenir.",
    Decision.UPHELD: "Deux témoins; la restriction est maintenue jusqu’à sa date.",
}
TWICE = "Accueillie deux fois le même soir : elle l’a dit à l’accueil."
#: Violence and threats that end with a restriction. Assumed.
RESTRICTED_SHARE = 0.8
#: Days of a restriction. Assumed.
SPANS = ((1, 10), (3, 15), (7, 25), (14, 25), (30, 25))


class Alerts(CareExtra):
    """Flags on a first visit; at the door, who is kept out is turned away, and may appeal."""

    name = "alerts"

    def at_the_door(self, site: str, person: str) -> bool:
        restriction = reads.keeps_out(site, person, clock.now())
        if restriction is None:
            return True
        by = self.play.crew.someone(site, "peer", "nurse")
        actions.turn_away(by=by, place=site, person=person)
        no_appeal = reads.restriction(restriction).appeal == Appeal.NONE
        if no_appeal and self.rng.random() < APPEAL_SHARE:
            actions.appeal(by=by, restriction=restriction, note=self.rng.choice(APPEALS))
            answered = clock.now() + minutes(self.rng, ANSWERED)
            self.later(answered, partial(self._decide, site, restriction))
        return False

    def _decide(self, site: str, restriction: str) -> None:
        granted = self.rng.random() < GRANTED_SHARE
        decision = Decision.LIFTED if granted else Decision.UPHELD
        by = self.play.crew.someone(site, "coordinator")
        actions.decide(by=by, restriction=restriction, decision=decision, note=ANSWERS[decision])

    def arrived(self, guest: "Guest") -> None:
        rng, now = self.rng, clock.now()
        fate = rng.random()
        if guest.mode is Mode.INJECTION and fate < ASSISTED_SHARE:
            self.later(now + minutes(rng, GIVEN), partial(self._assist, guest))
        if not guest.person:
            return
        if 1 - fate < OPENED_SHARE:
            by = self.play.crew.someone(guest.site, "nurse", "coordinator")
            open_page = partial(
                actions.open_page, by=by, place=guest.site, person=guest.person, what=Opened.PAGE
            )
            self.later(now + minutes(rng, TOLD), open_page)
        first = floor.visit_count_of(guest.person) == 1
        if first and rng.random() < FLAGGED_SHARE:
            self.later(now + minutes(rng, TOLD), partial(self._raise, guest))
        if first and WELCOMED_TWICE[0] <= fate < WELCOMED_TWICE[1]:
            self.later(now + SEEN_AFTER, partial(self._join, guest))

    def _join(self, guest: "Guest") -> None:
        """Somebody welcomed them once more, and the coordinator joins the two records."""
        known = floor.person(guest.person)
        handle = vault().open(guest.person, Sealed(known.handle)) if known else None
        if not handle:
            return
        by = self.play.crew.someone(guest.site, "coordinator")
        twice = on_floor.welcome(by=by, place=guest.site, handle=handle, agreed=True)
        records.join(by=by, place=guest.site, person=guest.person, other=twice.id, note=TWICE)

    def _assist(self, guest: "Guest") -> None:
        if guest.seat and guest.visit in self.play.guests:
            by = self.play.crew.someone(guest.site, "nurse", "peer")
            on_floor.assist(by=by, visit=guest.visit, assistant=draw(self.rng, ASSISTANTS))

    def _raise(self, guest: "Guest") -> None:
        kind, note = draw(self.rng, FLAGS)
        until = clock.now() + timedelta(days=150) if kind is FlagKind.PREGNANCY else None
        actions.raise_flag(
            by=self.play.crew.someone(guest.site, "nurse", "peer"),
            place=guest.site,
            person=guest.person,
            kind=kind,
            note=note,
            until=until,
        )

    def was_violent(self, guest: "Guest", kind: str, note: str) -> None:
        if self.rng.random() >= RESTRICTED_SHARE:
            return
        today = floor.day_of(floor.site(guest.site))
        actions.restrict(
            by=self.play.crew.someone(guest.site, "coordinator", "nurse"),
            place=guest.site,
            person=guest.person,
            kind=RestrictionKind(kind),
            note=note,
            until=today.ends + timedelta(days=draw(self.rng, SPANS) - 1),
        )
        if guest.visit in self.play.guests and self.play.is_ours(guest) and not guest.overdosed:
            self.play.carry_out(guest, partial(self.play.leave, reason=LeavingReason.ASKED))


EXTRA = Alerts
