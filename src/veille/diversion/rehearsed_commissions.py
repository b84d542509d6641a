"""The two commissions of the rehearsal: who works there, when hearings are held, where people are
referred. All of it is invented, and no telephone answers its numbers (555-01xx)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

from veille.ledger import clock

from . import commissions, reads
from .commission_facts import Details, PlaceDetails, Session
from .words import Profession, TreatmentKind

if TYPE_CHECKING:
    from veille.rehearsal.staff import Worker

CLERK, POLICE, COURT, COORDINATOR = "clerk", "police", "court", "commission"
MONTREAL, LAVAL = "montreal", "laval"


@dataclass(frozen=True)
class Officer:
    """Somebody of a commission, or who refers to it: invented. `role` is a role's value; a panel
    member has a profession."""

    sign_in: str
    name: str
    role: str
    commission: str
    profession: Profession | None = None

    @property
    def does(self) -> str:
        """What a `Worker` of the play says of them: their profession, or their role."""
        return self.profession.value if self.profession else self.role


#: Accounts of the demo that people sign in with, and what they do in the play at Montréal: a whole
#: panel of them, and who refers.
PLAYED_BY_DEMO = {
    "panel": Profession.SOCIAL.value,
    "panel-law": Profession.LEGAL.value,
    "panel-health": Profession.HEALTH.value,
    "police": POLICE,
    "court": COURT,
}
_LAW, _HEALTH, _SOCIAL = Profession.LEGAL, Profession.HEALTH, Profession.SOCIAL
OFFICERS = (
    Officer("montreal-clerk", "Solange", CLERK, MONTREAL),
    Officer("montreal-coordination", "Huguette", COORDINATOR, MONTREAL),
    Officer("montreal-panel-1", "Me Garance", "panel", MONTREAL, _LAW),
    Officer("montreal-panel-2", "Dr Éloi", "panel", MONTREAL, _HEALTH),
    Officer("montreal-panel-3", "Viviane", "panel", MONTREAL, _SOCIAL),
    Officer("montreal-panel-4", "Me Achille", "panel", MONTREAL, _LAW),
    Officer("montreal-panel-5", "Yamina", "panel", MONTREAL, _SOCIAL),
    Officer("laval-clerk", "Firmin", CLERK, LAVAL),
    Officer("laval-panel-1", "Me Constance", "panel", LAVAL, _LAW),
    Officer("laval-panel-2", "Dre Apolline", "panel", LAVAL, _HEALTH),
    Officer("laval-panel-3", "Théodore", "panel", LAVAL, _SOCIAL),
    Officer("spvm", "Poste 21", POLICE, MONTREAL),
    Officer("spl", "Police de Laval", POLICE, LAVAL),
    Officer("cour-montreal", "Cour municipale de Montréal", COURT, MONTREAL),
    Officer("cour-laval", "Cour municipale de Laval", COURT, LAVAL),
)


def _sessions(days: range) -> tuple[Session, ...]:
    mornings = tuple(Session(day, 9 * 60, 12 * 60) for day in days)
    return (*mornings, *(Session(day, 13 * 60, 16 * 60) for day in days))


#: The wage is Portugal's monthly minimum of 2024 (Decree-Law 107/2023: €820), as the law's data
#: are Portugal's.
DETAILS = {
    MONTREAL: Details(
        name_fr="Commission de dissuasion de Montréal",
        name_en="Montréal dissuasion commission",
        territory=("H1", "H2", "H3", "H4", "H5", "H8", "H9", "Montréal"),
        rooms=("Ormes", "Tilleuls"),
        address_fr="300, rue du Faubourg-Fictif, 2e étage",
        phone="514-555-0140",
        address_en="300 rue du Faubourg-Fictif, 2nd floor",
        sessions=_sessions(range(5)),
        youth_path_fr="Aire ouverte jeunesse, 514-555-0141",
        youth_path_en="Aire ouverte for youth, 514-555-0141",
        minimum_wage_euros=Decimal(820),
    ),
    LAVAL: Details(
        name_fr="Commission de dissuasion de Laval",
        name_en="Laval dissuasion commission",
        territory=("H7", "Laval"),
        rooms=("1",),
        phone="450-555-0142",
        address_fr="12, montée Inventée",
        address_en="12 montée Inventée",
        sessions=_sessions(range(1, 5)),
        youth_path_fr="Carrefour jeunesse, 450-555-0143",
        youth_path_en="Youth crossroads, 450-555-0143",
        minimum_wage_euros=Decimal(820),
    ),
}
#: Places, what they give, how many days they say that somebody waits. Invented.
TREATMENT = (
    ("Clinique du Harfang", (TreatmentKind.OAT,), 9),
    ("Centre de jour du Mélèze", (TreatmentKind.OUTPATIENT, TreatmentKind.COUNSELLING), 34),
    ("Maison de la Sarcelle", (TreatmentKind.RESIDENTIAL, TreatmentKind.DETOX), 71),
)


class House:
    """Both commissions as a play finds them: who does something there, and what is set."""

    def __init__(self, staff: "Sequence[Worker]", rng: Random) -> None:
        self._everybody, self._rng = staff, rng
        self._set: dict[str, Details] = {}

    @property
    def is_staffed(self) -> bool:
        """Whether anybody of a commission is in this play."""
        return bool(self._staff(MONTREAL, CLERK))

    def by(self, commission: str, does: str = CLERK) -> str:
        """The account of somebody who does this there."""
        return self._rng.choice(self._staff(commission, does)).account

    def sitting(self, commission: str) -> "list[Worker]":
        """Everybody who may sit on a panel there."""
        return [w for w in self._everybody if w.site == commission and w.role in Profession.values]

    def set_of(self, commission: str) -> Details:
        """What is set of a commission, as it was when the play first asked."""
        if commission not in self._set:
            self._set[commission] = reads.details(reads.commission(commission))
        return self._set[commission]

    def open(self) -> None:
        """Set up what is missing: commissions, their members, places of treatment."""
        there = {row.slug for row in reads.commissions()}
        by = self.by(MONTREAL, COORDINATOR)
        for slug, details in DETAILS.items():
            if slug in there:
                continue
            commissions.open_commission(by=by, slug=slug, details=details)
            for profession in Profession:
                for worker in self._staff(slug, profession.value):
                    commissions.appoint_member(
                        by=by,
                        commission=slug,
                        account=worker.account,
                        profession=profession,
                        begins=clock.now().date(),
                    )
        if not reads.treatment_places():
            for name, kinds, wait in TREATMENT:
                commissions.list_treatment(
                    by=by, commission=MONTREAL, details=PlaceDetails(name, kinds), wait_days=wait
                )

    def _staff(self, commission: str, does: str) -> "list[Worker]":
        return [w for w in self._everybody if w.site == commission and w.role == does]


def service(slug: str, role: str) -> str:
    """The name of who refers there."""
    return next(one.name for one in OFFICERS if (one.commission, one.role) == (slug, role))
