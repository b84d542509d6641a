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
from veille.tabular import Message, Page, Profile, Record, Schema, Table
from veille.tabular.writing import unguarded

from .named import parts_of
from .naming import key_of, keys_of
from .records import Component, Method, Outcome, Reading, Sample
from .schemas import DETAIL, SAMPLES, SCHEMAS, STRIPS, strip_field

PROFILES = ("bc-2018", "unc", "unc-detail", "nyc", "veille", "veille-detail")
#: What joins the name of a profile of samples to that of its second file.
DETAIL_SUFFIX = "-detail"
_STRIP_FIELDS = {strip_field(target): target for target in STRIPS}

#: What the second file says of samples, by their labels.
Detail = Mapping[str, tuple[Component, ...]]


def profile_named(name: str, *schemas: Schema) -> Profile:
    """One of PROFILES, or a TOML file by its path, as `profile_of` reads it. Raises
    tabular.Unreadable."""
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
    return profile_of(text, *schemas)


def profile_of(text: str, *schemas: Schema) -> Profile:
    """A profile written as TOML, for one of these, or of all that supply reads. Raises
    tabular.Unreadable."""
    return tabular.read_profile(text, *(schemas or SCHEMAS.values()))


def open_with(path: Path, profile: Profile | str = "", *schemas: Schema) -> tuple[Table, Profile]:
    """The table of a file, and how it is read: by a profile for one of `schemas` (any, where none
    is given), or as its headings propose for the first (samples). Raises tabular.Unreadable."""
    if isinstance(profile, str):
        found = profile_named(profile, *schemas) if profile else None
    else:
        found = profile
    schema = SCHEMAS[found.schema] if found else (*schemas, SAMPLES)[0]
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


def unread_headings(table: Table, profile: Profile) -> list[str]:
    """The columns of a file that no field is read from: whoever sends it is told so."""
    read = {column.heading for column in profile.columns if column.field}
    return [heading for heading in table.headings if heading and heading not in read]


def samples(
    table: Table, profile: Profile, detail: Detail | None = None
) -> Iterator[list[tuple[int, str, Sample]]]:
    """(row, key, sample) of every row that can be read, page by page. A key is the same whenever
    the same row comes again: what has it is here already."""
    for page in tabular.pages(table, SAMPLES, profile):
        yield of_page(page, detail)


def of_page(page: Page, detail: Detail | None = None) -> list[tuple[int, str, Sample]]:
    """The samples of some rows, each with what the second file says of it."""
    found = []
    for row, key, record in page.records():
        label = _text(record, "label")
        sample = sample_of(record, label=label or key[:12])
        found.append((row, key, with_laboratory(sample, detail or {})))
    return found


def sample_of(record: Record, label: str) -> Sample:
    readings = tuple(
        Reading(target=target, outcome=Outcome(str(record[field])))
        for field, target in _STRIP_FIELDS.items()
        if isinstance(record.get(field), str) and record[field] != Outcome.NOT_DONE
    )
    ftir, expected = _text(record, "ftir"), _text(record, "expected")
    components = tuple(
        Component(
            substance=key_of(part.name),
            method=Method.FTIR,
            written=part.name,
            share=None if part.share_percent is None else part.share_percent / 100,
        )
        for part in parts_of(ftir)
    )
    said = _text(record, "methods").casefold()
    methods = {method for method in Method if method in said}
    if readings:
        methods.add(Method.STRIP)
    if ftir:
        methods.add(Method.FTIR)
    collected = record.get("collected")
    return Sample(
        label=label,
        collected=collected if isinstance(collected, date) else None,
        place=_text(record, "place"),
        site=_text(record, "site"),
        expected=keys_of(expected),
        sold_as_written=expected,
        readings=readings,
        components=components,
        methods=frozenset(methods),
    )


def with_laboratory(found: Sample, detail: Detail) -> Sample:
    """A sample with what the second file says of it."""
    components = detail.get(found.label)
    if components is None:
        return found
    return replace(
        found,
        components=(*found.components, *components),
        methods=found.methods | {each.method for each in components},
    )


def laboratory(table: Table, profile: Profile) -> dict[str, tuple[Component, ...]]:
    """The second file by sample. An empty abundance means primary; a method that is FTIR is the
    bench’s own, any other the laboratory’s."""
    found: dict[str, list[Component]] = {}
    for page in tabular.pages(table, DETAIL, profile):
        for _row, _key, record in page.records():
            found.setdefault(_text(record, "label"), []).append(_component(record))
    return {label: tuple(of) for label, of in found.items()}


def _component(record: Record) -> Component:
    name, how, share = _text(record, "substance"), _text(record, "method"), record.get("share")
    return Component(
        substance=key_of(name),
        method=Method.FTIR if how.casefold() == Method.FTIR else Method.LABORATORY,
        share=float(share / 100) if isinstance(share, Decimal) else None,
        trace=record.get("abundance") == "trace",
        written=name,
        how="" if how.casefold() in set(Method) else how,
    )


def _text(record: Record, name: str) -> str:
    value = record.get(name)
    return unguarded(value) if isinstance(value, str) else ""
