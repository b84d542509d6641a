"""Files of visits, of a register that was kept before Veille or beside it."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from veille.ledger.refusal import Malformed
from veille.ledger.store import cursor
from veille.tabular import Kind, Message, Record, Schema

from . import facts, reads
from .area import VISIT
from .importing import (
    EARLIEST,
    LATEST,
    FactsReading,
    Importer,
    People,
    Where,
    field_of,
    is_said,
    needed,
    said_text,
    said_words,
    words_in_both,
)
from .words import Company, Help, LeavingReason, Mode, Sharing, Substance

_LONGEST_SEAT = 8
#: Longer is a slip of the pen, or another day.
_LONGEST_VISIT = timedelta(hours=24)
MODES = {
    "INJECTION": ("inj", "IV", "IM", "injected", "injecté", "injectée", "i.v."),
    "INHALATION": ("inh", "smoked", "smoking", "fumé", "fumée", "inhalé", "smoke"),
    "NASAL": ("snorted", "sniffed", "intranasal", "IN", "prisé", "sniffé", "insufflation"),
    "ORAL": ("per os", "PO", "swallowed", "par la bouche", "avalé"),
}
SUBSTANCES = {
    "COCAINE": ("coke", "cocaine (powder)", "poudre"),
    "CRACK": ("freebase", "rock"),
    "METHAMPHETAMINE": ("meth", "crystal meth", "crystal", "méth", "speed"),
    "HYDROMORPHONE": ("dilaudid", "dilau", "hydromorph"),
    "HEROIN": ("hero", "héro"),
    "BENZODIAZEPINE": ("benzo", "benzos"),
    "OXYCODONE": ("oxy", "percocet"),
    "MORPHINE": ("kadian", "m-eslon"),
    "MDMA": ("ecstasy", "xtc"),
    "UNKNOWN": ("unknown", "inconnue", "inconnu", "?"),
    "OTHER": ("autres", "others"),
}


def _schema(reading: "VisitsReading") -> Schema:
    days: dict[str, Any] = {"first": EARLIEST, "last": LATEST}
    return Schema(
        name="care-visits",
        label=Message("visits", "visites"),
        fields=(
            field_of(
                "number", "visit number", "numéro de visite", "visit id", "no visite", "id visite"
            ),
            field_of(
                *("handle", "code or handle", "code ou surnom", "handle", "code", "surnom"),
                *("client code", "code client", "pseudonyme", "participant", "client id"),
            ),
            field_of(
                *("arrived", "arrived", "arrivée", "arrival", "date and time", "date et heure"),
                *("arrived at", "date heure", "datetime", "check in"),
                kind=Kind.MOMENT,
                **days,
            ),
            field_of(
                *("day", "day", "jour", "date", "visit date", "date de la visite"),
                kind=Kind.DATE,
                **days,
            ),
            field_of(
                *("time_in", "time in", "heure d’entrée", "time", "heure", "arrival time"),
                *("heure d’arrivée", "in", "entrée"),
                kind=Kind.TIME,
            ),
            field_of(
                *("seated", "seated at", "heure d’installation", "seat time", "installé à"),
                kind=Kind.TIME,
            ),
            field_of(
                *("time_out", "time out", "heure de sortie", "departure time", "out", "sortie"),
                *("heure de départ", "left at"),
                kind=Kind.TIME,
            ),
            field_of(
                *("left", "left", "départ", "departure", "date and time out", "check out"),
                kind=Kind.MOMENT,
                **days,
            ),
            field_of(
                *("mode", "mode", "mode", "route", "mode de consommation", "route of use"),
                *("voie", "mode of consumption"),
                kind=Kind.WORD,
                required=True,
                words=words_in_both(Mode, **MODES),
            ),
            field_of(
                *("substances", "substances", "substances", "substance", "drug", "drogue"),
                *("drug used", "substance consommée", "produit"),
                kind=Kind.WORD,
                several=";,/+",
                words=words_in_both(Substance, **SUBSTANCES),
            ),
            field_of(
                *("company", "with whom", "avec qui", "company"),
                kind=Kind.WORD,
                words=words_in_both(Company),
            ),
            field_of(
                *("sharing", "splitting or sharing", "partage", "sharing"),
                kind=Kind.WORD,
                words=words_in_both(Sharing),
            ),
            field_of(
                *("help", "asks help with", "demande de l’aide", "help"),
                kind=Kind.WORD,
                several=";,/+",
                words=words_in_both(Help),
            ),
            field_of(*("seat", "seat", "place", "booth", "cabine", "poste"), longest=_LONGEST_SEAT),
            field_of("consumed", "consumed", "a consommé", "consommation", kind=Kind.YES_NO),
            field_of(
                *("reason", "why without consuming", "raison sans consommer", "reason"),
                kind=Kind.WORD,
                words=words_in_both(LeavingReason),
            ),
        ),
        known_by=reading.known_by,
        checks=(reading.checked,),
    )


class VisitsReading(FactsReading):
    thing = VISIT

    def __init__(self, where: Where) -> None:
        super().__init__(where)
        self._people = People()
        #: Of each visitor of the file: when they came, by the ledger.
        self._came: dict[str, set[datetime]] = {}
        #: Who came when, by the rows so far.
        self._read: set[tuple[str, datetime]] = set()
        self.schema = _schema(self)

    def known_by(self, row: Record) -> str:
        """The visitor by who they are here, not by a handle that could be guessed from it."""
        body, at = self._visit(row)
        number = said_text(row, "number")
        if number:
            return f"{number}\x1f{at.isoformat()}"
        left = body.left.isoformat() if body.left else ""
        return "\x1f".join(
            (body.person, at.isoformat(), left, body.mode, *body.substances, body.seat)
        )

    def checked(self, row: Record) -> Message | None:
        refused = super().checked(row)
        if refused is not None:
            return refused
        body, at = self._visit(row)
        if not body.person:
            return None
        if at in self._here(body.person):
            return Message(
                "This visitor’s arrival at that time is here already, entered by hand or by "
                "another file.",
                "L’arrivée de cette personne à cette heure est déjà là, inscrite à la main ou par "
                "un autre fichier.",
            )
        if (body.person, at) in self._read:
            return Message(
                "The same visitor at the same time stands further up in the file.",
                "La même personne à la même heure est déjà plus haut dans le fichier.",
            )
        self._read.add((body.person, at))
        return None

    def _visit(self, row: Record) -> tuple[facts.VisitImported, datetime]:
        body, at = self.said(row)
        assert isinstance(body, facts.VisitImported)
        return body, at

    def _here(self, person: str) -> set[datetime]:
        """When a visitor came, as it was entered here or came from other records."""
        if person not in self._came:
            self._came[person] = {
                visit.arrived_at
                for visit in reads.visits_of(person)
                if visit.imported != self.where.source
            }
        return self._came[person]

    def body(self, row: Record) -> tuple[facts.VisitImported, datetime]:
        at = self.happened(row, "arrived", "day", "time_in")
        if at is None:
            raise Malformed(_("No column says when the visitor arrived."))
        if not isinstance(row.get("arrived"), datetime) and not isinstance(
            row.get("time_in"), time
        ):
            raise Malformed(_("The row has a day and no time of arrival."))
        left = self._ends(row, at)
        reason = said_text(row, "reason")
        return (
            facts.VisitImported(
                person=self._people.by_handle(said_text(row, "handle")),
                mode=Mode(needed(row, "mode", self.schema)),
                substances=tuple(map(Substance, said_words(row, "substances")))
                or (Substance.UNKNOWN,),
                company=Company(said_text(row, "company")),
                help=tuple(map(Help, said_words(row, "help"))),
                sharing=Sharing(said_text(row, "sharing")),
                source=self.where.source,
                seat=said_text(row, "seat"),
                seated=self._within(row, "seated", at, left),
                left=left,
                consumed=bool(row["consumed"]) if is_said(row, "consumed") else not reason,
                reason=LeavingReason(reason) if reason else None,
            ),
            at,
        )

    def _ends(self, row: Record, at: datetime) -> datetime | None:
        whole = row.get("left")
        left = (
            self.moment(whole) if isinstance(whole, datetime) else self._later(row, "time_out", at)
        )
        if left is not None and not at <= left <= at + _LONGEST_VISIT:
            raise Malformed(
                _("They would have left before they came, or more than a day later. Check both.")
            )
        return left

    def _within(
        self, row: Record, name: str, at: datetime, left: datetime | None
    ) -> datetime | None:
        found = self._later(row, name, at)
        if found is not None and left is not None and found > left:
            raise Malformed(_("They would have taken a seat after they left. Check both times."))
        return found

    def _later(self, row: Record, name: str, at: datetime) -> datetime | None:
        """A time of the day, on the day of the arrival or, past midnight, on the next."""
        hour = row.get(name)
        if not isinstance(hour, time):
            return None
        came = at.astimezone(self.where.zone)
        day: date = came.date() + timedelta(
            days=hour < came.time().replace(second=0, microsecond=0)
        )
        return max(at, self.moment(datetime.combine(day, hour)))


VISITS = Importer(
    name="visits",
    label=_("visits"),
    reading=VisitsReading,
)


def sources(slug: str) -> list[str]:
    """From which other records visits of a site came, the latest last."""
    with cursor() as c:
        c.execute(
            "SELECT imported FROM care_visit WHERE site = %s AND imported <> '' "
            "GROUP BY imported ORDER BY MAX(arrived_at)",
            (slug,),
        )
        return [row[0] for row in c.fetchall()]
