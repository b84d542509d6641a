"""What people said, what the model computes for it, and what is published for and against."""

from collections.abc import Iterator
from dataclasses import dataclass

from ..study.estimates import Estimate
from ..study.measures import MEASURES, VISITS
from ..study.results import DAYS_A_YEAR, Results
from . import notation
from .groups import group
from .phrases import Phrases, read


@dataclass(frozen=True)
class Claim:
    key: str
    who: str
    claim: str
    answer: str
    published: str


def claims(results: Results, say: Phrases) -> Iterator[Claim]:
    """Every claim; one that no scenario of the study answers says so."""
    there = {each.key: say.of(each.name) for each in results.study.shown}
    for key, found in read("claims.toml").items():
        scenario = found["answered"]["scenario"]
        answer = say("claim_absent")
        if scenario in there:
            answer = _answer(results, found, there[scenario], say)
        who, claim, published = (
            say.typeset(found[each][say.language]) for each in ("who", "claim", "published")
        )
        yield Claim(key, who, claim, answer, published)


def _answer(results: Results, data: dict[str, dict[str, str]], name: str, say: Phrases) -> str:
    scenario, outcome = data["answered"]["scenario"], data["answered"]["outcome"]
    more = results.more(scenario, outcome)
    if outcome == VISITS:
        return _visits(results, scenario, say)
    years, language = results.study.years, say.language
    share = results.table.filter(scenario=scenario, outcome=outcome)["share"][0]
    sentences = [
        say(
            "claim_figure",
            scenario=name,
            more=notation.number(more.mean, language, signed=True),
            outcome=_lower(say.of(MEASURES[outcome].name)),
            years=years,
            interval=notation.interval(more, language, signed=True),
            share=notation.percent(share or 0.0, language, signed=True),
        )
    ]
    if more.nearly_told:
        sentences.append(say("claim_nearly_told"))
    elif not more.is_told_from_zero:
        sentences.append(say("claim_not_told"))
    if "by_group" in data:
        sentences.append(_by_group(results, scenario, str(data["by_group"]), say))
    return " ".join(sentences)


def _visits(results: Results, scenario: str, say: Phrases) -> str:
    days = results.study.years * DAYS_A_YEAR
    before = results.found("baseline", VISITS).mean / days
    after = results.found(scenario, VISITS).mean / days
    return say(
        "claim_visits",
        visits=notation.number(before, say.language),
        more=notation.number(after, say.language),
    )


def _by_group(results: Results, scenario: str, dimension: str, say: Phrases) -> str:
    language = say.language
    rows = results.by_group.filter(scenario=scenario, dimension=dimension)
    parts = []
    for row in rows.iter_rows(named=True):
        more = Estimate(row["mean"], row["low"], row["high"], row["error"]).negative
        parts.append(
            f"{group(row['group'], language)} "
            f"{notation.number(more.mean, language, signed=True)} "
            f"({notation.interval(more, language, signed=True)})"
        )
    return say("claim_group", groups=", ".join(parts))


def _lower(name: str) -> str:
    return name if name.isupper() else name[:1].lower() + name[1:]
