"""What drafts an alert: triggers, read from TOML, run over samples in the order of their days.

A draft is no alert. It holds the facts that raised it; a person edits, approves, publishes.
"""

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from importlib import resources
from typing import Any

import numpy as np

from veille.tabular import Message

from .naming import group_of, members, sold_as
from .proportions import Share, wilson
from .records import Outcome, Sample
from .sequential import Days, Rising
from .sequential import rising as rising_alarms


class Kind(StrEnum):
    FIRST = "first"  # a substance that no sample held before
    IN_OTHER = "in-other"  # in something that was not sold as it
    RISING = "rising"  # its share of those tested rises
    UNEXPECTED_STRIP = "unexpected-strip"  # a strip positive where nobody expected it
    OVERDOSES = "overdoses"  # many overdoses at sites, against the visits


@dataclass(frozen=True, kw_only=True)
class Trigger:
    """One table of triggers.toml. `substances` holds those of its groups too."""

    name: str
    kind: Kind
    says: Message
    substances: tuple[str, ...] = ()
    strip: str = ""
    sold_as: tuple[str, ...] = ()
    rising: Rising | None = None
    quiet_days: int = 0
    #: Days from the first sample on in which everything is new: nothing is drafted of it.
    settling_days: int = 1
    #: Of a window against the days before it, where the trigger compares no samples.
    hours: float = 0.0
    before_days: int = 0
    least_positive: int = 0
    false_alarms_a_year: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Draft:
    """An alert as a trigger drafts it. `share` is of those tested in its days, `before` of those
    tested earlier; None where the trigger compares nothing. `p` is the probability of as much
    where nothing changed. `samples` are the labels that raised it."""

    trigger: str
    on: date
    substance: str
    sold_as: str
    place: str
    says: Message
    samples: tuple[str, ...]
    share: Share | None = None
    before: Share | None = None
    p: float | None = None


_WINDOW = ("hours", "before_days", "least_positive", "false_alarms_a_year")


def load_triggers(text: str = "") -> tuple[Trigger, ...]:
    """Those of a site’s own TOML, or those that come with Veille. Raises ValueError with the name
    of the trigger that is wrong."""
    if not text:
        text = resources.files("veille.supply").joinpath("triggers.toml").read_text("utf-8")
    return tuple(_trigger(name, found) for name, found in tomllib.loads(text).items())


def _trigger(name: str, data: Mapping[str, Any]) -> Trigger:
    try:
        kind = Kind(data["kind"])
        substances = [*data.get("substances", ())]
        for group in data.get("groups", ()):
            substances += members(group)
        compared = None
        if kind is Kind.RISING:
            compared = Rising(
                **{
                    key: data[key]
                    for key in (
                        "now_days",
                        "before_days",
                        "least_positive",
                        "false_alarms_a_year",
                        "quiet_days",
                    )
                }
            )
        return Trigger(
            name=name,
            kind=kind,
            says=Message(data["en"], data["fr"]),
            substances=tuple(substances),
            strip=data.get("strip", ""),
            sold_as=tuple(data.get("sold_as", ())),
            rising=compared,
            quiet_days=data.get("quiet_days", 0),
            settling_days=data.get("settling_days", 1),
            **({name: data[name] for name in _WINDOW} if kind is Kind.OVERDOSES else {}),
        )
    except (KeyError, ValueError) as error:
        raise ValueError(f"trigger “{name}”: {error}") from None


def drafts(
    samples: Iterable[Sample], triggers: Sequence[Trigger], known: Iterable[str] = ()
) -> list[Draft]:
    """What the triggers would have drafted of these samples, day by day, as it was known then.
    `known` are substances that samples held before these.

    A sample without a day is left out. Overdoses are not samples: see `sequential.many_overdoses`.
    """
    dated = sorted((s for s in samples if s.collected), key=lambda s: (s.collected, s.label))
    found: list[Draft] = []
    for trigger in triggers:
        match trigger.kind:
            case Kind.FIRST:
                found += _first(dated, trigger, known)
            case Kind.IN_OTHER:
                found += _in_other(dated, trigger)
            case Kind.RISING:
                found += _rising(dated, trigger)
            case Kind.UNEXPECTED_STRIP:
                found += _unexpected(dated, trigger)
            case Kind.OVERDOSES:
                pass
    return sorted(found, key=lambda draft: (draft.on, draft.trigger, draft.substance))


def _first(samples: Sequence[Sample], trigger: Trigger, known: Iterable[str]) -> Iterator[Draft]:
    """Nothing is new in the days in which checking begins; what is known is never new."""
    wanted, seen = set(trigger.substances), set(known)
    first_day = samples[0].collected if samples else None
    for sample in samples:
        assert sample.collected is not None
        assert first_day is not None
        settled = sample.collected >= first_day + timedelta(days=trigger.settling_days)
        for component in sample.components:
            key = component.substance
            if key not in wanted or key in seen:
                continue
            seen.add(key)
            if settled:
                yield _of(trigger, sample, key)


