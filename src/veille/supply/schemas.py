"""What other programmes’ files are read into: their fields, in both languages, and the headings
under which people write them."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from veille.anonymity import has_shape_of_a_name
from veille.ledger import clock
from veille.tabular import Field, Kind, Mark, Marked, Message, Record, Schema
from veille.tabular.writing import unguarded

from .named import NotRead, parts_of

EARLIEST, LATEST = date(1990, 1, 1), date(2100, 1, 1)

_OUTCOMES = {
    "positive": ("true", "positive", "pos", "positif", "+", "yes", "oui", "1"),
    "negative": ("false", "negative", "neg", "négatif", "no", "non", "0"),
    "invalid": (
        "invalid",
        "invalide",
        "inconclusive",
        "non concluant",
        "doubtful",
        "douteux",
        "indeterminate",
        "indéterminé",
    ),
    "not_done": (
        "n/a",
        "not done",
        "not tested",
        "untested",
        "non fait",
        "non effectué",
        "non testé",
        "non analysé",
        "",
    ),
    "conflicting": ("positive;negative", "negative;positive"),
}
#: What people write of a strip → what is kept of it.
OUTCOMES = {written: kept for kept, of in _OUTCOMES.items() for written in of}
ABUNDANCES = {"trace": "trace", "primary": "primary", "primaire": "primary"}
#: What a strip looks for: its name in French, and what else it is called.
STRIPS = {
    "fentanyl": ("fentanyl", ("fentanyl test strip", "fts")),
    "benzodiazepine": (
        "benzodiazépine",
        ("benzo test strip", "benzo strip", "bandelette benzo"),
    ),
    "nitazene": ("nitazène", ()),
    "xylazine": ("xylazine", ()),
    "medetomidine": ("médétomidine", ()),
}


def _field(name: str, en: str, fr: str, *also: str, kind: Kind = Kind.TEXT, **more: Any) -> Field:
    return Field(name=name, label=Message(en, fr), kind=kind, also=also, **more)


def _day(name: str, en: str, fr: str, *also: str, required: bool = False) -> Field:
    return _field(
        name, en, fr, *also, kind=Kind.DATE, required=required, first=EARLIEST, last=LATEST
    )


def _count(name: str, en: str, fr: str, *also: str, required: bool = False) -> Field:
    return _field(name, en, fr, *also, kind=Kind.WHOLE, least=Decimal(0), required=required)


def _share(name: str) -> Field:
    also = ("share_percent", "concentration", "percent", "pourcentage")
    return _field(
        name,
        "share",
        "part",
        *also,
        kind=Kind.NUMBER,
        unit="%",
        least=Decimal(0),
        most=Decimal(100),
    )


def strip_field(target: str) -> str:
    """The field that holds what the strip for a target said."""
    return f"{target}_strip"


def _strip(target: str) -> Field:
    fr, also = STRIPS[target]
    name = strip_field(target)
    also = (*also, f"{target} result", f"résultat {fr}", f"{target} test", f"test {fr}")
    words = {"words": OUTCOMES}
    return _field(name, f"{target} strip", f"bandelette {fr}", *also, name, kind=Kind.WORD, **words)


_LABEL = _field(
    "label", "sample", "échantillon", "sample id", "sampleid", "id", "no échantillon", "label"
)
_SOLD_AS = _field(
    "expected",
    "sold as",
    "vendu comme",
    "expected substance",
    "expectedsubstance",
    "expected",
    "substance attendue",
)


def _has_a_label(row: Record) -> Message | None:
    """Where the file has labels, a row is known by its own."""
    if "label" not in row or isinstance(row["label"], str):
        return None
    return Message(
        "This sample has no label, and others do: a later file could not find it again.",
        "Cet échantillon n’a pas d’étiquette, et d’autres en ont une : un fichier ultérieur ne "
        "pourrait pas le retrouver.",
    )


_HANDLE = re.compile(r"[FMXTA][ -]?[A-Z]{4}[ -]?(?:19|20)\d{2}")


def _label_names_nobody(row: Record) -> Message | None:
    """A sample is called by a number: a name or a handle would lead to who brought it."""
    label = row.get("label")
    if not isinstance(label, str):
        return None
    if not (" " in label and has_shape_of_a_name(label)) and not _HANDLE.fullmatch(label):
        return None
    shown = label[:40]
    return Message(
        f"“{shown}” looks like what somebody is called: a sample is known by a number. Give it one "
        "in the file.",
        f"« {shown} » ressemble au nom de quelqu’un : un échantillon est connu par un numéro. "
        "Donnez-lui-en un dans le fichier.",
    )


def _day_has_come(row: Record) -> Message | None:
    """A mark that somebody withheld the day is none, and no sample is of tomorrow."""
    day = row.get("collected", row.get("month"))
    if isinstance(day, Marked) and day.mark is not Mark.MISSING:
        return Message(
            f"“{day.written}” is no day. Write it, or leave the row out.",
            f"« {day.written} » n’est pas un jour. Écrivez-le, ou laissez la ligne de côté.",
        )
    if isinstance(day, date) and day > clock.now().astimezone().date():
        return Message(
            f"{day.isoformat()} has not come yet. Check the date.",
            f"Le {day.isoformat()} n’est pas encore venu. Vérifiez la date.",
        )
    return None


def _ftir_is_read(row: Record) -> Message | None:
    """Each part of its cell is a substance, with a share where there is one."""
    cell = row.get("ftir")
    try:
        parts_of(unguarded(cell) if isinstance(cell, str) else "")
    except NotRead as unread:
        return unread.message
    return None


SAMPLES = Schema(
    name="supply.samples",
    label=Message("samples", "échantillons"),
    fields=(
        _LABEL,
        _day(
            "collected",
            "date collected",
            "date du prélèvement",
            "date",
            "date_collect",
            "collected on",
            required=True,
        ),
        _field("site", "site", "site", "programme", "program", "service"),
        _field("place", "city", "ville", "city/town", "town", "location"),
        _SOLD_AS,
        *map(_strip, STRIPS),
        _field(
            "ftir",
            "FTIR components",
            "composants FTIR",
            "ftir spectrometer",
            "ftir",
            "irtf",
            "infrared",
            "infrarouge",
            "spectre infrarouge",
            "composants irtf",
            longest=2_000,
        ),
        _field("methods", "tested by", "analysé par", "methods", "méthodes"),
    ),
    key=("label",),
    checks=(_has_a_label, _label_names_nobody, _day_has_come, _ftir_is_read),
)

#: A second file beside the samples: one row a substance that was found (UNC’s shape).
DETAIL = Schema(
    name="supply.laboratory",
    label=Message("laboratory results", "résultats de laboratoire"),
    fields=(
        _field("label", "sample", "échantillon", "sampleid", required=True),
        _field("substance", "substance", "substance", required=True),
        _field("abundance", "abundance", "abondance", kind=Kind.WORD, words=ABUNDANCES),
        _share("share"),
        _field("method", "method", "méthode"),
        _day("finished", "date complete", "date d’analyse", "date_complete"),
    ),
)


def _more_than_tested(row: Record) -> Message | None:
    tested = row.get("tested")
    if not isinstance(tested, Decimal):
        return None
    for name in COUNTED:
        value = row.get(name)
        if isinstance(value, Decimal) and value > tested:
            return Message(
                f"{name}: {value} positive of {tested} tested.",
                f"{name} : {value} positifs sur {tested} analysés.",
            )
    return None


#: What New York counts: samples sold as opioids, and how many held each.
COUNTED = ("fentanyl", "xylazine", "medetomidine")
MONTHS = Schema(
    name="supply.months",
    label=Message("monthly counts", "décomptes mensuels"),
    fields=(
        _field("month", "month", "mois", "yr_mo", kind=Kind.MONTH, required=True),
        _count("fentanyl", "fentanyl", "fentanyl", "total_lab_fent_pos"),
        _count("xylazine", "xylazine", "xylazine", "total_lab_xyl_pos"),
        _count("medetomidine", "medetomidine", "médétomidine", "total_lab_med_pos"),
        _count("tested", "tested", "analysés", "total_lab", required=True),
    ),
    key=("month",),
    checks=(_more_than_tested, _day_has_come),
)

_METHODS = {
    "gc_ms": ("gc_ms", "gc-ms", "gcms", "gc/ms", "cg-sm"),
    "lc_ms": ("lc_ms", "lc-ms", "lcms", "lc/ms", "lc-ms/ms", "cl-sm"),
    "qnmr": ("qnmr", "nmr", "rmn", "rmn quantitative"),
    "paper_spray": ("paper_spray", "paper spray", "ps-ms", "psms"),
}
_READINGS = {written: kept for written, kept in OUTCOMES.items() if kept != "conflicting"}
#: Answers by label: one row a finding of a laboratory, or a strip.
RESULTS = Schema(
    name="supply.results",
    label=Message("answers of a laboratory", "réponses d’un laboratoire"),
    fields=(
        _field(
            "label", "sample", "échantillon", "label", "étiquette", "sampleid", "id", required=True
        ),
        _field("laboratory", "laboratory", "laboratoire", "lab", "labo"),
        _field(
            "method",
            "method",
            "méthode",
            kind=Kind.WORD,
            words={written: kept for kept, of in _METHODS.items() for written in of},
        ),
        _field("substance", "substance", "substance", "found", "trouvé"),
        _field("abundance", "abundance", "abondance", kind=Kind.WORD, words=ABUNDANCES),
        _share("share"),
        _day("day", "date", "date", "date_complete", "date complete", "date d’analyse"),
        _field(
            "strip",
            "strip",
            "bandelette",
            kind=Kind.WORD,
            words={name: key for key, (fr, _also) in STRIPS.items() for name in (key, fr)},
        ),
        _field("reading", "reading", "lecture", "result", kind=Kind.WORD, words=_READINGS),
        _field("lot", "lot", "lot", "lot number", "numéro de lot"),
        _field(
            "dilution",
            "mg in 1 mL",
            "mg dans 1 mL",
            "dilution",
            "mg/ml",
            kind=Kind.NUMBER,
            least=Decimal(0),
        ),
    ),
)

_KINDS = {
    "street": ("street", "rue", "home", "domicile"),
    "mail": ("mail", "post", "poste", "courrier", "colis", "parcel"),
    "border": ("border", "frontière", "customs", "douane", "douanes", "airport", "aéroport"),
    "laboratory": ("laboratory", "laboratoire", "lab", "labo"),
    "other": ("other", "autre"),
}
#: Seizures: one row a substance; rows of one reference are one seizure.
SEIZURES = Schema(
    name="supply.seizures",
    label=Message("seizures", "saisies"),
    fields=(
        _day("day", "date", "date", "day", "seized on", "date de la saisie", required=True),
        _field("place", "place", "lieu", "town", "city", "ville", "district", required=True),
        _field(
            "what",
            "kind",
            "type",
            "genre",
            "how",
            kind=Kind.WORD,
            words={written: kept for kept, of in _KINDS.items() for written in of},
        ),
        _field("substance", "substance", "substance", "drug", "drogue", required=True),
        _field(
            "grams",
            "mass",
            "masse",
            "mass in grams",
            "masse en grammes",
            "grams",
            "grammes",
            "weight",
            "poids",
            "amount",
            "quantité",
            kind=Kind.NUMBER,
            unit="g",
            least=Decimal(0),
        ),
        _count("units", "units", "unités", "tablets", "comprimés", "number", "nombre"),
        _field("reference", "reference", "référence", "number of the case", "no"),
    ),
)

SCHEMAS = {each.name: each for each in (SAMPLES, DETAIL, MONTHS, RESULTS, SEIZURES)}
#: What a file of samples holds: a row a sample, or counts by month.
OF_SAMPLES = (SAMPLES, MONTHS)
