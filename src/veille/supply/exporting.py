"""Samples for other programmes: UNC’s two files, or one Parquet table.

`samples.csv` has a row a sample, `detail.csv` a row a substance that an instrument named; they are
joined by `sampleid`. `lab_X` is 1 where the laboratory found X as a main part, `lab_X_any` where it
found it at all; both are empty where no laboratory looked: not done is not negative. What UNC has
no column for (strips, what FTIR named, shares) follows after its own columns.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from veille.substances import substances
from veille.tabular.writing import as_csv

from .naming import key_of
from .records import Component, Method, Sample
from .schemas import STRIPS, strip_field

SAMPLES_FILE, DETAIL_FILE, PARQUET_FILE = "samples.csv", "detail.csv", "samples.parquet"
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_HEAD = ("sampleid", "date_collect", "program", "location", "expectedsubstance")
DETAIL_HEADINGS = (
    "sampleid",
    "substance",
    "pubchemcid",
    "cas",
    "unii",
    "abundance",
    "share_percent",
    "method",
)
_PERCENT = 100


def two_files(samples: Sequence[Sample]) -> tuple[str, str]:
    """(samples.csv, detail.csv), in UTF-8 once encoded; no cell begins a formula."""
    found = _found_by_laboratories(samples)
    strips = [strip_field(target) for target in STRIPS]
    headings = [*_HEAD, *strips, "methods"]
    headings += [name for key in found for name in (f"lab_{key}", f"lab_{key}_any")]
    return (
        as_csv(headings, (_row(each, found) for each in samples)),
        as_csv(DETAIL_HEADINGS, (row for each in samples for row in _details(each))),
    )


def _found_by_laboratories(samples: Iterable[Sample]) -> list[str]:
    keys = {
        each.substance
        for sample in samples
        for each in sample.components
        if each.method is Method.LABORATORY
    }
    return sorted(keys)


def _row(sample: Sample, found: Sequence[str]) -> list[object]:
    strips = [_strip(sample, target) for target in STRIPS]
    methods = "; ".join(method.value for method in Method if method in sample.methods)
    head = [
        sample.label,
        _written(sample.collected),
        sample.site,
        sample.place,
        sample.sold_as_written or "; ".join(sample.expected),
    ]
    return [*head, *strips, methods, *_laboratory(sample, found)]


def _strip(sample: Sample, target: str) -> str:
    outcome = sample.read_by_strip(target).value
    return {"conflicting": "positive;negative"}.get(outcome, outcome.replace("_", " "))


def _laboratory(sample: Sample, found: Sequence[str]) -> list[object]:
    if Method.LABORATORY not in sample.methods:
        return [None] * (2 * len(found))
    named = [each for each in sample.components if each.method is Method.LABORATORY]
    primary = {each.substance for each in named if not each.trace}
    any_ = {each.substance for each in named}
    return [int(key in of) for key in found for of in (primary, any_)]


def _details(sample: Sample) -> Iterator[list[object]]:
    for each in sample.components:
        known = substances().get(each.substance)
        yield [
            sample.label,
            each.written or each.substance,
            (known.pubchem or None) if known else None,
            known.cas if known else None,
            known.unii if known else None,
            "trace" if each.trace else None,
            None if each.share is None else round(_PERCENT * each.share, 6),
            Method.FTIR.value if each.method is Method.FTIR else each.how or each.method.value,
        ]


def _written(day: date | None) -> str:
    """As UNC writes it: 28Sep2021."""
    return f"{day.day:02d}{_MONTHS[day.month - 1]}{day.year}" if day else ""


def write_parquet(samples: Sequence[Sample], path: Path) -> None:
    """One row a strip that was read, or a substance that was named; a sample of which nothing was
    read has one row all the same. Needs Polars (extra [watch] or [foresight])."""
    import polars as pl

    kinds = {"str": pl.String, "date": pl.Date, "bool": pl.Boolean, "float": pl.Float64}
    rows = [row for each in samples for row in _long(each)]
    schema = {name: kinds[kind] for name, kind in _PARQUET.items()}
    pl.DataFrame(rows, schema=schema, orient="row").write_parquet(path)


_PARQUET = {
    "sample": "str",
    "collected": "date",
    "programme": "str",
    "place": "str",
    "sold_as": "str",
    "method": "str",
    "how": "str",
    "substance": "str",
    "name": "str",
    "outcome": "str",
    "trace": "bool",
    "share": "float",
}


def _long(sample: Sample) -> Iterator[tuple[object, ...]]:
    head = (
        sample.label,
        sample.collected,
        sample.site,
        sample.place,
        sample.sold_as_written or "; ".join(sample.expected),
    )
    lines = 0
    for reading in sample.readings:
        lines += 1
        outcome = reading.outcome.value
        yield (*head, "strip", "", reading.target, reading.target, outcome, False, None)
    for each in sample.components:
        lines += 1
        yield (*head, *_component(each))
    if not lines:
        yield (*head, *[None] * (len(_PARQUET) - len(head)))


def _component(each: Component) -> tuple[object, ...]:
    name = each.written or each.substance
    how = each.how
    return each.method.value, how, key_of(name), name, "positive", each.trace, each.share
