"""`veille foresight`: what each policy would do, simulated person by person."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from veille import extras

from . import terminal

if TYPE_CHECKING:
    from veille.foresight.evidence import Entry
    from veille.foresight.study.results import Results
    from veille.foresight.study.study import Study

app = typer.Typer(
    no_args_is_help=True,
    help="Foresight: what each policy would do, simulated person by person.",
)

FAULTY = 2
#: Letters a line that the whole table needs.
_ROOMY = 150


class Language(StrEnum):
    EN = "en"
    FR = "fr"


Speech = Annotated[
    Language | None, typer.Option("--language", help="Of the answer. [default: the terminal's]")
]
Many = typer.Option(min=1, help="In place of the study's own.")


@app.command("run")
def run_study(
    study: Annotated[str, typer.Argument(help="A study's name, or the path of a TOML file.")],
    check: Annotated[bool, typer.Option("--check", help="Only say what is wrong with it.")] = False,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Where results go. [default: ./foresight-STUDY]"),
    ] = None,
    draws: Annotated[int | None, Many] = None,
    replicates: Annotated[int | None, Many] = None,
    people: Annotated[int | None, Many] = None,
    years: Annotated[int | None, Many] = None,
    threads: Annotated[
        int, typer.Option(min=0, help="Pieces side by side; 0 is one for each core.")
    ] = 0,
    language: Speech = None,
    posterior: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="What “fit” learnt: each draw is one of its members."),
    ] = None,
    cluster: Annotated[
        str, typer.Option(metavar="ADDRESS", help="A Dask scheduler that runs the pieces.")
    ] = "",
) -> None:
    """Run a study and compare its scenarios; write tables, a report in both languages, the inputs.

    Ctrl-C keeps what is done: the same command goes on from there. A wrong study: exit 2, one line
    a fault, before anything runs. This is a model, not a forecast and not advice.

    Example: veille foresight run montreal --draws 10 --years 5
    """
    extras.need("foresight")
    import veille.foresight as vf

    with _faults_told():
        asked = vf.load(study).sized(people=people, years=years, draws=draws, replicates=replicates)
        if posterior is not None:
            from veille.foresight.fit.files import with_posterior

            asked = with_posterior(asked, posterior)
    speech = language.value if language else terminal.language()
    if check:
        from veille.foresight.study.effect import check_effects

        with _faults_told(), terminal.progress("Levers", None):
            check_effects(asked)
        terminal.say("Rien à redire." if speech == "fr" else "Nothing is wrong with it.")
        return
    folder = out or Path(f"foresight-{asked.key}")
    with _one_sentence():
        _run(asked, folder, threads, cluster, speech)


@app.command("fit")
def fit_place(
    place: Annotated[str, typer.Argument(help="A place's name, or the path of its TOML file.")],
    to: Annotated[Path, typer.Option(metavar="FILE", help="Deaths by month, a CSV.")],
    until: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m"], help="The last month to use. [default: the file's]"),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="[default: ./PLACE-posterior.json]")
    ] = None,
    people: Annotated[int, typer.Option(min=1000, help="People simulated in each run.")] = 20_000,
    members: Annotated[int, typer.Option(min=20, help="Histories that are kept.")] = 60,
    threads: Annotated[int, typer.Option(min=0, help="Runs side by side; 0 is all cores.")] = 0,
    seed: Annotated[int, typer.Option(help="Of luck.")] = 1,
) -> None:
    """Infer a place's drug supply, and what else its monthly deaths tell; “run” then uses it.

    The place must have the services that it had in those months. Says how well it fits, and what
    the deaths cannot tell.

    Example: veille foresight fit british-columbia --to deaths.csv --until 2018-12
    """
    extras.need("foresight")
    from veille.foresight import evidence as table
    from veille.foresight.fit.files import deaths_of
    from veille.foresight.fit.inference import ROUNDS, fit
    from veille.foresight.study.place_file import read_place

    with _faults_told():
        here, _sources = read_place(place)
        months, deaths = deaths_of(to, until.date() if until else None)
    with terminal.progress(here.name_en, members * (ROUNDS + 1)) as advance:
        found = fit(
            here,
            months,
            deaths,
            table.load(),
            people=people,
            members=members,
            seed=seed,
            threads=threads or os.cpu_count() or 1,
            progress=lambda _done, _all: advance(1),
        )
    path = out or Path(f"{here.slug}-posterior.json")
    found.write(path)
    shown = terminal.table("", "Spread before", "Spread after")
    for name, before in found.prior_sd.items():
        shown.add_row(name.replace("_", " "), f"{before:.2f}", f"{found.posterior_sd[name]:.2f}")
    terminal.to_reader().print(shown)
    unknown = ", ".join(found.unidentified()).replace("_", " ") or "nothing of these"
    terminal.say(
        f"{len(months)} months: {found.coverage():.0%} of them within the 95 % interval.",
        f"Worth {found.effective_members():.1f} of {members} members in independent weight.",
        f"The deaths cannot tell: {unknown}.",
        f"Wrote {path}; use it with: veille foresight run STUDY --posterior {path}",
    )


@app.command()
def studies(language: Speech = None) -> None:
    """List the studies that come with Veille.

    Example: veille foresight studies
    """
    extras.need("foresight")
    import veille.foresight as vf
    from veille.reports.notation import number

    speech = language.value if language else terminal.language()
    heads = ("Étude", "", "Scénarios", "Personnes", "Années", "Calculs")
    if speech == "en":
        heads = ("Study", "", "Scenarios", "People", "Years", "Runs")
    shown = terminal.table(*heads)
    for name in vf.names():
        each = vf.load(name)
        shown.add_row(
            name,
            each.name.of(speech),
            str(len(each.shown) - 1),
            terminal.firm(number(each.people, speech)),
            str(each.years),
            f"{each.draws} × {each.replicates}",
        )
    terminal.show(shown)


@app.command()
def evidence(
    part: Annotated[str, typer.Argument(help="Such as overdose or supply. [default: all]")] = "",
    assumptions: Annotated[
        bool, typer.Option("--assumptions", help="Only what nobody has measured.")
    ] = False,
) -> None:
    """Show every number of the model, with its interval, and where it is from.

    Example: veille foresight evidence overdose
    """
    extras.need("foresight")
    from veille.foresight.evidence import load

    entries = load().entries.values()
    parts = sorted({each.part for each in entries})
    if part and part not in parts:
        terminal.mention(f"There is no part “{part}”; there are: {', '.join(parts)}.")
        raise typer.Exit(1)
    shown = terminal.table("Parameter", "Value", "Interval", "Unit", "Source")
    for each in entries:
        if part in ("", each.part) and (each.assumption or not assumptions):
            shown.add_row(*_row(each))
    terminal.to_reader().print(shown)
    terminal.mention(f"Evidence {load().hash[:16]}")


def _row(entry: "Entry") -> tuple[str, str, str, str, str]:
    source = f"assumption: {entry.why}" if entry.assumption else entry.source
    return (
        entry.name,
        f"{entry.value:.4g}",
        f"{entry.low:.4g} – {entry.high:.4g}",
        entry.unit,
        source,
    )


def _run(asked: "Study", folder: Path, threads: int, cluster: str, speech: str) -> None:
    from veille.foresight.report import page
    from veille.foresight.study import output, run

    pieces = len(asked.scenarios) * asked.draws * asked.replicates
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with terminal.progress(asked.name.of(speech), pieces) as advance:
            running = run.Running(threads, cluster, advance=lambda more, _all: advance(more))
            results = run.run(asked, folder, running)
    except KeyboardInterrupt:
        done, every = run.finished(asked, folder)
        terminal.mention(_kept(done, every, folder, speech))
        raise
    _show(results, speech)
    with terminal.progress("Report", None):
        output.write(results, folder)
        reports = page.write(results, folder)
    terminal.say(_wrote(reports[speech], folder, speech))


def _show(results: "Results", speech: str) -> None:
    """Scenario by outcome: the difference from the baseline, its interval, and ± chance."""
    from veille.foresight.report import notation
    from veille.foresight.study.measures import ESSENTIALS, HEADLINES, MEASURES
    from veille.foresight.study.study import BASELINE

    outcomes = HEADLINES if terminal.to_reader().width >= _ROOMY else ESSENTIALS
    shown = terminal.table("", *(MEASURES[name].name.of(speech) for name in outcomes))
    names: list[str] = []
    for scenario in results.study.shown:
        is_baseline = scenario.key == BASELINE
        cells = []
        for name in outcomes:
            find = results.found if is_baseline else results.more
            found = find(scenario.key, name)
            dollars = MEASURES[name].in_dollars
            write = notation.millions if dollars else notation.number
            lines = [write(found.mean, speech, signed=not is_baseline)]
            if found.low is not None:
                lines.append(
                    notation.interval(found, speech, in_dollars=dollars, signed=not is_baseline)
                )
            if found.error is not None:
                lines.append(f"±\u00a0{write(found.error, speech)}")
            cells.append("\n".join(lines))
        names.append(scenario.name.of(speech))
        shown.add_row(names[-1], *map(terminal.firm, cells), end_section=True)
    shown.columns[0].width = max(len(word) for name in names for word in name.split())
    terminal.show(shown)


def _wrote(report: Path, folder: Path, speech: str) -> str:
    if speech == "fr":
        return (
            f"Rapport : {report}. Tableaux et entrées exactes : {folder}/frames, {folder}/inputs."
        )
    return f"Report: {report}. Tables and the exact inputs: {folder}/frames, {folder}/inputs."


def _kept(done: int, every: int, folder: Path, speech: str) -> str:
    if speech == "fr":
        return (
            f"Arrêté. {done} calculs sur {every} sont gardés dans {folder} ; la même commande "
            "reprend de là."
        )
    return (
        f"Stopped. {done} of {every} runs are kept in {folder}; the same command goes on from "
        "there."
    )


@contextmanager
def _faults_told() -> Iterator[None]:
    """One line a fault, before anything runs."""
    from veille.foresight.study.study import Faulty

    try:
        yield
    except Faulty as faulty:
        terminal.mention(*faulty.faults)
        raise typer.Exit(FAULTY) from None


@contextmanager
def _one_sentence() -> Iterator[None]:
    """What a person can mend is told without a traceback."""
    from veille.foresight.study.cluster import NoCluster
    from veille.foresight.study.job import OtherVersion

    try:
        yield
    except (NoCluster, OtherVersion) as refusal:
        terminal.mention(str(refusal))
        raise typer.Exit(1) from None
