"""Writes `docs/foresight.md` from code and evidence: `python -m tests.foresight.reference`."""

import ast
import inspect
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import veille.foresight as vf
from veille.foresight import evidence
from veille.foresight.claims.read import committed
from veille.foresight.evidence import Entry
from veille.foresight.model import day
from veille.foresight.model.levers import LEVERS, Kind
from veille.foresight.model.outcomes import OUTCOMES
from veille.foresight.model.purposes import SLOTS, WEIGHTS, Purpose
from veille.foresight.report.phrases import read

PAGE = Path(__file__).resolve().parents[2] / "docs" / "foresight.md"

_HEAD = """# Foresight: what each policy would do

Written by `make reference` from the code and the evidence; do not edit. People who use drugs in a
place are simulated one by one, day by day, under scenarios that differ by levers: services, law,
enforcement. This is a model: not a forecast, and not advice.

    veille foresight run montreal             compare; write tables, a report, the inputs
    veille foresight run montreal --check     only say what is wrong with the study
    veille foresight run mine.toml            a study of your own needs no code
    veille foresight evidence [PART]          every number, and where it is from
    veille foresight studies                  those that come with Veille

Ctrl-C keeps what is done and the same command goes on from there. `--cluster ADDRESS` runs the
pieces on a Dask cluster. It needs `pip install 'veille[foresight]'`.

## On the site: the lab, and the claims

`/lab/` (`/fr/labo/`, `/en/lab/`) asks the model from a page: a place, up to five scenarios of
eleven levers (`lab/levers.toml`), an answer that grows sharper from 2 draws to 60, each of 2 runs
of chance. The address is the question. It is computed in one process beside the site, at a low
priority, on all cores but one (`lab/worker.py`); at most six questions are on their way, one that
nobody looks at rests after 20 seconds, finished pieces are let go above 900 MB, and answers are
kept in `VEILLE_VAR/lab` for the model that gave them. It gives the study as TOML: the same
numbers with `veille foresight run`.

Whoever is signed in may use it. `VEILLE_LAB=everybody` opens it to anybody, without an account: it
then computes for strangers on the machine that serves the site, so that is for the installation to
decide; the demo does. Without `veille[foresight]` the page says how to install it.

`/claims/` has a page for each of twelve claims. Their numbers are those of a committed run
(`claims/numbers.json`) of a study that asks as the lab does (`claims/study.toml`): the lab’s
finished answer to the same question is that very number. After a change of the model:
`python -m veille.foresight.claims.run`.

## In a notebook

```python
{example}
```

`Results` holds Polars frames; its docstring tells their columns. An interval holds 95 % of draws of
the parameters; `error` is the standard error of chance alone (O'Hagan, Stevenson & Madan 2007).

## How a person lives a day

One number is drawn for each person and day. Its low bits choose what the day may be for, by fixed
weights; the rest decides whether it happens: r < (1 − exp(−hazard)) / share. So most days are
settled by one draw and one comparison, the same person meets the same luck in every scenario, and
a higher hazard's events contain a lower one's. What people make of a week (seats taken, places in
programmes, kits at hand, prevalence of viruses) acts on the next.

{diagram}

## Where a run begins

A place in its steady state. Its people first live five years (the burn-in) under its rates, in the
same compiled weeks, with services and supply as on the first day; who dies or leaves is followed by
somebody of the same kind (`engine/burn_in.py`). Who comes brings as much hepatitis C and HIV as
keeps both as common as they are (`model/infections.py`). So with everything held constant next to
nothing drifts: fourteen years later (the last five of twenty years against the second to the sixth,
mean of the packaged places and three seeds) 1.3 % fewer deaths are expected, 2.3 % fewer people
have hepatitis C and 1.2 % more HIV. `python -m tests.foresight.steady` prints that, in about a
minute; `tests/foresight/test_balance.py` fails where the mean of deaths moves by more than 2.3 %,
or that of a virus by more than 5 %.

One baseline: a place for which deaths were counted (`fit/published.toml`: how many, of which year,
by which definition, from whom) has them in **every** draw of the parameters, since each draw's
supply is set so that it expects them, within the chance of a count. The lab, the claims and the
studies stand on it. `python -m veille.foresight.fit.level` prints what the central parameters need
(`supply_log`); a posterior of `veille foresight fit` brings its own supply instead.

Deaths are told twice: counted one by one, and *expected*, the sum over all overdoses of the chance
that each kills, whatever luck then does. Both have the same mean; chance moves a difference of
expected ones less. In the run behind the claims (60 draws, 2 runs of chance each):

{both_ways}

## Over lifetimes

A death that is averted gives years that a study of five or ten mostly cuts off. So QALYs and costs
are told twice: within the study, and over lifetimes (`study/later.py`), with the years that
everybody alive on the last day has left: other deaths by age and sex (life table times the ratio of
people who use drugs), overdose deaths of the place as it was, leaving; discounted. Cost per QALY,
plane, acceptability and the value of information are over lifetimes.

Which parameters an answer hangs on is told from its draws (`study/sensitivity.py`): a tornado,
partial rank correlations, and what knowing each parameter would be worth to the decision.

## What can be pulled

A level replaces the place's own: 4 sites are four in all. Every lever has dates, a level, a ramp
and, where a place has areas, an area.

{levers}

## Studies

{studies}

A study is a TOML file: look at `src/veille/foresight/studies/montreal.toml`, and at a place in
`places/`, where each number has a source or says `assumption = true`. Where it names a file of
monthly deaths (`deaths = "deaths.csv"`: a month and a count a line), they stand on its fan.

## Known weaknesses

{weaknesses}

## What it counts

{outcomes}

## Evidence

{count} parameters; {assumed} of them nobody has measured in a way that fits: these are
*assumptions*, with a range of opinion. Where studies conflict, those that are not used stand under
the one that is, with why.

{evidence}
"""
EXAMPLE = """import veille.foresight as vf

study = vf.load("montreal").sized(people=1_000, years=1, draws=2, replicates=2)
results = vf.run(study, "montreal-small")  # finished pieces are kept there
print(results.table.filter(outcome="overdose_deaths"))
print(results.more("naloxone", "overdose_deaths"))"""


