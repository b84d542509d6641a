"""What the lab writes of a study as far as it has run: numbers, sentences and pictures, in both
languages, as plain values that a page can draw without NumPy."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from veille.reports import phrases
from veille.reports.tables import Cell, Table

from ..report import notation
from ..report.figures import Figure, Figures
from ..report.page import LEAST_DRAWS, ONE_DAY, cell, worth
from ..report.phrases import Phrases
from ..study.estimates import Estimate
from ..study.measures import DEATHS, EXPECTED_DEATHS, HEADLINES, MEASURES
from ..study.results import Results
from ..study.study import BASELINE
from .levers import LabPlace, places, read

LANGUAGES = ("fr", "en")


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    said: Mapping[str, Mapping[str, str]] = read(Path(__file__).with_name("words.toml"))
    return said


def answer(results: Results, of: int, *, pictures: bool) -> dict[str, Any]:
    """Of the draws that are done, of so many. Without `pictures` it is there at once."""
    return {
        "draws": results.draws,
        "of": of,
        "rows": results.table.to_dicts(),
        **{each: _in_language(results, of, each, pictures=pictures) for each in LANGUAGES},
    }


def _in_language(results: Results, of: int, language: str, *, pictures: bool) -> dict[str, Any]:
    say = phrases.Phrases(language, _words())
    compared_keys = [each.key for each in results.study.shown[1:]]
    return {
        "found": {key: _found(results, key, say) for key in compared_keys},
        "baseline": _baseline(results, say),
        "run": _run(results, of, say),
        "rough": say("rough") if results.draws < LEAST_DRAWS else "",
        "names": [Phrases(language).of(each.name) for each in results.study.shown[1:]],
        "table": _table(_beside(results, Phrases(language), say("counted_head"))),
        "figures": _figures(results, Phrases(language)) if pictures else [],
        "of": {
            key: _of(results, key, Phrases(language)) if pictures else [] for key in compared_keys
        },
    }


def _beside(results: Results, say: Phrases, first: str) -> Table:
    """A row for each outcome, a column for each scenario by its letter: narrow enough for a page
    beside levers, where the report has a row for each scenario. `first` heads the outcomes."""
    keys = [each.key for each in results.study.shown[1:]]
    rows: list[list[str | Cell]] = []
    for name in HEADLINES:
        baseline = cell(results.found(BASELINE, name), name, say, signed=False)
        others = [cell(results.more(key, name), name, say, signed=True) for key in keys]
        rows.append([say.of(MEASURES[name].name), baseline, *others])
    rows.append([say("per_qaly"), "", *(worth(results, key, say) for key in keys)])
    head = [first, say.of(results.study.shown[0].name), *(key.upper() for key in keys)]
    return Table(head, rows, named=say("table"))


def _found(results: Results, scenario: str, say: phrases.Phrases) -> dict[str, str]:
    """The finding, as a title, and what it stands beside."""
    fewer = results.more(scenario, EXPECTED_DEATHS).negative
    count = notation.number(abs(fewer.mean), say.language)
    letter, years = scenario.upper(), _years(results, say)
    if not fewer.is_told_from_zero:
        title = say("nearly_told" if fewer.nearly_told else "not_told", letter=letter)
        signed = notation.number(-fewer.mean, say.language, signed=True)
        first = [say("not_told_mean", count=signed)]
    else:
        key = "fewer" if fewer.mean > 0 else "more"
        title, first = say(key, letter=letter, count=count, years=years), []
    if results.draws < LEAST_DRAWS:
        signed = notation.number(-fewer.mean, say.language, signed=True)
        title, first = say("first_look", letter=letter, count=signed, years=years), []
    deaths = notation.number(results.found(BASELINE, EXPECTED_DEATHS).mean, say.language)
    said = [
        *first,
        _interval(results, fewer.negative, say),
        _both_ways(results, scenario, say),
        say("of_baseline", deaths=deaths),
    ]
    return {"title": title, "beside": " ".join(each for each in said if each)}


def _interval(results: Results, of: Estimate, say: phrases.Phrases) -> str:
    if of.low is None:
        return ""
    interval = notation.interval(of, say.language, signed=True)
    key = "range" if results.draws < LEAST_DRAWS else "interval"
    return say(key, interval=interval, draws=results.draws)


def _both_ways(results: Results, scenario: str, say: phrases.Phrases) -> str:
    """The difference as expected and as counted, each with what chance leaves open."""
    expected, counted = (results.more(scenario, name) for name in (EXPECTED_DEATHS, DEATHS))
    if expected.error is None or counted.error is None:
        return ""
    written = {
        name: notation.number(value, say.language, signed=name == "counted")
        for name, value in (
            ("error", expected.error),
            ("counted", counted.mean),
            ("counted_error", counted.error),
        )
    }
    return say("both_ways", **written)


def _years(results: Results, say: phrases.Phrases) -> str:
    years = results.study.years
    return say("year") if years == 1 else say("years", years=years)


def _baseline(results: Results, say: phrases.Phrases) -> str:
    """What the model has where nothing changes, beside what was counted."""
    whole, years, language = (
        results.found(BASELINE, EXPECTED_DEATHS),
        results.study.years,
        say.language,
    )
    yearly = Estimate(*(None if each is None else each / years for each in whole))  # type: ignore[arg-type]
    deaths = notation.number(yearly.mean, language)
    said = say("a_year", deaths=deaths, interval=notation.interval(yearly, language))
    return f"{said} {_counted(places()[results.study.place.slug], say)}"


def _counted(place: LabPlace, say: phrases.Phrases) -> str:
    if not place.counted:
        return say("not_set")
    return say(
        "counted",
        day=notation.day(place.counted["on"], say.language),
        deaths=notation.number(place.counted["deaths"], say.language),
        source=place.counted["source"],
    )


def _run(results: Results, of: int, say: phrases.Phrases) -> str:
    study, language = results.study, say.language
    place = study.place.name_fr if language == "fr" else study.place.name_en
    return say(
        "run",
        place=place,
        start=notation.day(study.start, language),
        end=notation.day(study.end - ONE_DAY, language),
        draws=results.draws,
        of=of,
        replicates=results.replicates,
        people=notation.number(study.people, language),
        population=notation.number(study.place.population, language),
    )


def _figures(results: Results, say: Phrases) -> list[dict[str, Any]]:
    """Those that compare the scenarios."""
    drawn = Figures(results, say)
    found = [drawn.difference(), drawn.overdoses()]
    if not results.worth["other_people"].all():
        found += [drawn.plane(), drawn.acceptability()]
    return [_plain(each) for each in found]


def _of(results: Results, scenario: str, say: Phrases) -> list[dict[str, Any]]:
    """Those of one scenario beside the baseline."""
    drawn = Figures(results, say, focus=scenario)
    found = [drawn.fan(), drawn.groups(scenario)]
    if results.hangs_on.filter(scenario=scenario).height:
        found.append(drawn.hangs_on(scenario))
    return [_plain(each) for each in found]


def _plain(figure: Figure) -> dict[str, Any]:
    return {
        "title": figure.title,
        "unit": figure.unit,
        "svg": figure.svg,
        "captions": figure.captions,
        "numbers": [_table(each) for each in figure.numbers],
    }


def _table(table: Table) -> dict[str, Any]:
    return {
        "head": list(table.head),
        "rows": [
            [_cell(each, of) for each, of in zip(row, table.head, strict=True)]
            for row in table.rows
        ],
        "named": table.named,
        "over": table.over,
    }


def _cell(cell: str | Cell, of: str) -> dict[str, Any]:
    """`of`: what its column is called, for a screen that has no room for columns."""
    if isinstance(cell, Cell):
        return {"bold": cell.bold, "small": list(cell.small), "of": of}
    return {"bold": "", "small": [], "text": cell, "of": of}
