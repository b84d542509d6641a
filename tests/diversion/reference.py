"""Writes `docs/diversion.md` from the course and the law: `python -m tests.diversion.reference`."""

import os
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import django
from django.utils import translation

from veille.diversion.competence import LEAST_PURITY_PERCENT
from veille.diversion.course import (
    ALLOWED,
    CLOSES_EARLY,
    CLOSES_WITH,
    FOLLOWS,
    LEADS_TO,
    TREATMENT_ALLOWED,
    TREATMENT_LEADS_TO,
    TREATMENT_WHILE,
)
from veille.diversion.deadlines import BLOCKS_DECISION, KEPT_BY, SET_BY, in_the_law
from veille.diversion.published import YEARS
from veille.diversion.words import Deadline, FileVerb, Measure, Status, Treatment, Verb
from veille.law import Decision, Reference, decisions

PAGE = Path(__file__).resolve().parents[2] / "docs" / "diversion.md"
LAW = "PT"
#: The law's data as they stand on this day.
DAY = date(2026, 1, 1)
_READ = {
    "primary": "read in the text",
    "secondary": "from a report of the text",
    "recalled": "**not verified**",
}

_SET_BY = {
    "panel": "none in the law’s data: the panel’s decision",
    "commission": "none in the law’s data: the commission’s own rule",
}
#: Possible from nearly every state.
_EVERYWHERE = (Verb.TRANSFER, Verb.TO_YOUTH, Verb.CLOSE)

_HEAD = """# The dissuasion commission

Written by `make reference` from `veille/diversion/course.py` and the law's data; do not edit. A
test walks every state × every verb through the real actions, and says when this page is stale.

The model is Portugal's (Law 30/2000). Which law a commission decides by, its territory, rooms and
hours, and how long it keeps records are set for each commission. Everything that happens to a case
is a fact; what is said of a person is sealed with the key of their case, and destroying the key
destroys the record. A person is found again by a keyed hash that no other area can make: nothing
joins a case with a visit to a site."""

#: Recalled: not read in an act for this page.
_TREATMENT_COURTS = """\
Canada’s drug treatment courts are another thing, and this is no model of one. There somebody is
charged with a crime and pleads guilty; a judge delays the sentence (Criminal Code, s. 720(2);
Controlled Drugs and Substances Act, s. 10(4)) while they follow a treatment programme for about a
year, with tests and with sanctions, jail among them, for breaches; whoever completes it gets a
lighter sentence, whoever does not is sentenced. Here nobody is charged, and nobody pleads; three
people, of whom two from health or social work, hear somebody once; most of those heard are not
dependent and need no treatment; treatment is offered, and declining it leads to nothing worse
than the law has for anybody; no jail stands at the end. What this paragraph says of the courts is
**not verified** in the acts."""


def page() -> str:
    with translation.override("en"):
        return "\n\n".join(_parts()) + "\n"


def _parts() -> Iterator[str]:
    yield _HEAD
    yield "## The course of a case"
    yield _diagram(
        "received",
        (
            (status, verb.label, to)
            for status, verbs in ALLOWED.items()
            for verb in verbs
            if verb not in _EVERYWHERE or verb is verbs[0] or status is Status.ACKNOWLEDGED
            for to in _leads(status, verb)
        ),
    )
    yield (
        "Left out of the picture: verbs that leave the case where it stands; and those that can be "
        "done from nearly everywhere (" + ", ".join(str(verb.label) for verb in _EVERYWHERE) + "), "
        "but where they are the usual next step. The table has all of them."
    )
    yield _table(
        ("state", "what can be done"),
        (
            (str(status.label), ", ".join(str(verb.label) for verb in verbs) or "nothing more")
            for status, verbs in ALLOWED.items()
        ),
    )
    yield (
        "What follows a decision: "
        + "; ".join(f"{kind.label} → *{status.label}*" for kind, status in FOLLOWS.items())
        + "."
    )
    early = ", ".join(str(reason.label) for reason in CLOSES_EARLY)
    yield (
        "A case is closed with a reason: "
        + "; ".join(
            f"*{status.label}*: {', '.join(str(reason.label) for reason in reasons)}"
            for status, reasons in CLOSES_WITH.items()
        )
        + f"; elsewhere: {early}."
    )
    yield "## The referral to treatment"
    states = ", ".join(f"*{status.label}*" for status in TREATMENT_WHILE)
    yield f"It runs beside the case, while that is {states}."
    yield _diagram(
        "none",
        (
            (status, verb.label, TREATMENT_LEADS_TO[verb])
            for status, verbs in TREATMENT_ALLOWED.items()
            for verb in verbs
        ),
    )
    yield "## Time limits"
    yield _table(("limit", "by", "kept by", "legal basis"), _limits())
    blocking = ", ".join(f"“{deadline.label}”" for deadline in BLOCKS_DECISION)
    yield (
        f"A decision waits for a reason where one of these was not kept: {blocking}. Hours run "
        "from the finding; for a court’s referral, and for the acknowledgement of a report that "
        "came late, from its arrival. Where the first free hearing lies later, where the person "
        "did not appear, and where a case was transferred, the reason is entered by itself."
    )
    yield f"## What may be decided (the law of {LAW}, as read by `law.decisions`)"
    yield _table(("decision", "range", "of whom", "after it", "legal basis"), _decisions())
    yield (
        "Refused with a reason: whatever lies outside; a decision by a panel that is not whole "
        "(one member from law, two from health or social work, all three of whom heard the case), "
        "or on which somebody sits who stepped out for a conflict."
    )
    yield (
        "A suspended sanction names the sanction that is suspended; nothing of it runs before the "
        "decision is final, and what was decided for a time is done once it is over. Revoked for "
        "repeated breach, the sanction that was suspended applies (Law 30/2000, art. 23). Cases "
        "that were decided before it was asked are decided anew instead."
    )
    yield (
        "The law’s texts were read in a machine copy of the official consolidated act; what is "
        "“from a report of the text” was read in court rulings that quote it. A decision made by "
        "a rule that these data no longer have stands as it was made. The days for an appeal are "
        "counted from the decision, without Saturdays, Sundays and the commission’s own days "
        "without hearings, which stand for the holidays."
    )
    yield "## Competence, and what is entered in the file"
    yield (
        "The page of a case shows what the law answers on what was seized, with its reasons and "
        "what is undetermined. Where the answer is that the case is not the commission’s (more "
        "than the law’s amount), no hearing is held and nothing is decided before the panel has "
        "decided on competence; nor where the purity is unknown and the amount is more even at "
        f"{LEAST_PURITY_PERCENT} % (assumed: nothing that is sold holds less). What is not "
        "known is filed as *unknown*; the laboratory’s result "
        "(substance, purity; of a mixture, one result after another) comes later, and asks the "
        "law, and the panel, anew."
    )
    yield (
        "Entered wherever a case stands, until its record is destroyed: "
        + "; ".join(f"“{verb.label}”" for verb in FileVerb)
        + ". What was seized is destroyed only once the decision is final or the case is closed."
    )
    yield (
        "A clerk finds a case by name and year of birth alone, as a whole and after folding "
        "(accents, capitals, dashes, order): a keyed hash is compared, no list of names exists, "
        "and every look-up is kept with who made it."
    )
    yield "## How a drug treatment court differs"
    yield _TREATMENT_COURTS
    yield "## What Portugal published"
    for year in YEARS:
        figures = "; ".join(
            f"{one.what.en} {one.number:,}{' %' if one.share else ''}" for one in year.figures
        )
        link = f" <{year.link}>" if year.link else ""
        yield f"**{year.year}**: {figures}. {year.source.en}.{link}"


