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

import msgspec
from django.utils.translation import gettext_lazy as _

from veille import tabular
from veille.ledger.refusal import Absent, Malformed, Refused
from veille.tabular import Profile, Record, Table

from . import actions, policies, reads
from .days import noon_or_now
from .facts import Finding
from .labels import in_groups, read_label
from .schemas import RESULTS
from .state import Lot, Sample
from .words import Abundance, LabMethod, Reading, Strip

#: Where a row says of no dilution: one milligram in a millilitre, as `limits` has it.
USUAL_MG_PER_ML = 1.0


@dataclass
class Answered:
    """Answers that are new, and that were here; rows that were left out, each with why."""

    new: int = 0
    here: int = 0
    refused: list[tuple[int, Refused]] = field(default_factory=list)
    faults: list[tabular.Fault] = field(default_factory=list)


class Answer(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """One test of one sample by a laboratory, as JSON has it."""

    label: str
    method: LabMethod
    laboratory: str = ""
    day: date | None = msgspec.field(name="date", default=None)
    findings: tuple[Finding, ...] = ()


class _Given(msgspec.Struct, forbid_unknown_fields=True):
    answers: list[msgspec.Raw]
    laboratory: str = ""


def take_table(*, by: str, laboratory: str, table: Table, profile: Profile) -> Answered:
    """A row a finding, or a strip. `laboratory` stands for rows that name none."""
    done = Answered()
    tests: dict[tuple[str, str, LabMethod, date | None], list[tuple[int, Finding]]] = {}
    strips: list[tuple[int, Record]] = []
    for page in tabular.pages(table, RESULTS, profile):
        left_out = {fault.row for fault in page.faults} - set(page.rows)
        done.faults += [fault for fault in page.faults if fault.row in left_out]
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
            _take(done, found[0][0], answer, by)
    for row, told in strips:
        _each(done, row, partial(_read_strip, told, by))
    done.refused.sort(key=lambda one: one[0])
    return done


def take_json(*, by: str, content: bytes) -> Answered:
    """{"laboratory": …, "answers": [{"label", "method", "date", "findings": [{"substance",
    "abundance", "share_percent"}]}]}. Raises Malformed where it is no such list; an answer that is
    none is left out with its number."""
    try:
        given = msgspec.json.decode(content, type=_Given)
    except msgspec.MsgspecError as error:
        raise Malformed(
            _("This is no list of answers: %(why)s. Nothing was taken in."), why=str(error)
        ) from None
    done = Answered()
    for number, raw in enumerate(given.answers, 1):
        try:
            answer = msgspec.json.decode(raw, type=Answer)
            if answer.method.value not in LabMethod.values:
                raise msgspec.ValidationError(f"“{answer.method.value}” is no method")
        except msgspec.MsgspecError as error:
            refusal = Malformed(_("This answer cannot be read: %(why)s."), why=str(error))
            done.refused.append((number, refusal))
            continue
        answer.laboratory = answer.laboratory or given.laboratory
        _take(done, number, answer, by)
    return done


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
        if same != finding:
            raise Refused(
                _(
                    "Row %(before)s gives another result for %(what)s by the same test. Neither is "
                    "known to be right: ask the laboratory. This row was left out."
                ),
                before=before,
                what=finding.substance,
            )
        return
    found.append((row, finding))


def _take(done: Answered, row: int, answer: Answer, by: str) -> None:
    _each(done, row, partial(_answer, answer, by))


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
    for lab in sample.labs:
        same_day = at is None or lab.at.date() == at.date()
        if (lab.laboratory, lab.method) == (laboratory, answer.method.value) and same_day:
            if _says(lab.findings) == _says(answer.findings):
                return False
            raise Refused(
                _(
                    "%(laboratory)s answered for %(label)s already, by the same method on the same "
                    "day, and said otherwise. Correct that answer at the bench, where it is wrong."
                ),
                laboratory=laboratory,
                label=in_groups(sample.label),
            )
    actions.answer_from_laboratory(
        by=by,
        sample=sample.id,
        laboratory=laboratory,
        method=answer.method,
        findings=answer.findings,
        at=at,
    )
    return True


def _says(findings: Iterable[Finding]) -> set[tuple[str, str, float | None]]:
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
