"""The report of a study: one HTML file that needs no network, no script and nothing beside it."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import jinja2
from markupsafe import Markup

from veille.reports.tables import Cell, Table
from veille.reports.templates import style, templates

from .. import evidence
from ..study import output
from ..study.estimates import Estimate
from ..study.measures import (
    EXPECTED_DEATHS,
    HEADLINES,
    LIFETIME_COST,
    LIFETIME_QALYS,
    MEASURES,
)
from ..study.results import THRESHOLD_CAD_PER_QALY, Results
from ..study.study import BASELINE, TOGETHER
from . import notation
from .claims import claims
from .figures import figures
from .phrases import Phrases, read

LANGUAGES = {"en": "English", "fr": "Français"}
#: Fewer draws than this say nothing about a 95 % interval.
LEAST_DRAWS = 20
_SHORT_HASH = 16
ONE_DAY = timedelta(days=1)
_HERE = Path(__file__).parent


def write(results: Results, out: Path) -> dict[str, Path]:
    """A report in each language, each one tap from the other. Gives language → file."""
    paths = {each: out / output.REPORT.format(language=each) for each in LANGUAGES}
    for language, path in paths.items():
        part = path.with_suffix(".part")
        part.write_text(page(results, language), encoding="utf-8")
        part.replace(path)
    return paths


def page(results: Results, language: str) -> str:
    """The whole file."""
    say, study = Phrases(language), results.study
    entries = list(evidence.load().entries.values())
    other = next(each for each in LANGUAGES if each != language)
    return (
        _templates()
        .get_template("report.html")
        .render(
            say=say,
            results=results,
            study=study,
            language=language,
            name=say.of(study.name),
            says=say.of(study.says) if study.says.en else "",
            style=style(),
            other={
                "file": output.REPORT.format(language=other),
                "language": other,
                "name": LANGUAGES[other],
            },
            period=say(
                "period",
                start=notation.day(study.start, language),
                end=notation.day(study.end - ONE_DAY, language),
                years=study.years,
                population=notation.number(study.place.population, language),
            ),
            is_small=results.draws < LEAST_DRAWS,
            cards=_cards(results, say),
            compared=compared(results, say),
            described=[each for each in study.shown if each.says.en],
            figures=list(figures(results, say)),
            claims=list(claims(results, say)),
            entries=entries,
            weaknesses=[
                say.typeset(each[language]) for each in read("weaknesses.toml")["weakness"]
            ],
            count=notation.number(len(entries), language),
            facts=_facts(results, say),
            command=f"veille foresight run {study.key} --people {study.people} --years "
            f"{study.years} --draws {results.draws} --replicates {results.replicates}",
        )
    )


def _templates() -> jinja2.Environment:
    made = templates(_HERE)
    made.filters |= {"breaking": _breaking, "written": _written}
    return made


def _breaking(name: str) -> Markup:
    """A long name may break after each underline."""
    return Markup("_<wbr>").join(name.split("_"))


def _written(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(f"{day:%Y}: {share:g}" for day, share in value)
    return f"{value}"


@dataclass(frozen=True)
class _Card:
    number: str
    what: str
    interval: str


def _cards(results: Results, say: Phrases) -> list[_Card]:
    """Three numbers to take away."""
    study = results.study
    baseline = results.found(BASELINE, EXPECTED_DEATHS)
    cards = [_card(say("baseline_deaths", years=study.years), baseline, say)]
    if study.components:
        cards.append(_card(say("together_averts"), _fewer(results, TOGETHER), say))
    alone = [each for each in study.shown[1:] if each.key != TOGETHER]
    most = max(alone, key=lambda each: abs(_fewer(results, each.key).mean))
    fewer = _fewer(results, most.key)
    what = "most_averts" if fewer.mean >= 0 else "most_adds"
    found = fewer if fewer.mean >= 0 else fewer.negative
    return [*cards, _card(say(what, name=say.of(most.name)), found, say)]


def _card(what: str, data: Estimate, say: Phrases) -> _Card:
    interval = ""
    if data.low is not None:
        interval = say("interval_of", interval=notation.interval(data, say.language))
    return _Card(notation.number(data.mean, say.language), what, interval)


def _fewer(results: Results, scenario: str) -> Estimate:
    return results.more(scenario, EXPECTED_DEATHS).negative


def compared(results: Results, say: Phrases) -> Table:
    """Every scenario beside the baseline: mean, interval, error of chance."""
    head = [say("scenario"), *(say.of(MEASURES[name].name) for name in HEADLINES), say("per_qaly")]
    baseline = [cell(results.found(BASELINE, name), name, say, signed=False) for name in HEADLINES]
    rows: list[list[str | Cell]] = [[say("baseline_row"), *baseline, ""]]
    for scenario in results.study.shown[1:]:
        cells = [
            cell(results.more(scenario.key, name), name, say, signed=True) for name in HEADLINES
        ]
        rows.append([say.of(scenario.name), *cells, worth(results, scenario.key, say)])
    return Table(head, rows, named=say("table"), wide=True)


def cell(data: Estimate, name: str, say: Phrases, *, signed: bool) -> Cell:
    """A number with its interval and what chance leaves open."""
    language = say.language
    dollars = MEASURES[name].in_dollars
    write = notation.millions if dollars else notation.number
    lines = []
    if data.low is not None:
        lines.append(notation.interval(data, language, in_dollars=dollars, signed=signed))
    if data.error is not None:
        lines.append(f"± {write(data.error, language)}")
    return Cell(write(data.mean, language, signed=signed), tuple(lines))


def worth(results: Results, scenario: str, say: Phrases) -> str | Cell:
    """A ratio where it has a meaning, and in how many draws the threshold is met."""
    language = say.language
    row = results.worth.filter(scenario=scenario).row(0, named=True)
    if row["other_people"]:
        return Cell("", (say("other_people"),))
    cost, qalys = (results.more(scenario, name).mean for name in (LIFETIME_COST, LIFETIME_QALYS))
    if row["cost_per_qaly"] is not None:
        verdict = notation.money(row["cost_per_qaly"], language)
    elif cost == 0 or qalys == 0:
        verdict = say("no_difference")
    elif qalys > 0:
        verdict = say("cheaper_better") if cost < 0 else say("too_close")
    else:
        verdict = say("dearer_worse") if cost > 0 else say("saves_loses")
    share = say(
        "worth_it",
        threshold=notation.money(THRESHOLD_CAD_PER_QALY, language),
        share=notation.percent(row["worth_it"], language),
    )
    return Cell(verdict, (share,))


def _facts(results: Results, say: Phrases) -> dict[str, object]:
    study, language = results.study, say.language
    found = output.inputs_of(study)
    return {
        say("seed"): study.seed,
        say("simulated"): f"{notation.number(study.people, language)} · "
        f"{notation.number(study.weight, language)}",
        say("draws"): f"{results.draws} × {results.replicates}",
        say("person_days"): notation.number(results.person_days, language),
        say("clamps"): notation.number(results.clamps, language),
        say("evidence_hash"): str(found["evidence"])[:_SHORT_HASH],
        say("code_hash"): str(found["code"])[:_SHORT_HASH],
        say("versions"): ", ".join(f"{name} {each}" for name, each in output.versions().items()),
    }
