"""The exchange in a play: bundles to visitors and walk-ins, needles back, and the stock behind.

No source that we have publishes how many exchanges a site makes in a day, what is in them or how
much comes back: every figure here is assumed, so that pages look as staff describe them. None is
evidence of anything.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from veille.care.rehearsed.extra import CareExtra
from veille.care.rehearsed.network import PLACE, PLACES, Place
from veille.care.words import Mode, SiteKind
from veille.ledger import clock
from veille.rehearsal.draws import draw, minutes

from . import actions, reads, stock
from .bundles import DEFAULT
from .facts import Amount
from .policies import NotEnough
from .words import Called, CollectingFor, Counting, Item, KitForm, KitOutcome, Setting, Used

if TYPE_CHECKING:
    from veille.care.rehearsed.play import Guest

#: Visitors who take equipment along, and walk-ins who come for it alone, per 100 visits a day.
TAKES_SHARE = 0.22
WALK_INS_PER_100_VISITS = 24.0
#: Exchanges on which used needles come back, how many (least, most, most usual), and how many of
#: those are estimated from a closed container.
BACK_SHARE = 0.45
NEEDLES_BACK = (1, 45, 8)
ESTIMATED_SHARE = 0.35
NEEDLES_IN_CONTAINER = (20, 120, 50)
#: Who collects for others too, and for how many.
FOR_OTHERS_SHARE = 0.12
OTHERS = (1, 4, 1)
#: Happenings a day and site.
CLEAN_UPS_A_DAY = 0.9
TRAININGS_A_DAY = 0.25
KITS_TOLD_A_DAY = 0.5
#: Taps undone at once; notes written.
UNDONE_SHARE = 0.008
NOTE_SHARE = 0.02
NOTES = (
    "Préfère les 0,5 mL; il n’en restait plus.",
    "Prend pour son squat, ne veut pas donner de nom.",
    "Demande des trousses injectables la prochaine fois.",
    "Bac plein rapporté pour la première fois, on l’a félicité.",
    "Asked for longer tourniquets.",
)
PLACES_IN_STREET = (
    "Parc Émilie-Gamelin",
    "ruelle derrière Berger",
    "coin Sanguinet et Sainte-Catherine",
    "stationnement Ontario et Saint-Dominique",
    "parc Dézéry",
    "sous le viaduc Berri",
    "station Beaudry, sortie nord",
    "parc Raymond-Préfontaine",
)

#: Which bundle, by how the visitor consumes.
BY_MODE: Mapping[Mode, tuple[tuple[str, int], ...]] = {
    Mode.INJECTION: (("injection-10", 76), ("injection-50", 6), ("naloxone", 11), ("sex", 7)),
    Mode.INHALATION: (("crack", 58), ("meth", 24), ("naloxone", 11), ("sex", 7)),
}
WALK_IN = (
    ("injection-10", 42),
    ("injection-50", 8),
    ("crack", 17),
    ("meth", 8),
    ("naloxone", 14),
    ("sex", 11),
    ("single", 9),
)
#: What somebody comes for alone.
SINGLES = (
    Amount(Item.SYRINGE_HALF, 10),
    Amount(Item.ACID, 3),
    Amount(Item.FOIL, 5),
    Amount(Item.STRIP_FENTANYL, 3),
    Amount(Item.KIT_INJECTABLE, 1),
    Amount(Item.COOKER, 10),
)
BUNDLE = {ready.key: ready.items for ready in DEFAULT}

#: What a shelf holds when it is full, at a site of 100 visits a day.
FULL: Mapping[Item, int] = {
    Item.SYRINGE_HALF: 900,
    Item.SYRINGE_ONE: 6_000,
    Item.COOKER: 6_000,
    Item.WATER: 6_000,
    Item.FILTER: 6_000,
    Item.PAD: 6_500,
    Item.TOURNIQUET: 500,
    Item.ACID: 400,
    Item.STEM: 220,
    Item.SCREEN: 220,
    Item.MOUTHPIECE: 330,
    Item.PUSHER: 220,
    Item.BUBBLE: 110,
    Item.FOIL: 300,
    Item.CONDOM: 1_200,
    Item.LUBRICANT: 600,
    Item.BOX_SMALL: 450,
    Item.BOX_LARGE: 60,
    Item.STRIP_FENTANYL: 300,
    Item.KIT_NASAL: 140,
    Item.KIT_INJECTABLE: 40,
}
SMALLEST_SCALE = 0.2
#: Shares of a full shelf: when to reorder, and below what a delivery fills it up.
REORDER_SHARE = 0.45
FILL_BELOW_SHARE = 0.75
#: Items that a delivery lacks; how far a count is off, at most.
LACKING_SHARE = 0.3
MISCOUNT_SHARE = 0.02
FOUND_SHARE = 0.15
DELIVERY_WEEKDAY, COUNT_WEEKDAY, TRANSFER_WEEKDAY = 1, 3, 4
FROM, TO = "cactus", "anonyme"
TRANSFERRED = (Amount(Item.SYRINGE_ONE, 200), Amount(Item.KIT_NASAL, 6))
_HALF_HOUR = timedelta(minutes=30)


class Exchange(CareExtra):
    name = "exchange"

    def set_up(self, by: str) -> None:
        """Every shelf full and counted, with a level at which to reorder."""
        for place in PLACES:
            if reads.last_counts(place.slug, 1):
                continue
            full = _full(place)
            stock.count(by=by, place=place.slug, found=[Amount(i, n) for i, n in full.items()])
            levels: dict[Item, int | None] = {
                item: round(count * REORDER_SHARE) for item, count in full.items()
            }
            stock.set_reorder(by=by, place=place.slug, levels=levels)

    def opens(self, place: Place, opens: datetime, closes: datetime) -> None:
        rng = self.rng
        walk_ins = place.visits_a_day * WALK_INS_PER_100_VISITS / 100
        for a_day, happens in (
            (walk_ins, self._walk_in),
            (CLEAN_UPS_A_DAY, self._clean_up),
            (TRAININGS_A_DAY, self._train),
            (KITS_TOLD_A_DAY, self._tell),
        ):
            at = opens + timedelta(hours=rng.expovariate(a_day / place.open_hours))
            while at < closes:
                self.later(at, partial(happens, place))
                at += timedelta(hours=rng.expovariate(a_day / place.open_hours))
        if closes - opens < place.open_for / 2:  # the last hours of a day: its chores are done
            return
        if opens.weekday() == DELIVERY_WEEKDAY:
            self.later(opens + _HALF_HOUR, partial(self._deliver, place))
        if opens.weekday() == COUNT_WEEKDAY:
            self.later(opens + 2 * _HALF_HOUR, partial(self._count, place))
        if place.slug == FROM and opens.weekday() == TRANSFER_WEEKDAY:
            self.later(opens + 3 * _HALF_HOUR, self._send)
        if place.slug == TO:
            self.later(opens + _HALF_HOUR, self._receive)

    def arrived(self, guest: "Guest") -> None:
        if self.rng.random() < TAKES_SHARE:
            at = clock.now() + minutes(self.rng, (1.0, 20.0, 3.0))
            self.later(at, partial(self._take_along, guest))

    def _take_along(self, guest: "Guest") -> None:
        bundles = BY_MODE.get(guest.mode, WALK_IN)
        self._hand_out(PLACE[guest.site], draw(self.rng, bundles), visit=guest.visit)

    def _walk_in(self, place: Place) -> None:
        self._hand_out(place, draw(self.rng, WALK_IN))

    def _hand_out(self, place: Place, bundle: str, visit: str = "") -> None:
        rng = self.rng
        by = self._someone(place, "peer", "nurse")
        back, how, kinds = 0, Counting.COUNTED, [Used.SYRINGES]
        if bundle.startswith("injection") and rng.random() < BACK_SHARE:
            estimated = rng.random() < ESTIMATED_SHARE
            spread = NEEDLES_IN_CONTAINER if estimated else NEEDLES_BACK
            back = round(rng.triangular(*spread))
            if estimated:
                back, how, kinds = round(back / 10) * 10, Counting.ESTIMATED, [Used.CONTAINER]
        others = round(rng.triangular(*OTHERS)) if rng.random() < FOR_OTHERS_SHARE else 0
        out = BUNDLE.get(bundle) or (rng.choice(SINGLES),)
        found = partial(
            actions.hand_out,
            by=by,
            place=place.slug,
            out=out,
            visit=visit,
            back=back,
            back_how=how,
            back_kinds=kinds,
            others=others,
            setting=self._setting(place, visit),
            collecting=CollectingFor.BOTH if others else CollectingFor.SELF,
            note=rng.choice(NOTES) if rng.random() < NOTE_SHARE else "",
        )
        try:
            made = found()
        except NotEnough:  # it lies there all the same: the count was wrong
            made = found(anyway=True)
        if rng.random() < UNDONE_SHARE:
            actions.undo(by=by, place=place.slug, exchange=made.id)

    def _setting(self, place: Place, visit: str) -> Setting:
        if not visit and self.rng.random() < 0.1:
            return Setting.STREET
        return Setting.TRUCK if place.kind is SiteKind.TRUCK else Setting.DESK

    def _clean_up(self, place: Place) -> None:
        needles = round(self.rng.triangular(1, 40, 6))
        how = Counting.ESTIMATED if needles > 25 else Counting.COUNTED
        by = self._someone(place, "peer")
        where = self.rng.choice(PLACES_IN_STREET)
        actions.clean_up(by=by, place=place.slug, needles=needles, how=how, where=where)

    def _train(self, place: Place) -> None:
        people = round(self.rng.triangular(1, 6, 1))
        actions.train(by=self._someone(place, "nurse", "peer"), place=place.slug, people=people)

    def _tell(self, place: Place) -> None:
        rng = self.rng
        actions.tell_use(
            by=self._someone(place, "peer", "nurse"),
            place=place.slug,
            kits=rng.choice((1, 1, 2)),
            kit_form=rng.choice((KitForm.NASAL, KitForm.NASAL, KitForm.INJECTABLE)),
            outcome=draw(rng, ((KitOutcome.SURVIVED, 88), (KitOutcome.UNKNOWN, 12))),
            called=draw(rng, ((Called.YES, 55), (Called.NO, 35), (Called.UNKNOWN, 10))),
        )

    def _deliver(self, place: Place) -> None:
        came = []
        for item, full in _full(place).items():
            level = reads.level(place.slug, item)
            left = level.left if level else 0
            if left < full * FILL_BELOW_SHARE and self.rng.random() >= LACKING_SHARE:
                came.append(Amount(item, full - left))
        if came:
            stock.deliver(by=self._someone(place, "nurse"), place=place.slug, items=came)

    def _count(self, place: Place) -> None:
        """Half of the shelves; what is found is never quite what the stock said."""
        found = []
        for item, full in _full(place).items():
            level = reads.level(place.slug, item)
            if level is not None and (level.short or self.rng.random() < 0.5):
                off = round(level.left * self.rng.uniform(-MISCOUNT_SHARE, MISCOUNT_SHARE / 2))
                # Of what the stock had given out to the last piece, a forgotten box turns up.
                there = level.left + off if level.left > 0 else round(full * FOUND_SHARE)
                found.append(Amount(item, there))
        if found:
            stock.count(by=self._someone(place, "peer", "nurse"), place=place.slug, found=found)

    def _send(self) -> None:
        by = self._someone(PLACE[FROM], "coordinator", "nurse")
        stock.send(by=by, place=FROM, to=TO, items=TRANSFERRED)

    def _receive(self) -> None:
        for row in reads.transfers_coming(TO):
            stock.receive(by=self._someone(PLACE[TO], "nurse"), place=TO, transfer=row.id)

    def _someone(self, place: Place, *roles: str) -> str:
        return self.play.crew.someone(place.slug, *roles)


def _full(place: Place) -> dict[Item, int]:
    """What the place's shelf holds when it is full."""
    scale = max(SMALLEST_SCALE, place.visits_a_day / 100)
    return {item: max(10, round(count * scale / 10) * 10) for item, count in FULL.items()}


EXTRA = Exchange
