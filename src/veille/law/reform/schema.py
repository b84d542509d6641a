"""The schema of a file of cases: one row for each substance that somebody carried."""

from datetime import date
from decimal import Decimal
from functools import cache

from veille.tabular import Field, Kind, Message, Schema

from ..answer import Words
from ..books import codes, every_book, every_text, known, on_change
from ..case import LANDMARKS, MOST, OLDEST
from ..words import label

#: No case is older than this.
FIRST_DAY = date(1900, 1, 1)
#: What a cell that holds several is parted by.
SEVERAL = ";,|"
#: Stands for a jurisdiction that may be one of two.
UNCLEAR = "?"
#: How else a place is written in a register.
_PLACES = {
    written: place
    for place, names in {
        "private_residence": (
            *("house", "private home", "residence", "dwelling", "apartment", "private dwelling"),
            *("maison", "résidence", "résidence privée", "logement", "appartement", "chez soi"),
        ),
        "public_transit": ("bus", "metro", "métro", "subway", "autobus", "transport en commun"),
        "street": ("sidewalk", "trottoir", "road", "voie publique"),
        "school": ("école primaire", "école secondaire"),
        "supervised_site": ("supervised injection site", "site d’injection supervisée", "SIS"),
    }.items()
    for written in names
}
_METRES = Decimal(1_000_000)
_HUNDRED = Decimal(100)


@cache
def schema() -> Schema:
    """As the rules here have it: their jurisdictions, places and circumstances."""
    every = known().values()
    places = sorted({place for each in every for place in each.places})
    so = sorted({what for each in every for what in each.circumstances})
    return Schema(
        name="law.cases",
        label=Message("cases", "cas"),
        fields=(
            Field(
                name="case",
                label=Message("Case", "Cas"),
                also=(
                    *("case id", "case number", "id", "file number", "event", "seizure"),
                    *("affaire", "dossier", "saisie", "événement", "numéro", "numéro de dossier"),
                ),
            ),
            Field(
                name="jurisdiction",
                label=Message("Jurisdiction", "Juridiction"),
                kind=Kind.WORD,
                also=("province", "territory", "territoire", "country", "pays", "state", "état"),
                words=_jurisdictions(),
            ),
            Field(
                name="date",
                label=Message("Date", "Date"),
                kind=Kind.DATE,
                also=("day", "jour", "date of seizure", "date de saisie", "offence date"),
                first=FIRST_DAY,
            ),
            Field(
                name="age",
                label=Message("Age", "Âge"),
                kind=Kind.WHOLE,
                also=("years", "ans", "age at event", "âge au moment des faits"),
                least=Decimal(0),
                most=Decimal(OLDEST),
            ),
            Field(
                name="place",
                label=Message("Place", "Lieu"),
                kind=Kind.WORD,
                also=("location", "kind of place", "type de lieu", "endroit"),
                words=_labels("place", places) | _PLACES,
            ),
            Field(
                name="substance",
                label=Message("Substance", "Substance"),
                also=("drug", "drogue", "drug type", "type de drogue", "product", "produit"),
            ),
            _amount("grams", "Grams", "Grammes", ("weight", "poids", "mass", "masse", "g")),
            _amount("grams_active", "Grams pure", "Grammes purs", ("pure", "active principle")),
            Field(
                name="purity",
                label=Message("Purity", "Pureté"),
                kind=Kind.NUMBER,
                also=("strength", "concentration", "titre"),
                unit="%",
                least=Decimal(0),
                most=_HUNDRED,
            ),
            _count("pills", "Pills", "Comprimés", ("tablets", "cachets")),
            _count("units", "Units", "Unités", ("doses",)),
            Field(
                name="mixed_with",
                label=Message("Mixed with", "Mélangé à"),
                also=("also in the bag", "cut with", "coupé avec"),
                several=SEVERAL,
                kind=Kind.WORD,
                keep_unknown_words=True,
            ),
            Field(name="derivative_of", label=Message("Derivative of", "Dérivé de")),
            Field(
                name="circumstances",
                label=Message("Circumstances", "Circonstances"),
                kind=Kind.WORD,
                several=SEVERAL,
                words=_labels("circumstance", so),
            ),
            *(
                Field(
                    name=f"metres_to_{each}",
                    label=Message(
                        f"Metres to {label('landmark', each).en}",
                        f"Mètres jusqu’à {label('landmark', each).fr}",
                    ),
                    kind=Kind.NUMBER,
                    least=Decimal(0),
                    most=_METRES,
                )
                for each in LANDMARKS
            ),
            Field(
                name="conviction_date",
                label=Message("Conviction date", "Date de condamnation"),
                kind=Kind.DATE,
                first=FIRST_DAY,
            ),
            Field(
                name="sentence_ended",
                label=Message("Sentence ended", "Fin de la peine"),
                kind=Kind.DATE,
                first=FIRST_DAY,
            ),
        ),
    )


on_change.append(schema.cache_clear)


def _amount(name: str, en: str, fr: str, also: tuple[str, ...]) -> Field:
    return Field(
        name=name,
        label=Message(en, fr),
        kind=Kind.NUMBER,
        also=also,
        unit="g",
        least=Decimal(0),
        most=MOST,
    )


def _count(name: str, en: str, fr: str, also: tuple[str, ...]) -> Field:
    return Field(
        name=name, label=Message(en, fr), kind=Kind.NUMBER, also=also, least=Decimal(0), most=MOST
    )


def _jurisdictions() -> dict[str, str]:
    """As people write them: “CA-BC”, “BC”, “British Columbia”, “Colombie-Britannique”. What may be
    two of them (“NL”) becomes UNCLEAR."""
    written: dict[str, set[str]] = {}
    for code in codes():
        name = every_book()[code].name
        also = every_text()[code].jurisdiction.also
        for each in (code, code.rpartition("-")[2], name.en, name.fr, *also):
            written.setdefault(each, set()).add(code)
    return {each: UNCLEAR if len(of) > 1 else min(of) for each, of in written.items()}


def _labels(group: str, names: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in names:
        words: Words = label(group, name)
        for written in (name, name.replace("_", " "), words.en, words.fr):
            found.setdefault(written, name)
    return found