def page() -> str:
    entries = list(evidence.load().entries.values())
    return _HEAD.format(
        example=EXAMPLE,
        diagram=_diagram(),
        both_ways="\n".join(_both_ways()),
        levers="\n".join(_levers()),
        studies="\n".join(_studies()),
        weaknesses="\n".join(f"- {each['en']}" for each in read("weaknesses.toml")["weakness"]),
        outcomes=", ".join(f"{each.en.lower()} (`{name}`)" for name, each in OUTCOMES.items())
        + ".",
        count=len(entries),
        assumed=sum(each.assumption for each in entries),
        evidence="\n\n".join(_evidence(entries)),
    )


def _both_ways() -> Iterator[str]:
    """Deaths averted by each scenario of the claims' run: as counted and as expected."""
    yield "| scenario | averted, counted | averted, expected | variance of chance, ratio |"
    yield "| --- | --- | --- | --- |"
    for scenario, found in committed()["numbers"].items():
        if scenario == "baseline":
            continue
        counted, expected = found["overdose_deaths"], found["expected_deaths"]
        ratio = (counted["error"] / expected["error"]) ** 2
        told = (f"{-each['mean']:.1f} ± {each['error']:.1f}" for each in (counted, expected))
        yield f"| {scenario} | {' | '.join(told)} | {ratio:.1f} |"