def _leads(status: Status, verb: Verb) -> tuple[Status, ...]:
    """Where the verb leads from here; empty where it leaves the case where it stands."""
    if verb is Verb.MISS:
        return LEADS_TO[verb]
    return tuple(to for to in LEADS_TO.get(verb, ()) if to is not status)


def _diagram(
    start: str, edges: Iterable[tuple[Status | Treatment, object, Status | Treatment]]
) -> str:
    """A Mermaid state diagram; several verbs between two states share an arrow."""
    labels: dict[tuple[Status | Treatment, Status | Treatment], list[str]] = {}
    for before, verb, after in edges:
        labels.setdefault((before, after), []).append(str(verb))
    named = dict.fromkeys(status for pair in labels for status in pair)
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f"    {status.value}: {status.label}" for status in named]
    lines += [f"    [*] --> {start}"]
    lines += [
        f"    {before.value} --> {after.value}: {' / '.join(verbs)}"
        for (before, after), verbs in labels.items()
    ]
    return "\n".join([*lines, "```"])


def _limits() -> Iterator[tuple[str, ...]]:
    law = in_the_law(LAW, DAY)
    for deadline in Deadline:
        said = law.get(deadline)
        if said is not None:
            by, basis = f"{said.hours} hours", _cited(said.reference)
        elif deadline is Deadline.SUSPENSION:
            by, basis = "the day that follows from the decision", "that of the decision (below)"
        elif deadline is Deadline.DUE:
            by, basis = "the day that the decision names", _SET_BY[SET_BY[deadline]]
        elif deadline is Deadline.TREATMENT:
            report = next(one for one in decisions(LAW, DAY) if one.key == "treatment-report")
            by = f"{report.every_months} months after the treatment began, or its last report"
            basis = _cited(report.reference)
        else:
            by, basis = "the day that closing names", _SET_BY[SET_BY[deadline]]
        yield str(deadline.label), by, KEPT_BY[deadline], basis


def _decisions() -> Iterator[tuple[str, ...]]:
    for one in decisions(LAW, DAY):
        if one.kind == "time_limit":
            continue
        who = [word.replace("_", " ") for word in one.all_of]
        who += [f"not {word.replace('_', ' ')}" for word in one.none_of]
        after = "no appeal" if not one.sanction else "can be appealed"
        if one.shall:
            after = "prescribed: no sanction is open beside it; no appeal"
        elif one.breaches:
            after += f"; ended only for {one.breaches} breaches or more"
        yield one.text.en, _range(one), ", ".join(who) or "anybody", after, _cited(one.reference)


def _range(one: Decision) -> str:
    told = [f"tables {', '.join(one.schedules)}"] if one.schedules else []
    if one.euros:
        least, most = one.euros
        told.append(f"€{least} to {f'€{most}' if most else 'the minimum monthly wage'}")
    if one.months:
        told.append(_months(one.months) + (" from the day it is final" if one.from_final else ""))
    if one.presentations:
        told.append("presentations")
    if one.measures:
        named = "; ".join(str(Measure(each).label) for each in one.measures)
        for_long = f", {_months(one.measure_months)}" if one.measure_months else ""
        told.append(f"measures ({named}){for_long}")
    if one.suspends:
        named = " or ".join(each.replace("_", " ") for each in one.suspends)
        told.append(f"names the sanction that is suspended ({named})")
    return "; ".join(told) or "–"


def _months(bounds: tuple[int, int]) -> str:
    return f"{bounds[0]} to {bounds[1]} months"


def _cited(reference: Reference) -> str:
    read = _READ[reference.source]
    return f"{reference.act.en}, {reference.section.en} ({read})"


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "veille.web.settings")
    django.setup()
    PAGE.write_text(page(), encoding="utf-8")
