"""The verbs of drug checking: keyword-only, `by=` the account that says it."""

from collections.abc import Sequence
from datetime import date, datetime
from hashlib import sha256

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from veille.ledger import clock
from veille.ledger.facts import Body
from veille.ledger.ids import check_id, new_id
from veille.ledger.recording import Pen, recording
from veille.ledger.refusal import Absent, Refused

from . import facts, labels, policies
from .area import LOT, SAMPLE
from .state import Lot, Sample
from .tables import LotRow
from .words import (
    Collected,
    Colour,
    Control,
    Decision,
    Fate,
    Form,
    LabMethod,
    Reading,
    Strip,
    Surprise,
)


def take_in(
    *,
    by: str,
    place: str,
    label: str,
    expected: str,
    form: Form = Form.POWDER,
    colour: Colour = Colour.OTHER,
    texture: str = "",
    collected: Collected = Collected.UNTOLD,
    used_already: bool = False,
    after_overdose: bool = False,
    received_mg: float | None = None,
    at: datetime | None = None,
    submission: str | None = None,
) -> Sample:
    """Take a sample in, under the label that stands on its bag. A label is used once."""
    tidy = labels.read_label(label)
    body = facts.SampleTaken(
        label=tidy,
        expected=policies.check_sold_as(expected),
        form=form,
        colour=colour,
        texture=" ".join(texture.split())[: policies.LONGEST_TEXTURE],
        collected=collected,
        used_already=used_already,
        after_overdose=after_overdose,
        received_mg=received_mg,
    )
    id = id_of_label(tidy)
    with recording(by=by, place=place, submission=submission) as pen:
        if pen.state(SAMPLE, id) is not None:
            raise Refused(
                _("The label %(label)s is on another sample already. Stick a new one on."),
                label=labels.in_groups(tidy),
            )
        return pen.note(SAMPLE, id, body, at=at)


def id_of_label(label: str) -> str:
    """A sample's identity follows from its label: two benches that scan one bag write of one
    sample, whoever was first."""
    return sha256(f"supply.sample:{label}".encode()).hexdigest()[:32]


def begin(
    *, by: str, sample: str, at: datetime | None = None, submission: str | None = None
) -> Sample:
    """Take a sample from the queue."""
    with recording(by=by, submission=submission) as pen:
        now = _sample(pen, sample)
        return pen.note(SAMPLE, now.id, facts.BenchBegan(), at=at)


def read_strip(
    *,
    by: str,
    sample: str,
    strip: Strip,
    reading: Reading,
    lot: str = "",
    sample_mg_per_ml: float | None = None,
    again: bool = False,
    at: datetime | None = None,
    submission: str | None = None,
) -> Sample:
    """Record what a strip showed, or that it is not done."""
    done = reading is not Reading.NOT_DONE
    body = facts.StripRead(
        strip=strip,
        reading=reading,
        lot=lot if done else "",
        sample_mg_per_ml=sample_mg_per_ml if done else None,
    )
    with recording(by=by, submission=submission) as pen:
        now = _sample(pen, sample)
        of_lot = pen.state(LOT, check_id(lot)) if body.lot else None
        policies.check_reading(now, body, of_lot, again=again)
        if of_lot is not None:
            policies.check_lot_date(of_lot, _day(at))
        return pen.note(SAMPLE, now.id, body, at=at)


def read_spectrum(
    *,
    by: str,
    sample: str,
    components: Sequence[facts.Component],
    unexplained_percent: float | None = None,
    named_nothing: bool = False,
    again: bool = False,
    at: datetime | None = None,
    submission: str | None = None,
) -> Sample:
    """Record what FTIR named, each with its share where it gave one; `named_nothing` where it
    named nothing, `again` where it is in place of a spectrum that was read before."""
    named = tuple(
        facts.Component(
            substance=policies.check_substance(one.substance), share_percent=one.share_percent
        )
        for one in components
    )
    body = facts.SpectrumRead(components=named, unexplained_percent=unexplained_percent)
    with recording(by=by, submission=submission) as pen:
        now = _sample(pen, sample)
        policies.check_spectrum(now, body, named_nothing=named_nothing, again=again)
        return pen.note(SAMPLE, now.id, body, at=at)