def _in_other(samples: Sequence[Sample], trigger: Trigger) -> Iterator[Draft]:
    wanted = set(trigger.substances)
    quiet: dict[tuple[str, str], date] = {}
    for sample in samples:
        assert sample.collected is not None
        for key in {c.substance for c in sample.components} & wanted:
            expected = {key, group_of(key)} & {*sample.expected, *map(group_of, sample.expected)}
            if key in sample.expected or (group_of(key) == "nitazene" and "nitazene" in expected):
                continue
            last = quiet.get((key, sample.place))
            if last and sample.collected < last + timedelta(days=trigger.quiet_days):
                continue
            quiet[key, sample.place] = sample.collected
            yield _of(trigger, sample, key)


def _unexpected(samples: Sequence[Sample], trigger: Trigger) -> Iterator[Draft]:
    quiet: dict[str, date] = {}
    for sample in samples:
        assert sample.collected is not None
        if trigger.strip in sample.expected or sold_as(sample.expected) not in trigger.sold_as:
            continue
        if sample.read_by_strip(trigger.strip) is not Outcome.POSITIVE:
            continue
        last = quiet.get(sample.place)
        if last and sample.collected < last + timedelta(days=trigger.quiet_days):
            continue
        quiet[sample.place] = sample.collected
        yield _of(trigger, sample, trigger.strip)


def _of(trigger: Trigger, sample: Sample, key: str) -> Draft:
    assert sample.collected is not None
    return Draft(
        trigger=trigger.name,
        on=sample.collected,
        substance=key,
        place=sample.place,
        sold_as=sold_as(sample.expected),
        says=trigger.says,
        samples=(sample.label,),
    )


def _rising(samples: Sequence[Sample], trigger: Trigger) -> Iterator[Draft]:
    assert trigger.rising is not None
    for stream in streams(samples, trigger):
        positive, tested = stream.daily()
        for alarm in rising_alarms(positive, tested, trigger.rising):
            on = stream.first + timedelta(days=alarm.day)
            since = on - timedelta(days=trigger.rising.now_days - 1)
            yield Draft(
                trigger=trigger.name,
                on=on,
                substance=stream.substance,
                sold_as=stream.sold_as,
                place="",
                says=trigger.says,
                samples=stream.positives(since, on),
                share=wilson(alarm.positive, alarm.tested),
                before=wilson(alarm.positive_before, alarm.tested_before),
                p=alarm.p,
            )


@dataclass(frozen=True)
class Stream:
    """One substance in what was sold as one group: (day, whether positive, label) of each sample
    that was tested for it."""

    substance: str
    sold_as: str
    tests: Sequence[tuple[date, bool, str]]

    @property
    def first(self) -> date:
        return min(day for day, _, _ in self.tests)

    def positives(self, since: date, until: date) -> tuple[str, ...]:
        """Labels of the positive samples of some days, the last included."""
        return tuple(label for day, hit, label in self.tests if hit and since <= day <= until)

    def daily(self) -> tuple[Days, Days]:
        """How many were positive, and how many tested, on each day from the first to the last."""
        first = self.first
        days = np.array([(day - first).days for day, _, _ in self.tests])
        hits = np.array([hit for _, hit, _ in self.tests], dtype=np.int64)
        length = int(days.max()) + 1
        tested = np.bincount(days, minlength=length).astype(np.int64)
        positive = np.bincount(days, weights=hits, minlength=length).astype(np.int64)
        return positive, tested


def streams(samples: Iterable[Sample], trigger: Trigger) -> list[Stream]:
    """The streams that a trigger watches. A strip that was not done, or invalid, is not among
    those tested; an instrument looked for its substances in every sample that it was given."""
    found: dict[tuple[str, str], list[tuple[date, bool, str]]] = defaultdict(list)
    for sample in samples:
        group = sold_as(sample.expected)
        if sample.collected is None or group not in trigger.sold_as:
            continue
        if trigger.strip:
            outcome = sample.read_by_strip(trigger.strip)
            if outcome.counts and trigger.strip not in sample.expected:
                found[trigger.strip, group].append(
                    (sample.collected, outcome is Outcome.POSITIVE, sample.label)
                )
            continue
        if not sample.components:
            continue
        held = {component.substance for component in sample.components}
        for key in trigger.substances:
            found[key, group].append((sample.collected, key in held, sample.label))
    return [
        Stream(key, group, tests)
        for (key, group), tests in found.items()
        if any(hit for _, hit, _ in tests)
    ]


def shuffled(stream: Stream, chance: np.random.Generator) -> Stream:
    """The stream with the results dealt out anew over its days: nothing changes in it but by
    chance, so that whatever alarm it raises is a false one."""
    order = chance.permutation(len(stream.tests))
    tests = [
        (day, stream.tests[at][1], stream.tests[at][2])
        for (day, _, _), at in zip(stream.tests, order, strict=True)
    ]
    return Stream(stream.substance, stream.sold_as, tests)


def two_within_a_week(stream: Stream, quiet_days: int) -> list[date]:
    """The rule that people use without a computer: any two positives within seven days."""
    alarms: list[date] = []
    last: date | None = None
    for day in sorted(day for day, hit, _ in stream.tests if hit):
        near = last is not None and (day - last).days < 7
        if near and (not alarms or (day - alarms[-1]).days >= quiet_days):
            alarms.append(day)
        last = day
    return alarms
