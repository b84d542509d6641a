"""What is so now of a sample and of a lot of strips: pure folds."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from veille.ledger.facts import Entry
from veille.ledger.states import State, by_time, state_of
from veille.tabular.folding import folded

from . import facts
from .words import Collected, Colour, Control, Decision, Fate, Form, Reading, Strip, Surprise


class Read(msgspec.Struct, frozen=True, kw_only=True):
    """One reading of a strip, the latest of its kind."""

    strip: Strip
    reading: Reading
    lot: str
    sample_mg_per_ml: float | None
    at: datetime
    by: str


class Lab(msgspec.Struct, frozen=True, kw_only=True):
    """A laboratory's answer by one method, the latest."""

    laboratory: str
    method: str
    findings: tuple[facts.Finding, ...]
    at: datetime


class Sample(State, frozen=True, kw_only=True):
    """`strips` has each kind once, as it was read last. `at` is when it was taken in."""

    label: str
    expected: str
    form: Form
    colour: Colour
    texture: str
    collected: Collected
    used_already: bool
    after_overdose: bool
    received_mg: float | None
    begun_at: datetime | None
    technician: str
    strips: tuple[Read, ...]
    components: tuple[facts.Component, ...] | None
    unexplained_percent: float | None
    #: When the spectrum was read that stands.
    spectrum_at: datetime | None
    labs: tuple[Lab, ...]
    #: Weights that left, in milligrams, by where they went.
    material_mg: dict[Fate, float]
    given_at: datetime | None
    surprise: Surprise | None
    decisions: tuple[Decision, ...]
    #: When something was learnt last; the result's page says it.
    learnt_at: datetime | None

    def read(self, strip: Strip) -> Read | None:
        return next((one for one in self.strips if one.strip is strip), None)

    def answer_of(self, laboratory: str, method: str) -> Lab | None:
        """What a laboratory answered by a method."""
        asked = folded(laboratory), str(method)
        return next((lab for lab in self.labs if _whose(lab) == asked), None)

    @property
    def gone_mg(self) -> float:
        return sum(self.material_mg.values())

    @property
    def waits_for_laboratory(self) -> bool:
        return Fate.LABORATORY in self.material_mg and not self.labs


def _whose(lab: Lab) -> tuple[str, str]:
    return folded(lab.laboratory), lab.method


class Lot(State, frozen=True, kw_only=True):
    """`proven_at` is when its positive control was last seen to work; `stopped_at` when a control
    failed, or somebody stopped it, after which none of its readings counts."""

    strip: Strip
    brand: str
    number: str
    expires: str
    limit_ng_per_ml: float
    source: str
    proven_at: datetime | None
    #: When its positive control worked, each time before it was stopped.
    controls_passed: tuple[datetime, ...]
    stopped_at: datetime | None
    stopped_why: str


def fold_sample(about: str, entries: Sequence[Entry], said: int) -> Sample | None:
    """None before it is known that it was taken in, even where a test of it arrived already."""
    ordered = by_time(entries)
    taken = next((e for e in ordered if isinstance(e.body, facts.SampleTaken)), None)
    if taken is None:
        return None
    strips: dict[Strip, Read] = {}
    begun: Entry | None = None
    spectrum: facts.SpectrumRead | None = None
    spectrum_at: datetime | None = None
    labs: dict[tuple[str, str], Lab] = {}
    material: dict[Fate, float] = {}
    given: tuple[datetime, facts.ResultGiven] | None = None
    learnt: datetime | None = None
    for entry in ordered:
        match entry.body:
            case facts.BenchBegan():
                begun = entry
            case facts.StripRead() as read:
                strips[read.strip] = Read(
                    strip=read.strip,
                    reading=read.reading,
                    lot=read.lot,
                    sample_mg_per_ml=read.sample_mg_per_ml,
                    at=entry.at,
                    by=entry.by,
                )
                learnt = entry.at
            case facts.SpectrumRead() as spectrum:
                learnt = spectrum_at = entry.at
            case facts.LabAnswered() as said_by:
                lab = Lab(
                    laboratory=said_by.laboratory,
                    method=said_by.method.value,
                    findings=said_by.findings,
                    at=entry.at,
                )
                labs[_whose(lab)] = lab
                learnt = entry.at
            case facts.MaterialMoved() as moved:
                material[moved.fate] = material.get(moved.fate, 0.0) + moved.mg
            case facts.ResultGiven() as told:
                given = entry.at, told
    return state_of(
        Sample,
        taken,
        said,
        begun_at=begun.at if begun else None,
        technician=begun.by if begun else "",
        strips=tuple(strips[s] for s in dict.fromkeys((*Strip, *strips)) if s in strips),
        components=spectrum.components if spectrum else None,
        unexplained_percent=spectrum.unexplained_percent if spectrum else None,
        spectrum_at=spectrum_at,
        labs=tuple(labs.values()),
        material_mg=material,
        given_at=given[0] if given else None,
        surprise=given[1].surprise if given else None,
        decisions=given[1].decisions if given else (),
        learnt_at=learnt,
    )


#: What a strip must show on a control, else its lot is stopped.
EXPECTED = {Control.POSITIVE: Reading.POSITIVE, Control.NEGATIVE: Reading.NEGATIVE}


def fold_lot(about: str, entries: Sequence[Entry], said: int) -> Lot | None:
    """A lot that a control failed stays stopped: a later control that works, as another node may
    have written down meanwhile, frees neither the lot nor its readings."""
    ordered = by_time(entries)
    received = next((e for e in ordered if isinstance(e.body, facts.LotReceived)), None)
    if received is None:
        return None
    passed: list[datetime] = []
    stopped: datetime | None = None
    why = ""
    for entry in ordered:
        match entry.body:
            case facts.LotControlled(control=control, reading=reading):
                if reading is not EXPECTED.get(control, reading):
                    if stopped is None:
                        stopped, why = entry.at, control.value
                elif control is Control.POSITIVE and stopped is None:
                    passed.append(entry.at)
            case facts.LotStopped() as halt if stopped is None:
                stopped, why = entry.at, halt.why
    return state_of(
        Lot,
        received,
        said,
        proven_at=passed[-1] if passed else None,
        controls_passed=tuple(passed),
        stopped_at=stopped,
        stopped_why=why,
    )
