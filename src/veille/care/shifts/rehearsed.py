"""What one shift leaves to the next in a play: notes, incidents, debriefs.

How often they come is not published for the sites that we know: every figure here is assumed.
"""

from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from veille.care import reads as floor
from veille.care.rehearsed.extra import CareExtra
from veille.ledger import clock
from veille.rehearsal.draws import draw, minutes

from . import actions, reads
from .words import IncidentKind, Service, Where

if TYPE_CHECKING:
    from veille.care.rehearsed.network import Place
    from veille.care.rehearsed.play import Guest

#: Incidents of a visitor, and of nobody's, for each visit. Assumed.
OF_VISITOR_SHARE = 0.009
OF_NOBODY_SHARE = 0.004
#: Notes left at the end of a shift, debriefs held and declined. Assumed.
NOTE_SHARE = 0.7
HELD_SHARE, DECLINED_SHARE = 0.55, 0.15
#: Minutes until an incident begins, help comes, and it is over. Assumed.
BEGINS, COMES, LASTS = (2.0, 20.0, 8.0), (6.0, 20.0, 11.0), (10.0, 60.0, 25.0)
TEAM = (3, 7)

#: Kind, weight, who was called, what was written.
OF_VISITOR = (
    ((IncidentKind.THREATS, (), "A crié contre une autre personne dans la salle d’attente."), 30),
    ((IncidentKind.VIOLENCE, (), "A poussé quelqu’un à l’entrée; séparés, aucun blessé."), 12),
    (
        (
            IncidentKind.VIOLENCE,
            (Service.POLICE,),
            "Coup de poing; la personne est partie avant la police.",
        ),
        4,
    ),
    ((IncidentKind.MENTAL, (), "Très angoissée; restée avec elle jusqu’à ce que ça passe."), 22),
    (
        (
            IncidentKind.MEDICAL,
            (Service.AMBULANCE,),
            "Douleur à la poitrine; ambulance, partie consciente.",
        ),
        8,
    ),
    ((IncidentKind.MEDICAL, (), "Malaise, glycémie basse; jus et repos."), 12),
    ((IncidentKind.NEEDLESTICK, (), "Piqûre au doigt en rangeant; protocole suivi."), 2),
)
OF_NOBODY = (
    ((IncidentKind.NEIGHBOURS, (), "Plainte d’un voisin pour le bruit sur le trottoir."), 40),
    ((IncidentKind.POLICE, (), "Deux policiers à la porte; n’ont rien demandé, repartis."), 20),
    ((IncidentKind.THEFT, (), "Un téléphone disparu de la salle d’attente."), 18),
    ((IncidentKind.DAMAGE, (), "Vitre de la porte fissurée."), 10),
    (
        (
            IncidentKind.FIRE,
            (Service.FIRE,),
            "Fumée dans la poubelle du trottoir, éteinte avant les pompiers.",
        ),
        4,
    ),
)
WHERE = ((Where.WAITING, 40), (Where.ENTRANCE, 30), (Where.CONSUMPTION, 20), (Where.TOILET, 10))
NOTES = (
    "Le frigo de la salle de repos ne ferme plus bien; réparateur appelé pour demain matin.",
    "Reste 6 trousses de naloxone nasale au comptoir; la boîte est dans l’armoire de gauche.",
    "Le « down » beige qui circule frappe fort ce soir: observer plus longtemps après.",
    "La place 3 a été désinfectée à fond; la lampe est à changer.",
    "Soirée calme jusqu’à minuit, puis file d’attente jusqu’à la fermeture.",
    "La ville ramasse les bacs à 6 h: les sortir avant de partir.",
    "La paire aidante de jeudi est malade; on cherche quelqu’un pour la remplacer.",
    "Livraison de seringues reçue, à ranger demain.",
    "Deux personnes de l’équipe étaient secouées après la surdose; prendre le temps d’en parler.",
    "La porte arrière coince quand il pleut: pousser fort.",
)


class Shifts(CareExtra):
    """Notes at the end of a shift, incidents now and then, debriefs the day after."""

    name = "shifts"

    def opens(self, place: "Place", opens: datetime, closes: datetime) -> None:
        self.later(
            opens + minutes(self.rng, (20.0, 90.0, 40.0)), partial(self._debriefs, place.slug)
        )
        if self.rng.random() < NOTE_SHARE:
            self.later(
                closes - minutes(self.rng, (5.0, 40.0, 15.0)), partial(self._hand_over, place.slug)
            )

    def _hand_over(self, site: str) -> None:
        by = self.play.crew.someone(site, "nurse", "coordinator")
        actions.hand_over(by=by, place=site, note=self.rng.choice(NOTES))

    def _debriefs(self, site: str) -> None:
        """Talk over what was hard yesterday or before."""
        row = floor.site(site)
        today = floor.day_of(row)
        by = self.play.crew.someone(site, "coordinator", "nurse")
        for night in reads.hard_nights(row, clock.now()):
            fate = self.rng.random()
            if night.debrief is None and night.day != today and fate < HELD_SHARE + DECLINED_SHARE:
                held = fate < HELD_SHARE
                present = self.rng.randint(*TEAM) if held else None
                actions.answer_debrief(
                    by=by, place=site, date=night.date, held=held, present=present
                )

    def arrived(self, guest: "Guest") -> None:
        fate, at = self.rng.random(), clock.now() + minutes(self.rng, BEGINS)
        if fate < OF_VISITOR_SHARE:
            self.later(at, partial(self._of_visitor, guest))
        elif fate < OF_VISITOR_SHARE + OF_NOBODY_SHARE:
            what, called, note = draw(self.rng, OF_NOBODY)
            where = Where.ENTRANCE if what is IncidentKind.POLICE else Where.OUTSIDE
            self.later(at, partial(self._happens, guest.site, what, called, note, where))

    def _of_visitor(self, guest: "Guest") -> None:
        if guest.visit not in self.play.guests:
            return
        what, called, note = draw(self.rng, OF_VISITOR)
        where = Where.CONSUMPTION if guest.seat else draw(self.rng, WHERE)
        self._happens(guest.site, what, called, note, where, guest)
        if what in (IncidentKind.VIOLENCE, IncidentKind.THREATS) and guest.person:
            for extra in self.play.extras:
                extra.was_violent(guest, what.value, note)

    def _happens(
        self,
        site: str,
        what: IncidentKind,
        called: tuple[Service, ...],
        note: str,
        where: Where,
        guest: "Guest | None" = None,
    ) -> None:
        by = self.play.crew.someone(site, "nurse", "peer")
        incident = actions.happened(
            by=by,
            place=site,
            what=what,
            where=where,
            seat=guest.seat if guest else "",
            visit=guest.visit if guest else "",
            called=called,
            note=note,
        )
        begun = clock.now()
        over = begun + minutes(self.rng, LASTS)
        for service in called:
            comes = begun + minutes(self.rng, COMES)
            over = max(over, comes + timedelta(minutes=2))
            self.later(comes, partial(actions.came, by=by, incident=incident.id, service=service))
        self.later(over, partial(actions.close, by=by, incident=incident.id))


EXTRA = Shifts
