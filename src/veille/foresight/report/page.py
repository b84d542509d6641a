"""The report of a study: one HTML file that needs no network, no script and nothing beside it."""

from datetime import timedelta
from importlib import resources
from pathlib import Path

from .. import evidence
from ..evidence import Entry
from ..study import output
from ..study.estimates import Estimate
from ..study.measures import COST, DEATHS, HEADLINES, MEASURES, QALYS
from ..study.results import THRESHOLD_CAD_PER_QALY, Results
from ..study.study import BASELINE, TOGETHER
from . import notation
from .claims import claims
from .figures import figures
from .markup import Markup, joined, opens, table, tag, text
from .phrases import Phrases, read

LANGUAGES = {"en": "English", "fr": "Français"}
#: Fewer draws than this say nothing about a 95 % interval.
_LEAST_DRAWS = 20
_SHORT_HASH = 16
ONE_DAY = timedelta(days=1)


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
    say = Phrases(language)
    style = resources.files(__package__).joinpath("style.css").read_text("utf-8")
    name = say.of(results.study.name)
    other = next(each for each in LANGUAGES if each != language)
    head = joined([
        Markup('<meta charset="utf-8">'),
        Markup('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        tag("title", f"{name} – {say('kicker')}"),
        tag("style", Markup(style)),
    ])  # fmt: skip
    main = tag(
        "main",
        *(_section(results, say) for _section in (_stands, _compared, _drawn, _said, _rests_on,
                                                  _repeated)),
    )  # fmt: skip
    link = tag("a", LANGUAGES[other], href=output.REPORT.format(language=other), lang=other,
               hreflang=other)  # fmt: skip
    body = tag("body", _head(results, say, link), main)
    return f"<!doctype html>\n{tag('html', tag('head', head), body, lang=language)}\n"


def _head(results: Results, say: Phrases, other: Markup) -> Markup:
    study, language = results.study, say.language
    parts = [
        tag("div", tag("span", say("kicker")), other, class_="languages"),
        tag("h1", say.of(study.name)),
        tag("p", say("period", start=notation.day(study.start, language),
                     end=notation.day(study.end - ONE_DAY, language), years=study.years,
                     population=notation.number(study.place.population, language)),
            class_="lede"),
    ]  # fmt: skip
    if study.says.en:
        parts.append(tag("p", say.of(study.says)))
    parts.append(tag("p", say("model"), class_="band"))
    if results.draws < _LEAST_DRAWS:
        parts.append(tag("p", say("small", draws=results.draws, replicates=results.replicates),
                         class_="band"))  # fmt: skip
    return tag("header", *parts)


def _stands(results: Results, say: Phrases) -> Markup:
    """Three numbers to take away."""
    study, language = results.study, say.language
    baseline = results.found(BASELINE, DEATHS)
    cards = [_card(notation.number(baseline.mean, language),
                   say("baseline_deaths", years=study.years), baseline, say)]  # fmt: skip
    if study.components:
        fewer = _fewer(results, TOGETHER)
        cards.append(
            _card(notation.number(fewer.mean, language), say("together_averts"), fewer, say)
        )
    alone = [each for each in study.shown[1:] if each.key != TOGETHER]
    most = max(alone, key=lambda each: abs(_fewer(results, each.key).mean))
    fewer = _fewer(results, most.key)
    what = "most_averts" if fewer.mean >= 0 else "most_adds"
    told = fewer if fewer.mean >= 0 else fewer.negative
    words = say(what, name=say.of(most.name))
    cards.append(_card(notation.number(told.mean, language), words, told, say))
    return tag("section", tag("h2", say("in_figures")), tag("div", *cards, class_="three"))


def _card(number: str, what: str, told: Estimate, say: Phrases) -> Markup:
    lines = [tag("p", number, class_="big"), tag("p", what)]
    if told.low is not None:
        interval = notation.interval(told, say.language)
        lines.append(tag("p", say("interval_of", interval=interval), class_="dim"))
    return tag("div", *lines, class_="card")


def _fewer(results: Results, scenario: str) -> Estimate:
    return results.more(scenario, DEATHS).negative


def _compared(results: Results, say: Phrases) -> Markup:
    """Every scenario beside the baseline: mean, interval, error of chance."""
    study = results.study
    head = [say("scenario"), *(say.of(MEASURES[name].name) for name in HEADLINES), say("per_qaly")]
    baseline = [_cell(results.found(BASELINE, name), name, say, signed=False) for name in HEADLINES]
    rows: list[list[object]] = [[say("baseline_row"), *baseline, ""]]
    for scenario in study.shown[1:]:
        cells = [_cell(results.more(scenario.key, name), name, say, signed=True)
                 for name in HEADLINES]  # fmt: skip
        rows.append([say.of(scenario.name), *cells, _worth(results, scenario.key, say)])
    notes = [tag("p", say("table_note", years=study.years), class_="note")]
    if results.replicates < 2:
        notes.append(tag("p", say("not_apart"), class_="note"))
    does = [tag("li", tag("b", say.of(each.name)), f" – {say.of(each.says)}")
            for each in study.shown if each.says.en]  # fmt: skip
    return tag(
        "section", tag("h2", say("table")), *notes,
        table(head, rows, named=say("table"), wide=True),
        opens(say("scenarios"), tag("ul", *does)) if does else "",
    )  # fmt: skip


def _cell(told: Estimate, name: str, say: Phrases, *, signed: bool) -> Markup:
    language = say.language
    dollars = MEASURES[name].in_dollars
    write = notation.millions if dollars else notation.number
    lines = [tag("b", write(told.mean, language, signed=signed))]
    if told.low is not None:
        lines.append(tag("small", notation.interval(told, language, in_dollars=dollars,
                                                   signed=signed)))  # fmt: skip
    if told.error is not None:
        lines.append(tag("small", f"± {write(told.error, language)}"))
    return joined(lines)


def _worth(results: Results, scenario: str, say: Phrases) -> Markup:
    """A ratio where it has a meaning, and in how many draws the threshold is met."""
    language = say.language
    row = results.worth.filter(scenario=scenario).row(0, named=True)
    if row["other_people"]:
        return tag("small", say("other_people"))
    cost, qalys = results.more(scenario, COST).mean, results.more(scenario, QALYS).mean
    if row["cost_per_qaly"] is not None:
        verdict = notation.money(row["cost_per_qaly"], language)
    elif qalys > 0:
        verdict = say("cheaper_better")
    else:
        verdict = say("dearer_worse") if cost > 0 else say("saves_loses")
    share = say("worth_it", threshold=notation.money(THRESHOLD_CAD_PER_QALY, language),
                share=notation.percent(row["worth_it"], language))  # fmt: skip
    return joined([tag("b", verdict), tag("small", share)])


def _drawn(results: Results, say: Phrases) -> Markup:
    """Two columns on a desk, one on a phone; each column keeps the order."""
    made = [each.html(say) for each in figures(results, say)]
    columns = (tag("div", *made[0::2]), tag("div", *made[1::2]))
    return tag("section", tag("h2", say("pictures")), tag("div", *columns, class_="pictures"))


def _said(results: Results, say: Phrases) -> Markup:
    cards = [
        tag("article", tag("blockquote", say("claim_says", claim=each.claim, who=each.who)),
            tag("dl", tag("dt", say("claim_model")), tag("dd", each.answer),
                tag("dt", say("claim_published")), tag("dd", each.published)),
            class_="card", aria_label=each.key)
        for each in claims(results, say)
    ]  # fmt: skip
    return tag("section", tag("h2", say("claims")), tag("p", say("claims_note"), class_="note"),
               tag("div", *cards, class_="claims"))  # fmt: skip


def _rests_on(results: Results, say: Phrases) -> Markup:
    weak = [
        tag("li", say.typeset(each[say.language])) for each in read("weaknesses.toml")["weakness"]
    ]
    entries = list(evidence.load().entries.values())
    assumed = [each for each in entries if each.assumption]
    head = (say("parameter"), say("what"), say("from_where"), say("value"), say("interval"))
    count = notation.number(len(entries), say.language)
    tables = [
        opens(say("assumptions", count=len(assumed), all=count),
              table(head, map(_entry, assumed), named=say("parameter"), words=3)),
        opens(say("evidence", count=count),
              table(head, map(_entry, entries), named=say("evidence", count=count), words=3)),
        opens(say("place"), _place(results, say)),
    ]  # fmt: skip
    note = say("english_only")
    return tag("section", tag("h2", say("rests_on")), tag("h3", say("weaknesses")),
               tag("ul", *weak), tag("p", note, class_="note") if note else "",
               *tables)  # fmt: skip


def _entry(entry: Entry) -> list[object]:
    """Conflicting studies stand beside the one that is used, with why."""
    where = [text(entry.why if entry.assumption else entry.source)]
    if entry.url:
        where = [tag("a", entry.source, href=entry.url)]
    where += [
        tag("div", tag("small", f"Not used: {each.value:g}, {each.what} (", tag("a", each.source,
            href=each.url), f"): {each.not_used}"))
        for each in entry.beside
    ]  # fmt: skip
    return [Markup(entry.name.replace("_", "_<wbr>")), f"{entry.definition}. {entry.population}",
            joined(where), f"{entry.value:.4g} {entry.unit}",
            f"{entry.low:.4g}–{entry.high:.4g}"]  # fmt: skip


def _place(results: Results, say: Phrases) -> Markup:
    rows = []
    for each in results.study.sources:
        value = each.value
        if isinstance(value, list):
            value = "; ".join(f"{day:%Y}: {share:g}" for day, share in value)
        mark = [tag("span", say("assumed"), class_="mark"), " "] if each.assumption else []
        rows.append([each.key, tag("span", *mark, each.said), f"{value}"])
    head = (say("parameter"), say("from_where"), say("value"))
    return table(head, rows, named=say("place"), words=3)


def _repeated(results: Results, say: Phrases) -> Markup:
    study, language = results.study, say.language
    told = output.inputs_of(study)
    versions = ", ".join(f"{name} {each}" for name, each in output.versions().items())
    facts = {
        say("seed"): study.seed,
        say("simulated"): f"{notation.number(study.people, language)} · "
                          f"{notation.number(study.weight, language)}",
        say("draws"): f"{results.draws} × {results.replicates}",
        say("person_days"): notation.number(results.person_days, language),
        say("clamps"): notation.number(results.clamps, language),
        say("evidence_hash"): str(told["evidence"])[:_SHORT_HASH],
        say("code_hash"): str(told["code"])[:_SHORT_HASH],
        say("versions"): versions,
    }  # fmt: skip
    lines = [part for name, value in facts.items() for part in (tag("dt", name), tag("dd", value))]
    command = (f"veille foresight run {study.key} --people {study.people} --years {study.years} "
               f"--draws {results.draws} --replicates {results.replicates}")  # fmt: skip
    return tag(
        "section", tag("h2", say("repeat")), tag("p", say("repeat_note")),
        tag("pre", command, tabindex="0"), tag("dl", *lines, class_="facts"),
        opens(say("the_study"), tag("pre", study.text, tabindex="0")),
    )  # fmt: skip
