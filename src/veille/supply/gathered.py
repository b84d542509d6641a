"""Samples as plain records (records.Sample), for whatever counts them: this network’s, by site,
and other programmes’, by source."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from . import reads
from .imports.tables import ImportedMonthRow, ImportedSampleRow, ImportedTestRow
from .naming import key_of, keys_of
from .records import Component, Method, Outcome, Reading, Sample
from .tables import FoundRow, SampleRow
from .words import Abundance

_OUTCOMES = {outcome.value: outcome for outcome in Outcome}
_METHODS = {method.value: method for method in Method}


def of_network(
    zone: ZoneInfo,
    *,
    site: str = "",
    begins: datetime | None = None,
    ends: datetime | None = None,
    named_by: Literal["label", "id"] = "label",
) -> list[Sample]:
    """Every sample taken in from `begins` on and before `ends`, at a site or at all; their days
    are those of `zone`. A strip in doubt (`reads.strips`) says nothing.

    Named by their identity, samples lead to no result: a label opens one.
    """

    def chosen(column: str) -> dict[str, object]:
        said = {f"{column}__gte": begins, f"{column}__lt": ends, "site": site or None}
        return {name: value for name, value in said.items() if value is not None}

    readings: dict[str, list[Reading]] = defaultdict(list)
    strips = reads.strips().filter(**chosen("sampled_at"))
    for id, strip, reading in strips.values_list("sample", "strip", "reading"):
        if (outcome := _OUTCOMES.get(reading)) and outcome is not Outcome.NOT_DONE:
            readings[id].append(Reading(target=strip, outcome=outcome))
    components: dict[str, list[Component]] = defaultdict(list)
    found = FoundRow.objects.filter(**chosen("sampled_at"))
    for id, method, name, share, abundance in found.values_list(
        "sample", "method", "substance", "share_percent", "abundance"
    ):
        components[id].append(_component(name, method, share, abundance))
    rows = SampleRow.objects.filter(**chosen("at")).order_by("at", "id")
    return [
        Sample(
            label=label if named_by == "label" else id,
            collected=at.astimezone(zone).date(),
            place=slug,
            site=slug,
            expected=keys_of(expected),
            sold_as_written=expected,
            readings=tuple(readings[id]),
            components=tuple(components[id]),
            methods=_methods(instruments.split(), readings[id]),
        )
        for id, label, at, slug, expected, instruments in rows.values_list(
            "id", "label", "at", "site", "expected", "instruments"
        )
    ]


def _component(
    name: str, method: str, share_percent: float | None, abundance: str, how: str = ""
) -> Component:
    return Component(
        substance=key_of(name),
        method=Method.FTIR if method == Method.FTIR else Method.LABORATORY,
        share=None if share_percent is None else share_percent / 100,
        trace=abundance == Abundance.TRACE,
        written=name,
        how=how or ("" if method in _METHODS else method),
    )


def _methods(instruments: Iterable[str], readings: Iterable[Reading]) -> frozenset[Method]:
    looked = {_METHODS[each] for each in instruments if each in _METHODS}
    return frozenset(looked | ({Method.STRIP} if any(readings) else set()))


def of_source(source: str) -> list[Sample]:
    """Another programme’s samples, in the order of their days; those without a day are last."""
    rows = ImportedSampleRow.objects.filter(source=source)
    readings: dict[str, list[Reading]] = defaultdict(list)
    components: dict[str, list[Component]] = defaultdict(list)
    tests = ImportedTestRow.objects.filter(sample__in=rows.values("id"))
    for id, instrument, substance, said, abundance, share, how in tests.values_list(
        "sample", "instrument", "substance", "seen", "abundance", "share_percent", "how"
    ):
        if instrument == Method.STRIP:
            readings[id].append(Reading(target=substance, outcome=_OUTCOMES[said]))
        else:
            components[id].append(_component(substance, instrument, share, abundance, how))
    return [
        Sample(
            label=label,
            collected=None if undated else at.date(),
            place=town,
            site=programme,
            expected=keys_of(expected),
            sold_as_written=expected,
            readings=tuple(readings[id]),
            components=tuple(components[id]),
            methods=_methods(instruments.split(), readings[id]),
        )
        for id, label, at, undated, town, programme, expected, instruments in rows.order_by(
            "undated", "at", "id"
        ).values_list(
            "id", "label", "at", "undated", "town", "programme", "expected", "instruments"
        )
    ]


def sources() -> list[str]:
    """The sources of imported samples, by their names."""
    rows = ImportedSampleRow.objects.order_by("source").values_list("source", flat=True)
    return list(rows.distinct())


def months() -> list[tuple[str, str, str, int, int]]:
    """(source, month, substance, positive, tested) of imported months, in their order."""
    rows = ImportedMonthRow.objects.order_by("source", "substance", "month")
    return list(rows.values_list("source", "month", "substance", "positive", "tested"))
