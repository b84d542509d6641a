"""Writes `docs/diversion.md` from the course and the law: `python -m tests.diversion.reference`."""

import os
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import django
from django.utils import translation

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
from veille.diversion.words import Deadline, Status, Treatment, Verb
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
    yield _table(("decision", "range", "of whom", "legal basis"), _decisions())
    yield (
        "Refused with a reason: whatever lies outside; a decision by a panel that is not whole "
        "(one member from law, two from health or social work, all three of whom heard the case), "
        "or on which somebody sits who stepped out for a conflict."
    )
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
        if deadline is Deadline.SUSPENSION and said is not None:
            by = "the day that the decision names; " + _months(said)
        elif said is not None:
            by = f"{said.hours} hours"
        elif deadline is Deadline.DUE:
            by, said = "the day that the decision names", None
        else:
            by = "the day that closing names"
        basis = _cited(said.reference) if said else _SET_BY[SET_BY[deadline]]
        yield str(deadline.label), by, KEPT_BY[deadline], basis


def _decisions() -> Iterator[tuple[str, ...]]:
    for one in decisions(LAW, DAY):
        if one.kind != "decision":
            continue
        who = [word.replace("_", " ") for word in one.all_of]
        who += [f"not {word.replace('_', ' ')}" for word in one.none_of]
        yield one.text.en, _range(one), ", ".join(who) or "anybody", _cited(one.reference)


def _range(one: Decision) -> str:
    told = [f"tables {', '.join(one.schedules)}"] if one.schedules else []
    if one.euros:
        told.append(f"€{one.euros[0]}–{one.euros[1]}")
    elif "fine" in one.decides:
        told.append("up to the minimum wage that is set for the commission")
    if one.months:
        told.append(_months(one))
    return "; ".join(told) or "–"


def _months(one: Decision) -> str:
    assert one.months is not None
    return f"{one.months[0]} to {one.months[1]} months"


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
