"""Answers of laboratories by label, from a table or as JSON; and strips that were read elsewhere.

What cannot be taken in is named with its row and why, and the rest goes on: an unknown label, two
different results for one test, a share of 140 %, a lot past its date. The same file twice adds
nothing.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import partial
from hashlib import sha256

import msgspec
from django.utils.translation import gettext_lazy as _

from veille import tabular
from veille.ledger.refusal import Absent, Malformed, Refused, Repeated
from veille.tabular import Profile, Record, Table
from veille.tabular.folding import folded

from . import actions, facts, policies, reads
from .days import noon_or_now
from .importing import unread_headings
from .labels import in_groups, read_label
from .naming import is_known
from .schemas import RESULTS
from .state import Lot, Sample
from .words import Abundance, LabMethod, Reading, Strip

#: Where a row says of no dilution: one milligram in a millilitre, as `limits` has it.
USUAL_MG_PER_ML = 1.0


@dataclass
class Answered:
    """Answers that are new, and that were here; rows that were left out, each with why. `unread`
    are headings that no field is read from; `unknown` names that the dictionary lacks."""

    new: int = 0
    here: int = 0
    refused: list[tuple[int, Refused]] = field(default_factory=list)
    faults: list[tabular.Fault] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    unknown: dict[str, None] = field(default_factory=dict)


class Finding(facts.Finding, frozen=True, forbid_unknown_fields=True):
    """A substance that a laboratory named, as it sends it."""


class Answer(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """One test of one sample by a laboratory. `date` is when it was analysed; without findings, it
    named nothing. `again`: it takes the place of what the laboratory answered by this method."""

    label: str
    method: LabMethod
    laboratory: str = ""
    day: date | None = msgspec.field(name="date", default=None)
    findings: tuple[Finding, ...]
    again: bool = False


class Answers(msgspec.Struct, forbid_unknown_fields=True):
    """`laboratory` stands for answers that name none."""

    answers: list[Answer]
    laboratory: str = ""


class _Given(msgspec.Struct, forbid_unknown_fields=True):
    """As `Answers`; each answer is read by itself, so that a wrong one stops no other."""

    answers: list[msgspec.Raw]
    laboratory: str = ""


def take_table(*, by: str, laboratory: str, table: Table, profile: Profile) -> Answered:
    """A row a finding, or a strip. `laboratory` stands for rows that name none."""
    done = Answered(unread=unread_headings(table, profile))
    tests: dict[tuple[str, str, LabMethod, date | None], list[tuple[int, Finding]]] = {}
    strips: list[tuple[int, Record]] = []
    for page in tabular.pages(table, RESULTS, profile):
        done.faults += page.left_out()
        for row, _key, record in page.records():
            if record.get("strip") is not None:
                strips.append((row, record))
                continue
            try:
                test, finding = _finding(record, laboratory)
                _check_once(tests.setdefault(test, []), row, finding)
            except Refused as refusal:
                done.refused.append((row, refusal))
    for (label, lab, method, day), found in tests.items():
        if found:
            answer = Answer(
                label=label,
                method=method,
                laboratory=lab,
                day=day,
                findings=tuple(finding for _row, finding in found),
            )
            _each(done, found[0][0], partial(_answer, answer, by))
    for row, told in strips:
        _each(done, row, partial(_read_strip, told, by))
    done.refused.sort(key=lambda one: one[0])
    named = [finding for found in tests.values() for _row, finding in found]
    done.unknown = {one.substance: None for one in named if not is_known(one.substance)}
    return done


def take_json(
    *, by: str, content: bytes, only_of: str = "", most_answers: int | None = None
) -> Answered:
    """`content` as `Answers` has it; `only_of` is the laboratory that sends it, in whose name
    alone it answers. Raises Malformed where it is no such list, or one of more than
    `most_answers`; an answer that cannot be taken in is left out with its number."""
    try:
        given = msgspec.json.decode(content, type=_Given)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Malformed(
            _("This is no list of answers: %(why)s. Nothing was taken in."), why=str(error)
        ) from None
    if most_answers is not None and len(given.answers) > most_answers:
        raise Malformed(
            _("At most %(most)s answers are taken at once. Nothing was taken in: send fewer."),
            most=most_answers,
        )
    done = Answered()
    for number, raw in enumerate(given.answers, 1):
        _each(done, number, partial(_answer_in, raw, given.laboratory, only_of, by))
    return done


def _answer_in(raw: msgspec.Raw, laboratory: str, only_of: str, by: str) -> bool:
    try:
        answer = msgspec.json.decode(raw, type=Answer)
        if answer.method.value not in LabMethod.values:
            raise msgspec.ValidationError(f"“{answer.method.value}” is no method - at `$.method`")
        for one in answer.findings:
            if one.abundance.value not in Abundance.values:
                wrong = one.abundance.value
                raise msgspec.ValidationError(f"“{wrong}” is no abundance - at `$.findings`")
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Malformed(_("This answer cannot be read: %(why)s."), why=str(error)) from None
    answer.laboratory = answer.laboratory or laboratory or only_of
    if only_of and folded(answer.laboratory) != folded(only_of):
        raise Malformed(
            _("This token sends answers of %(laboratory)s, and this one names another laboratory."),
            laboratory=only_of,
        )
    if only_of:
        answer.laboratory = only_of
    return _answer(answer, by)


def _finding(
    record: Record, laboratory: str
) -> tuple[tuple[str, str, LabMethod, date | None], Finding]:
    """Of which test a row is, and what it says."""
    label, method = record.get("label"), record.get("method")
    substance, share = record.get("substance"), record.get("share")
    if not isinstance(method, str) or not isinstance(substance, str):
        raise Malformed(_("This row names no method, or no substance: write both."))
    day, lab = record.get("day"), record.get("laboratory")
    finding = Finding(
        substance=policies.check_name(substance),
        abundance=Abundance(str(record.get("abundance") or Abundance.PRIMARY)),
        share_percent=float(share) if isinstance(share, Decimal) else None,
    )
    test = (
        read_label(str(label or "")),
        lab if isinstance(lab, str) else laboratory,
        LabMethod(method),
        day if isinstance(day, date) else None,
    )
    return test, finding


def _check_once(found: list[tuple[int, Finding]], row: int, finding: Finding) -> None:
    """Take a finding into its test; refuse another result for the same substance."""
    for before, same in found:
        if same.substance.casefold() != finding.substance.casefold():
            continue
        if same == finding:
            raise Refused(
                _("Row %(before)s says the same of the same test: it is taken once."),
                before=before,
            )
        raise Refused(
            _(
                "Row %(before)s gives another result for %(what)s by the same test. Neither is "
                "known to be right: ask the laboratory. This row was left out."
            ),
            before=before,
            what=finding.substance,
        )
    found.append((row, finding))


def _each(done: Answered, row: int, act: Callable[[], bool]) -> None:
    """Do one, and note what became of it."""
    try:
        if act():
            done.new += 1
        else:
            done.here += 1
    except Refused as refusal:
        done.refused.append((row, refusal))


def _answer(answer: Answer, by: str) -> bool:
    """Whether it is new. Raises Refused for another answer of the same test."""
    sample = _sample(answer.label)
    at = noon_or_now(answer.day) if answer.day else None
    laboratory = policies.check_name(answer.laboratory)
    before = sample.answer_of(laboratory, answer.method)
    if before is not None:
        same_day = at is None or before.at.date() == at.date()
        same_words = _says(before.findings) == _says(answer.findings)
        if same_day and same_words:
            return False
        if not same_words and not answer.again:
            raise Refused(
                _(
                    "%(laboratory)s answered for %(label)s by the same method at %(at)s, and said "
                    "otherwise. If that one was wrong, correct it at the bench; a laboratory’s "
                    "system sends what takes its place with “again”."
                ),
                laboratory=before.laboratory,
                label=in_groups(sample.label),
                at=before.at,
            )
    try:
        actions.answer_from_laboratory(
            by=by,
            sample=sample.id,
            laboratory=laboratory,
            method=answer.method,
            findings=answer.findings,
            named_nothing=not answer.findings,
            again=answer.again,
            at=at,
            submission=_identity(answer, laboratory, sample),
        )
    except Repeated:
        return False
    return True


def _identity(answer: Answer, laboratory: str, sample: Sample) -> str:
    """One for what two connections send at once of a sample as it is: it is taken in once."""
    said = (laboratory, answer.method.value, answer.day, sorted(map(str, _says(answer.findings))))
    return sha256(f"{sample.id}:{sample.version}:{said}".encode()).hexdigest()[:32]


def _says(findings: Iterable[facts.Finding]) -> set[tuple[str, str, float | None]]:
    return {(one.substance.casefold(), one.abundance.value, one.share_percent) for one in findings}


def _sample(label: str) -> Sample:
    tidy = read_label(label)
    sample = reads.sample_by_label(tidy)
    if sample is None:
        raise Absent(
            _("No sample here has the label %(label)s. Ask the laboratory to read it again."),
            label=in_groups(tidy),
        )
    return sample


def _read_strip(record: Record, by: str) -> bool:
    sample = _sample(str(record.get("label") or ""))
    strip = Strip(str(record["strip"]))
    reading = Reading(str(record.get("reading") or Reading.NOT_DONE))
    before = sample.read(strip)
    lot = None if reading is Reading.NOT_DONE else _lot(sample, strip, record.get("lot"))
    if before is not None and (before.reading, before.lot) == (reading, lot.id if lot else ""):
        return False
    if before is not None and before.reading is not Reading.NOT_DONE:
        raise Refused(
            _(
                "This strip was read as %(before)s at %(at)s already. A file does not change that: "
                "read it again at the bench."
            ),
            before=before.reading.label,
            at=before.at,
        )
    day, dilution = record.get("day"), record.get("dilution")
    actions.read_strip(
        by=by,
        sample=sample.id,
        strip=strip,
        reading=reading,
        lot=lot.id if lot else "",
        sample_mg_per_ml=float(dilution) if isinstance(dilution, Decimal) else USUAL_MG_PER_ML,
        at=noon_or_now(day) if isinstance(day, date) else None,
    )
    return True


def _lot(sample: Sample, strip: Strip, number: object) -> Lot:
    """A lot of the sample’s site by its number, for this strip."""
    rows = [row for row in reads.lots(sample.site) if (row.strip, row.number) == (strip, number)]
    lot = reads.lot(rows[0].id) if rows else None
    if lot is None:
        raise Absent(
            _("No lot “%(lot)s” for this strip is at the site of the sample. Open it first."),
            lot=str(number or ""),
        )
    return lot