def _diagram() -> str:
    """What a day may be for, as `day.py` itself has it: the hazard, then what happens."""
    tree = ast.parse(inspect.getsource(day))
    files = {
        alias.name: node.module or ""
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    hazards, effects = _by_purpose(tree, "hazard_of"), _by_purpose(tree, "happen")
    lines = [
        "```mermaid",
        "flowchart LR",
        '  week["each week: levers, supply, seats, places, prevalence"] --> draw',
        '  draw(["a person’s day: one draw"])',
    ]
    for purpose, weight in sorted(WEIGHTS.items(), key=lambda pair: -pair[1]):
        hazard, effect = hazards[purpose], effects[purpose]
        name = purpose.name.lower().replace("_", " ")
        lines.append(
            f'  draw -- "{weight}/{SLOTS}" --> {purpose.name}["{name}: {files[hazard]}.{hazard}"]'
        )
        lines.append(f'  {purpose.name} --> {purpose.name}_after["{files[effect]}.{effect}"]')
    return "\n".join([*lines, "```"])


def _by_purpose(tree: ast.Module, function: str) -> dict[Purpose, str]:
    """Which function each branch `if purpose == _NAME` of a function calls first; the purpose that
    no branch names has what stands after them."""
    body = next(
        node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == function
    ).body
    found: dict[Purpose, str] = {}
    last = ""
    for node in body:
        if isinstance(node, ast.If):
            found.update(_branches(node))
            last = next(iter(_calls_of(_otherwise(node))), last)
        else:
            last = next(iter(_calls(node)), last)
    return {purpose: found.get(purpose, last) for purpose in Purpose}


def _otherwise(node: ast.If) -> list[ast.stmt]:
    """What stands after the last `else` of a chain."""
    match node.orelse:
        case [ast.If() as other]:
            return _otherwise(other)
        case orelse:
            return orelse


def _branches(node: ast.If) -> Iterator[tuple[Purpose, str]]:
    test = node.test
    assert isinstance(test, ast.Compare)
    named = test.comparators[0]
    assert isinstance(named, ast.Name)
    yield Purpose[named.id.removeprefix("_")], _calls_of(node.body)[0]
    for other in node.orelse:
        if isinstance(other, ast.If):
            yield from _branches(other)


def _calls_of(lines: list[ast.stmt]) -> list[str]:
    return [name for line in lines for name in _calls(line)]


def _calls(node: ast.AST) -> list[str]:
    """Names of the functions that are called, but for the drawing of luck."""
    return [
        each.func.id
        for each in ast.walk(node)
        if isinstance(each, ast.Call)
        and isinstance(each.func, ast.Name)
        and each.func.id != "uniforms"
    ]


def _levers() -> Iterator[str]:
    yield "| lever | its level | from – to | unpulled | options |"
    yield "| --- | --- | --- | --- | --- |"
    for name, kind in LEVERS.items():
        yield (
            f"| `{name}`: {kind.en} | {kind.unit} | {kind.low:g} – {kind.high:g} | "
            f"{kind.default:g} | {_options(kind)} |"
        )


def _options(kind: Kind) -> str:
    return "; ".join(
        f"`{name}`: {each.en}, {each.unit} ({each.default:g})"
        for name, each in kind.options.items()
    )


def _studies() -> Iterator[str]:
    yield "| study | people | years | draws × replicates | scenarios beside the baseline |"
    yield "| --- | --- | --- | --- | --- |"
    for name in vf.names():
        each = vf.load(name)
        scenarios = ", ".join(scenario.name.en for scenario in each.shown[1:])
        yield (
            f"| `{name}` | {each.people:,} | {each.years} | {each.draws} × {each.replicates} | "
            f"{scenarios} |"
        )


def _evidence(entries: list[Entry]) -> Iterator[str]:
    for part, of in groupby(sorted(entries, key=lambda each: each.part), lambda each: each.part):
        lines = [
            "| parameter | value (interval) | what it is | source |",
            "| --- | --- | --- | --- |",
        ]
        lines += [_row(each) for each in of]
        yield f"### {part}\n\n" + "\n".join(lines)


def _row(entry: Entry) -> str:
    source = f"*assumption*: {entry.why}" if entry.assumption else f"[{entry.source}]({entry.url})"
    for each in entry.beside:
        source += (
            f"<br>Not used: {each.value:.4g}, {each.what} ([{each.source}]({each.url})): "
            f"{each.not_used}"
        )
    value = f"{entry.value:.4g} ({entry.low:.4g} – {entry.high:.4g}) {entry.unit}"
    what = f"{entry.definition}; {entry.population}"
    return f"| `{entry.name}` | {value} | {what} | {source} |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
