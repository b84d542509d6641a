"""Files of people who chose to be known again, by their code or handle and never by a name."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _
from msgspec.structs import replace

from veille.ledger.facts import Sealed
from veille.ledger.ids import new_ids
from veille.ledger.recording import Note, Noted, batch, recording
from veille.ledger.refusal import Malformed, Refused
from veille.ledger.vault import plain_handle, vault
from veille.tabular import Kind, Message, Record, Schema

from . import facts
from .actions import tidy_postal
from .area import PERSON
from .handles import checked_birth_year, know_by, may_be_a_legal_name, read_handle
from .importing import (
    EARLIEST,
    LATEST,
    Importer,
    People,
    Reading,
    Row,
    Where,
    field_of,
    in_both,
    needed,
    said_number,
    said_text,
    words_in_both,
)
from .words import Gender, HeardOf

_GENDERS = {
    "WOMAN": ("f", "female", "femme", "woman", "féminin"),
    "MAN": ("m", "h", "male", "homme", "masculin"),
    "OTHER": ("x", "other", "autre", "trans", "non-binary", "non binaire", "two-spirit"),
}


def _schema(reading: "PeopleReading") -> Schema:
    return Schema(
        name="care-people",
        label=Message("people", "personnes"),
        fields=(
            field_of(
                *("handle", "code or handle", "code ou surnom", "handle", "code", "surnom"),
                *("client code", "code client", "pseudonyme", "participant", "client id"),
                required=True,
                longest=80,
            ),
            field_of(
                *("welcomed", "first visit", "première visite", "registered", "inscription"),
                *("date", "date d’inscription", "registration date"),
                kind=Kind.DATE,
                first=EARLIEST,
                last=LATEST,
                required=True,
            ),
            field_of(
                *("heard_of", "heard of the site from", "a connu le site par", "heard of"),
                kind=Kind.WORD,
                words=words_in_both(HeardOf),
            ),
            field_of(
                *("postal", "beginning of the postal code", "début du code postal", "fsa"),
                *("postal code", "code postal", "rta"),
                longest=10,
            ),
            field_of(
                *("gender", "gender", "genre", "sex", "sexe"),
                kind=Kind.WORD,
                words=words_in_both(Gender, **_GENDERS),
            ),
            field_of(
                *("birth_year", "year of birth", "année de naissance", "birth year"),
                *("yob", "naissance"),
                kind=Kind.WHOLE,
            ),
        ),
        known_by=reading.known_by,
        checks=(reading.checked,),
    )


class PeopleReading(Reading):
    """Whoever is known by their handle already is here: the same file twice adds nobody."""

    def __init__(self, where: Where) -> None:
        super().__init__(where)
        self._people = People()
        self._rows: set[str] = set()
        #: Of each row since `known` was last asked: whether its handle is known.
        self._here: list[bool] = []
        self.schema = _schema(self)

    def known_by(self, row: Record) -> str:
        """By no handle, which could be guessed from it: `write` asks who is here."""
        self._here.append(bool(self._people.known_by(said_text(row, "handle"))))
        return ""

    def known(self, keys: Iterable[str]) -> set[str]:
        here, self._here = self._here, []
        return {key for key, is_here in zip(keys, here, strict=True) if is_here}

    def checked(self, row: Record) -> Message | None:
        try:
            self._body(row)
        except Refused as refused:
            return in_both(refused)
        plain = plain_handle(said_text(row, "handle"))
        if plain in self._rows:
            return Message(
                "Somebody further up in the file has the same handle: is it the same person?",
                "Quelqu’un plus haut dans le fichier a le même surnom : est-ce la même personne?",
            )
        self._rows.add(plain)
        return None

    def _body(self, row: Record) -> tuple[facts.PersonImported, str, datetime]:
        """What a row says, its handle not sealed yet; the handle; the day."""
        chosen = read_handle(needed(row, "handle", self.schema))
        if may_be_a_legal_name(chosen):
            raise Malformed(
                _(
                    "“%(handle)s” has the shape of a legal name or of a health card. Veille keeps "
                    "none: write the code or the handle that they chose."
                ),
                handle=chosen.text,
            )
        born = said_number(row, "birth_year")
        if born is not None:
            checked_birth_year(born)
        day: date = needed(row, "welcomed", self.schema)
        gender = said_text(row, "gender")
        body = facts.PersonImported(
            handle=Sealed(""),
            heard_of=HeardOf(said_text(row, "heard_of")),
            postal=tidy_postal(said_text(row, "postal") or "unknown"),
            gender=chosen.gender or Gender(gender),
            birth_year=chosen.birth_year or born,
            source=self.where.source,
        )
        return body, chosen.text, self.of_day(day)

    def write(self, rows: Sequence[Row]) -> Counter[Noted]:
        notes: list[Note] = []
        with (
            batch(),
            recording(by=self.where.by, place=self.where.site.slug) as pen,
        ):
            for id, (_row, _key, record) in zip(new_ids(len(rows)), rows, strict=True):
                body, handle, at = self._body(record)
                if vault().find(handle):
                    continue
                notes.append((id, replace(body, handle=vault().seal(id, handle)), at))
                know_by(id, handle)
            done = Counter(pen.note_new(PERSON, notes))
        done[Noted.HERE] += len(rows) - len(notes)
        return done


PEOPLE = Importer(
    name="people",
    label=_("people"),
    reading=PeopleReading,
)
