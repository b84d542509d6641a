"""Other programmes’ files into samples, each by a profile: how its columns are read.

table, profile = open_with(Path("samples.csv"), "bc-2018")
for batch in samples(table, profile): …           # (row, key, Sample) of thousands of rows
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from importlib import resources
from pathlib import Path

from veille import tabular
from veille.tabular import Field, Kind, Message, Page, Profile, Record, Schema, Table

from .naming import key_of, keys_of
from .records import Component, Method, Outcome, Reading, Sample

_OUTCOMES = {
    "true": "positive",
    "positive": "positive",
    "pos": "positive",
    "positif": "positive",
    "+": "positive",
    "yes": "positive",
    "oui": "positive",
    "1": "positive",
    "false": "negative",
    "negative": "negative",
    "neg": "negative",
    "négatif": "negative",
    "no": "negative",
    "non": "negative",
    "0": "negative",
    "invalid": "invalid",
    "invalide": "invalid",
    "n/a": "not_done",
    "not done": "not_done",
    "non fait": "not_done",
    "non effectué": "not_done",
    "": "not_done",
    "positive;negative": "conflicting",
    "negative;positive": "conflicting",
}
#: Strips, by the field that holds their reading.
STRIPS = {
    "fentanyl_strip": "fentanyl",
    "benzodiazepine_strip": "benzodiazepine",
    "nitazene_strip": "nitazene",
    "xylazine_strip": "xylazine",
    "medetomidine_strip": "medetomidine",
}
_STRIP_NAMES = {
    "fentanyl_strip": ("fentanyl strip", "bandelette fentanyl"),
    "benzodiazepine_strip": ("benzodiazepine strip", "bandelette benzodiazépine"),
    "nitazene_strip": ("nitazene strip", "bandelette nitazène"),
    "xylazine_strip": ("xylazine strip", "bandelette xylazine"),
    "medetomidine_strip": ("medetomidine strip", "bandelette médétomidine"),
}
_ALSO = {
    "fentanyl_strip": ("fentanyl test strip", "fts"),
    "benzodiazepine_strip": ("benzo test strip", "benzo strip", "bandelette benzo"),
}
EARLIEST, LATEST = date(1990, 1, 1), date(2100, 1, 1)


def _strip(name: str) -> Field:
    en, fr = _STRIP_NAMES[name]
    return Field(
        name=name, label=Message(en, fr), kind=Kind.WORD, words=_OUTCOMES, also=_ALSO.get(name, ())
    )


SAMPLES = Schema(
    name="supply.samples",
    label=Message("samples", "échantillons"),
    fields=(
        Field(
            name="label",
            label=Message("sample", "échantillon"),
            also=("sample id", "sampleid", "id", "no échantillon", "label"),
        ),
        Field(
            name="collected",
            label=Message("date collected", "date du prélèvement"),
            kind=Kind.DATE,
            also=("date", "date_collect", "collected on"),
            required=True,
            first=EARLIEST,
            last=LATEST,
        ),
        Field(name="site", label=Message("site", "site"), also=("programme", "program", "service")),
        Field(name="place", label=Message("city", "ville"), also=("city/town", "town", "location")),
        Field(
            name="expected",
            label=Message("sold as", "vendu comme"),
            also=("expected substance", "expectedsubstance", "expected", "substance attendue"),
        ),
        *map(_strip, STRIPS),
        Field(
            name="ftir",
            label=Message("FTIR components", "composants FTIR"),
            also=("ftir spectrometer", "ftir", "irtf"),
            longest=2_000,
        ),
    ),
)

#: UNC’s second file: one row a substance that the laboratory found.
DETAIL = Schema(
    name="supply.laboratory",
    label=Message("laboratory results", "résultats de laboratoire"),
    fields=(
        Field(
            name="label", label=Message("sample", "échantillon"), also=("sampleid",), required=True
        ),
        Field(name="substance", label=Message("substance", "substance"), required=True),
        Field(
            name="abundance",
            label=Message("abundance", "abondance"),
            kind=Kind.WORD,
            words={"trace": "trace", "primary": "primary", "primaire": "primary"},
        ),
        Field(name="method", label=Message("method", "méthode")),
        Field(
            name="finished",
            label=Message("date complete", "date d’analyse"),
            kind=Kind.DATE,
            also=("date_complete",),
            first=EARLIEST,
            last=LATEST,
        ),
    ),
)

_COUNT = Decimal(0)
#: New York’s monthly counts: samples sold as opioids, and how many held each.
MONTHS = Schema(
    name="supply.months",
    label=Message("monthly counts", "décomptes mensuels"),
    fields=(
        Field(
            name="month",
            label=Message("month", "mois"),
            kind=Kind.MONTH,
            also=("yr_mo",),
            required=True,
        ),
        Field(
            name="fentanyl",
            label=Message("fentanyl", "fentanyl"),
            kind=Kind.WHOLE,
            least=_COUNT,
            also=("total_lab_fent_pos",),
        ),
        Field(
            name="xylazine",
            label=Message("xylazine", "xylazine"),
            kind=Kind.WHOLE,
            least=_COUNT,
            also=("total_lab_xyl_pos",),
        ),
        Field(
            name="medetomidine",
            label=Message("medetomidine", "médétomidine"),
            kind=Kind.WHOLE,
            least=_COUNT,
            also=("total_lab_med_pos",),
        ),
        Field(
            name="tested",
            label=Message("tested", "analysés"),
            kind=Kind.WHOLE,
            least=_COUNT,
            also=("total_lab",),
            required=True,
        ),
    ),
    checks=(lambda row: _more_than_tested(row),),
)

SCHEMAS = {each.name: each for each in (SAMPLES, DETAIL, MONTHS)}
PROFILES = ("bc-2018", "unc", "unc-detail", "nyc")


def profile_named(name: str) -> Profile:
    """One of PROFILES, or a TOML file by its path. Raises tabular.Unreadable."""
    if name in PROFILES:
        text = resources.files("veille.supply").joinpath(f"profiles/{name}.toml").read_text("utf-8")
    elif Path(name).is_file():
        text = Path(name).read_text("utf-8")
    else:
        known = ", ".join(PROFILES)
        raise tabular.Unreadable(
            Message(
                f"There is no profile “{name}”. There are {known}, or give a TOML file.",
                f"Il n’y a pas de profil « {name} ». Il y a {known}, ou donnez un fichier TOML.",
            )
        )
    schema = next((s for s in SCHEMAS.values() if f'schema = "{s.name}"' in text), SAMPLES)
    return tabular.read_profile(text, schema)


def open_with(path: Path, profile: str = "") -> tuple[Table, Profile]:
    """The table of a file, and how it is read: by a profile, or as its headings propose."""
    found = profile_named(profile) if profile else None
    schema = SCHEMAS[found.schema] if found else SAMPLES
    table = tabular.open_table(
        path, sheet=found.sheet if found else "", known_headings=tabular.headings_of(schema)
    )
    if found is None:
        found = tabular.from_proposals(
            tabular.propose(table, schema),
            schema,
            name=path.stem,
            language=tabular.language_of(table, schema),
        )
    return table, found


def samples(table: Table, profile: Profile) -> Iterator[list[tuple[int, str, Sample]]]:
    """(row, key, sample) of every row that can be read, page by page. A key is the same whenever
    the same row comes again: what has it is here already."""
    for page in tabular.pages(table, SAMPLES, profile):
        yield list(_of_page(page))


def _of_page(page: Page) -> Iterator[tuple[int, str, Sample]]:
    for row, key, record in page.records():
        yield row, key, sample_of(record, label=_text(record, "label") or key[:12])


def sample_of(record: Record, label: str) -> Sample:
    readings = tuple(
        Reading(target=target, outcome=Outcome(str(record[field])))
        for field, target in STRIPS.items()
        if isinstance(record.get(field), str) and record[field] != Outcome.NOT_DONE
    )
    components = tuple(
        Component(substance=key_of(name), method=Method.FTIR)
        for name in ftir_names(_text(record, "ftir"))
    )
    methods = {Method.STRIP} if readings else set()
    if _text(record, "ftir"):
        methods.add(Method.FTIR)
    collected = record.get("collected")
    return Sample(
        label=label,
        collected=collected if isinstance(collected, date) else None,
        place=_text(record, "place"),
        site=_text(record, "site"),
        expected=keys_of(_text(record, "expected")),
        readings=readings,
        components=components,
        methods=frozenset(methods),
    )


#: What an FTIR list holds that is no substance.
_NO_SUBSTANCE = {
    "",
    "no library match",
    "uncertain match",
    "uncertain oil",
    "uncertain salt",
    "uncertain carbohydrate",
    "sugar uncertain",
}


def ftir_names(text: str) -> list[str]:
    """“['Caffeine', 'Fentanyl HCl']” → the names, without what the instrument could not name."""
    names = [part.strip(" '\"[]") for part in text.replace(";", ",").split(",")]
    return [name for name in names if name.lower() not in _NO_SUBSTANCE]


def with_laboratory(found: Sample, detail: Mapping[str, list[tuple[str, bool]]]) -> Sample:
    """A sample with what UNC’s second file says of it: (substance, whether a trace)."""
    rows = detail.get(found.label)
    if rows is None:
        return found
    components = tuple(
        Component(substance=key_of(name), method=Method.LABORATORY, trace=trace)
        for name, trace in rows
    )
    return replace(
        found,
        components=(*found.components, *components),
        methods=found.methods | {Method.LABORATORY},
    )


def laboratory(table: Table, profile: Profile) -> dict[str, list[tuple[str, bool]]]:
    """UNC’s second file by sample. An empty abundance means primary."""
    found: dict[str, list[tuple[str, bool]]] = {}
    for page in tabular.pages(table, DETAIL, profile):
        for _row, _key, record in page.records():
            of = found.setdefault(_text(record, "label"), [])
            of.append((_text(record, "substance"), record.get("abundance") == "trace"))
    return found


def _text(record: Record, name: str) -> str:
    value = record.get(name)
    return value if isinstance(value, str) else ""


def _more_than_tested(row: Record) -> Message | None:
    tested = row.get("tested")
    if not isinstance(tested, Decimal):
        return None
    for name in ("fentanyl", "xylazine", "medetomidine"):
        value = row.get(name)
        if isinstance(value, Decimal) and value > tested:
            return Message(
                f"{name}: {value} positive of {tested} tested.",
                f"{name} : {value} positifs sur {tested} analysés.",
            )
    return None