def answer_from_laboratory(
    *,
    by: str,
    sample: str,
    laboratory: str,
    method: LabMethod,
    findings: Sequence[facts.Finding],
    named_nothing: bool = False,
    again: bool = False,
    at: datetime | None = None,
    submission: str | None = None,
) -> Sample:
    """Record a laboratory's answer, which may come weeks later; `named_nothing` where it named
    nothing, `again` where it is in place of this laboratory's earlier answer by this method."""
    named = tuple(
        facts.Finding(
            substance=policies.check_substance(one.substance),
            abundance=one.abundance,
            share_percent=one.share_percent,
        )
        for one in findings
    )
    body = facts.LabAnswered(
        laboratory=policies.check_name(laboratory), method=method, findings=named
    )
    with recording(by=by, submission=submission) as pen:
        now = _sample(pen, sample)
        policies.check_answer(now, body, named_nothing=named_nothing, again=again)
        return pen.note(SAMPLE, now.id, body, at=at)


def move_material(
    *,
    by: str,
    sample: str,
    fate: Fate,
    mg: float,
    laboratory: str = "",
    at: datetime | None = None,
    submission: str | None = None,
) -> Sample:
    """Record that some of a sample left the bench. Raises Malformed where more would leave than
    came."""
    body = facts.MaterialMoved(
        fate=fate, mg=mg, laboratory=policies.check_name(laboratory) if laboratory else ""
    )
    with recording(by=by, submission=submission) as pen:
        return pen.note(SAMPLE, _sample(pen, sample).id, body, at=at)


def give_result(
    *,
    by: str,
    sample: str,
    surprise: Surprise = Surprise.UNCLEAR,
    decisions: Sequence[Decision] = (),
    at: datetime | None = None,
    submission: str | None = None,
) -> Sample:
    """Record that the person heard the result, and what they made of it."""
    body = facts.ResultGiven(surprise=surprise, decisions=tuple(dict.fromkeys(decisions)))
    with recording(by=by, submission=submission) as pen:
        now = _sample(pen, sample)
        policies.check_given(now)
        return pen.note(SAMPLE, now.id, body, at=at)


def receive_lot(
    *,
    by: str,
    place: str,
    strip: Strip,
    brand: str,
    number: str,
    expires: str,
    limit_ng_per_ml: float,
    source: str,
    again: bool = False,
    at: datetime | None = None,
    submission: str | None = None,
) -> Lot:
    """Open a lot of strips at a site, with its limit of detection and who measured it; `again`
    where it is another lot, though it has the number of one that is here."""
    body = facts.LotReceived(
        strip=strip,
        brand=" ".join(brand.split()),
        number=" ".join(number.split()),
        expires=expires,
        limit_ng_per_ml=limit_ng_per_ml,
        source=" ".join(source.split()),
    )
    policies.check_lot(body)
    policies.check_expiry(expires, _day(at))
    with recording(by=by, place=place, submission=submission) as pen:
        others = LotRow.objects.filter(site=place, strip=strip.value)
        policies.check_lot_is_new(body, others, again=again)
        return pen.note(LOT, new_id(), body, at=at)


def control_lot(
    *,
    by: str,
    lot: str,
    control: Control,
    reading: Reading,
    at: datetime | None = None,
    submission: str | None = None,
) -> Lot:
    """Record what a strip of the lot showed on a control; a wrong answer stops the lot."""
    return _of_lot(
        by=by,
        lot=lot,
        body=facts.LotControlled(control=control, reading=reading),
        at=at,
        submission=submission,
        reading=reading,
    )


def stop_lot(
    *, by: str, lot: str, why: str, at: datetime | None = None, submission: str | None = None
) -> Lot:
    """Stop a lot for a reason that no control showed."""
    body = facts.LotStopped(why=policies.check_name(why, 160))
    return _of_lot(by=by, lot=lot, body=body, at=at, submission=submission, reading=Reading.INVALID)


def _of_lot(
    *, by: str, lot: str, body: Body, at: datetime | None, submission: str | None, reading: Reading
) -> Lot:
    with recording(by=by, submission=submission) as pen:
        now = pen.state(LOT, check_id(lot))
        if now is None:
            raise Absent(_("That lot is not in this ledger. Go back and open the page again."))
        pen.place = now.site
        policies.check_control(now, reading)
        return pen.note(LOT, now.id, body, at=at)


def _day(at: datetime | None) -> date:
    """The day on the wall of whoever says it."""
    return timezone.localtime(at or clock.now()).date()


def _sample(pen: Pen, id: str) -> Sample:
    """The sample as it is; what is written from here on is placed at its site."""
    sample = pen.state(SAMPLE, check_id(id))
    if sample is None:
        raise Absent(_("No sample here has that label. Read it again, or take the sample in."))
    pen.place = sample.site
    return sample
