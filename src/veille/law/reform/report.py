"""The report of a reform: one HTML file in each language, its pictures and tables beside it."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from veille.reports.pictures import svg
from veille.reports.tables import Table
from veille.reports.templates import style, templates

from ..answer import Words
from ..books import every_book
from . import pictures, result
from .effect import TextChange, group_name
from .phrases import Phrases
from .result import Result

LANGUAGES = {"en": "English", "fr": "Français"}
REPORT = "reform.{language}.html"
CASES, SUMMARY = "changed.csv", "groups.csv"
_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Figure:
    title: str
    unit: str
    svg: str
    numbers: tuple[Table, ...]
    captions: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Card:
    number: str
    what: str
    interval: str = ""


def write(found: Result, out: Path) -> dict[str, Path]:
    """Reports, pictures and tables in a folder, all of them or none. Gives language → report."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out, prefix=".writing-") as folder:
        made = Path(folder)
        for language in LANGUAGES:
            say = Phrases(language)
            drawn = figures(found, say)
            html = page(found, language, drawn)
            (made / REPORT.format(language=language)).write_text(html, encoding="utf-8")
            for number, each in enumerate(drawn, 1):
                if each.svg.startswith("<svg"):
                    file = made / f"picture-{number}.{language}.svg"
                    file.write_text(_alone(each.svg), encoding="utf-8")
        changed_cases(found).write_csv(made / CASES, include_bom=True)
        summary(found).write_csv(made / SUMMARY, include_bom=True)
        (made / f"{found.effect.reform.key}.toml").write_text(
            found.effect.reform.toml, encoding="utf-8"
        )
        for file in sorted(made.iterdir()):
            shutil.move(os.fspath(file), out / file.name)
    return {each: out / REPORT.format(language=each) for each in LANGUAGES}


def changed_cases(found: Result) -> pl.DataFrame:
    """One row for each case that is answered otherwise, with why, in both languages."""
    names = ("case", "jurisdiction", "date", "age", "place", "before", "after")
    more = [
        f"{name}_{when}"
        for when in ("before", "after")
        for name in ("rule", "section", "substance", "why_en", "why_fr")
    ]
    return found.effect.changed.select(*names, *more)


def summary(found: Result) -> pl.DataFrame:
    """[dimension, group, group_en, group_fr, cases, changed, milder, graver]."""
    frames = []
    for dimension in result.dimensions(found.effect):
        frame = found.effect.by(dimension)
        words = [group_name(dimension, each) for each in frame["group"]]
        frames.append(
            frame.select(
                pl.lit(dimension).alias("dimension"),
                "group",
                pl.Series("group_en", [each.en for each in words], dtype=pl.String),
                pl.Series("group_fr", [each.fr for each in words], dtype=pl.String),
                "cases",
                "changed",
                "milder",
                "graver",
            )
        )
    return pl.concat(frames)


def page(found: Result, language: str, drawn: list[Figure] | None = None) -> str:
    """The whole file."""
    say, effect = Phrases(language), found.effect
    reform, read = effect.reform, found.read
    other = next(each for each in LANGUAGES if each != language)
    has_faults = read is not None and bool(read.faults)
    return (
        templates(_HERE)
        .get_template("report.html")
        .render(
            say=say,
            effect=effect,
            language=language,
            name=say.of(reform.name),
            says=say.of(reform.says) if reform.says else "",
            style=style(),
            other={
                "file": REPORT.format(language=other),
                "language": other,
                "name": LANGUAGES[other],
            },
            notes=list(found.note(say)),
            cards=list(_cards(found, say)),
            moves=result.moves(effect, say) if effect.reached else None,
            figures=figures(found, say) if drawn is None else drawn,
            groups=[result.by_group(effect, each, say) for each in result.dimensions(effect)]
            if effect.reached
            else [],
            texts=[_text(each, say) for each in effect.texts],
            assumptions=found.population.assumptions if found.population else (),
            rests=[say.typeset(each.in_words(language)) for each in (read.notes if read else ())],
            faults=result.faults(read, say) if read and has_faults else None,
            left_out=result.left_out(read, say) if read and has_faults else "",
            sources=reform.sources,
            command=found.command,
            toml=reform.toml,
        )
    )


def _cards(found: Result, say: Phrases) -> Iterator[_Card]:
    effect = found.effect
    if not effect.reached:
        return
    changed = effect.changed
    milder, graver = int(changed["milder"].sum()), int(changed["graver"].sum())
    unclear = changed.height - milder - graver
    share = say("changed_of", cases=say.count(effect.reached), share=say.percent(effect.share))
    yield _Card(say.count(changed.height), share, found.by_chance(say))
    yield _Card(say.count(milder), say("milder"))
    yield _Card(
        say.count(graver),
        say("graver"),
        say("unclear", cases=say.count(unclear)) if unclear else "",
    )


def figures(found: Result, say: Phrases) -> list[Figure]:
    effect = found.effect
    if not effect.reached:
        return []
    return [_outcomes(found, say), _groups(found, say)]


def _outcomes(found: Result, say: Phrases) -> Figure:
    effect = found.effect
    whens = (say("from_"), say("to"))
    order = [result.outcome(each, say) for each in effect.outcomes["outcome"]]
    frame = pl.DataFrame(
        [
            {"outcome": result.outcome(row["outcome"], say), "when": when, "cases": row[key]}
            for row in effect.outcomes.iter_rows(named=True)
            for key, when in zip(("before", "after"), whens, strict=True)
        ]
    )
    return Figure(
        say("picture_outcomes"),
        say("picture_unit"),
        svg(pictures.outcomes(frame, order, whens), say.language),
        (result.outcomes(effect, say),),
    )


def _groups(found: Result, say: Phrases) -> Figure:
    dimensions = result.dimensions(found.effect)
    order = [say(f"by_{each}") for each in dimensions]
    drawn = pictures.groups(result.shares(found.effect, say), order)
    return Figure(
        say("picture_groups"),
        say("percent_unit"),
        svg(drawn, say.language),
        (),  # they stand in a section of their own, for paper too
    )


@dataclass(frozen=True)
class _Text:
    rule: str
    section: str
    where: str
    begins: str
    before: str
    after: str
    amounts: Table | None


def _text(change: TextChange, say: Phrases) -> _Text:
    code = change.rule.partition("/")[0]
    before = say.of(change.before) if change.before else say("no_rule")
    after = say.of(change.after) if change.after else say("removed")
    amounts = None
    if change.amounts:
        rows = [
            (say.of(group_name("substance", name)), _amount(one, say), _amount(two, say))
            for name, one, two in change.amounts
        ]
        head = (say("substance"), say("text_before"), say("text_after"))
        amounts = Table.of(head, rows, f"{say('amount')}, {change.rule}, {change.begins}")
    elif change.before == change.after:
        after = say("same_text")
    return _Text(
        change.rule,
        say.of(change.section),
        say.of(every_book()[code].name),
        change.begins.isoformat(),
        before,
        after,
        amounts,
    )


def _amount(words: Words | None, say: Phrases) -> str:
    return say.of(words) if words and words.en else say("not_listed")


#: The page’s colours as a picture alone has them, on white.
_ALONE = {
    "var(--ink)": "#24221e",
    "var(--dim)": "#625c53",
    "var(--edge)": "#d8d1c3",
    "var(--blue)": "#1e5c9b",
    "var(--amber)": "#875400",
    "var(--card)": "#ffffff",
}


def _alone(drawing: str) -> str:
    for variable, colour in _ALONE.items():
        drawing = drawing.replace(variable, colour)
    return drawing
