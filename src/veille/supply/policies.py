"""When something may be said of a sample or of a lot: by what is so."""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Protocol

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from veille import anonymity
from veille.ledger.refusal import Malformed, Refused

from . import facts
from .named import has_too_many_digits, wrong_sign
from .naming import key_of
from .state import Lot, Read, Sample
from .words import Decision, Reading

#: Characters of a substance's name, a texture, a laboratory, a lot's number.
LONGEST_NAME = 80
LONGEST_TEXTURE = 40
LONGEST_LOT_NUMBER = 40
LONGEST_SOURCE = 160
#: Limits of detection that a strip can have. Published ones go from 200 (fentanyl) to 9,000
#: (nitazenes; doi 10.1186/s12954-024-01078-8); beyond these a unit or a point was mistaken.
LIMITS_NG_PER_ML = (10.0, 20_000.0)
#: Strips are good for two or three years; a later date is a slip.
LONGEST_SHELF_YEARS = 10
#: Milligrams: more than that is no sample.
LARGEST_SAMPLE_MG = 5_000.0
#: A lot's positive control is good for a shift; then another is asked for.
CONTROL_HOURS = 12.0
#: Milligrams of sample in a millilitre of water, least and most.
DILUTIONS_MG_PER_ML = (0.01, 100.0)
#: Milligrams: what a bench's scale does not tell apart.
SCALE_STEP_MG = 0.05
#: Percent by which the shares of a spectrum may add up to more than the whole.
ROUNDING_PERCENT = 2.0
_WHOLE_PERCENT = 100.0


class NumberedLot(Protocol):
    """A lot that is here already."""

    number: str
    brand: str


def check_name(name: str, longest: int = LONGEST_NAME) -> str:
    """A substance's or a laboratory's name, tidied. Raises Malformed where it is none."""
    tidy = " ".join(name.split())
    if not tidy:
        raise Malformed(_("Write the name, or choose one."))
    if len(tidy) > longest:
        raise Malformed(
            _("“%(name)s…” is too long for a name: at most %(longest)s characters."),
            name=tidy[:20],
            longest=longest,
        )
    if any(not one.isprintable() for one in tidy):
        raise Malformed(_("That name holds a character that cannot be read. Write it again."))
    return tidy


def check_substance(name: str) -> str:
    """A substance's name as an instrument or a report writes it, tidied. Raises Malformed where
    it is none: a name has a letter, and no sign of a number or a share."""
    tidy = check_name(name)
    wrong = wrong_sign(tidy)
    if wrong:
        raise Malformed(
            _("“%(name)s”: no substance has “%(sign)s” in its name. Write the name alone."),
            name=tidy,
            sign=wrong,
        )
    if has_too_many_digits(tidy) or not any(one.isalpha() for one in tidy):
        raise Malformed(_("“%(name)s” is no name of a substance. Write its name."), name=tidy)
    return tidy


#: What a sample is sold as may hold it all the same: “China girl”, “white lady”; “Adam”, “Mary”.
_MAY_BE_SAID = (anonymity.SEX, anonymity.GIVEN)


def check_sold_as(text: str) -> str:
    """What a sample was sold as, in the person's words, tidied. Raises Malformed where it points to
    a person: a handle, a telephone, a code."""
    tidy = check_name(text)
    for what, words in anonymity.pointers(tidy, but=_MAY_BE_SAID):
        raise Malformed(
            _(
                "“%(words)s” may point to a person (%(what)s). Write what the sample was sold as, "
                "and leave this out."
            ),
            words=words[:40],
            what=what,
        )
    return tidy


def check_dates(sample: Sample, at: datetime) -> None:
    """Nothing was tested on a day before the sample came in. Days are those on the wall here."""
    day, came = (timezone.localtime(one).date() for one in (at, sample.at))
    if day < came:
        raise Malformed(
            _(
                "This is dated %(day)s, and the sample came in on %(came)s: it cannot be of this "
                "sample. Check the date, and the label."
            ),
            day=day,
            came=came,
        )


def check_named_once(names: Iterable[str]) -> None:
    """A substance is named once, be it by two of its names: which share would be its own?"""
    named = list(names)
    counted = Counter(key_of(name) for name in named)
    for name in named:
        if counted[key_of(name)] > 1:
            raise Malformed(
                _("“%(name)s” stands there more than once. Write it once, with its share."),
                name=name,
            )


def check_spectrum(
    sample: Sample, read: facts.SpectrumRead, *, named_nothing: bool, again: bool
) -> None:
    """A spectrum that names nothing says so; one in place of another is asked about."""
    if not read.components and not read.unexplained_percent and not named_nothing:
        raise Malformed(_("Write what FTIR named. If it named nothing, tick “it named nothing”."))
    differs = (sample.components, sample.unexplained_percent) != (
        read.components,
        read.unexplained_percent,
    )
    if sample.spectrum_at is not None and differs and not again:
        raise Refused(
            _(
                "A spectrum of this sample was read at %(at)s. If it was read again, tick “again”; "
                "if that one was wrong, correct it in the sample’s history."
            ),
            at=sample.spectrum_at,
        )


def check_answer(
    sample: Sample, answered: facts.LabAnswered, *, named_nothing: bool, again: bool
) -> None:
    """An answer that names nothing says so; a second one of a laboratory by one method, which
    takes the place of the first, is asked about."""
    if not answered.findings and not named_nothing:
        raise Malformed(
            _("Write what the laboratory named. If it named nothing, tick “it named nothing”.")
        )
    before = sample.answer_of(answered.laboratory, answered.method)
    if before is not None and before.findings != answered.findings and not again:
        raise Refused(
            _(
                "%(laboratory)s answered by %(method)s at %(at)s. If this answer takes its place, "
                "tick “again”; if that one was written wrongly, correct it in the sample’s history."
            ),
            laboratory=before.laboratory,
            method=answered.method.label,
            at=before.at,
        )


def check_received(mg: float | None) -> None:
    if mg is not None and not 0 < mg <= LARGEST_SAMPLE_MG:
        raise Malformed(
            _("A sample weighs more than 0 and at most %(most)s mg. Check the weight."),
            most=LARGEST_SAMPLE_MG,
        )


def check_reading(sample: Sample, read: facts.StripRead, lot: Lot | None, *, again: bool) -> None:
    """A reading names its lot and its dilution, unless it was not done; a second one for the
    same strip is asked about."""
    before = sample.read(read.strip)
    if before is not None and _differs(before, read) and not again:
        raise Refused(
            _(
                "This strip was read as %(before)s at %(at)s. If it was tried again, tick “again” "
                "and tap once more."
            ),
            before=before.reading.label,
            at=before.at,
        )
    if read.reading is Reading.NOT_DONE:
        return
    if lot is None or lot.strip is not read.strip:
        raise Malformed(_("Choose the lot of the strip: what it can see depends on it."))
    if lot.stopped_at is not None:
        raise Refused(
            _("Lot %(lot)s was stopped at %(at)s. Take a strip of another lot."),
            lot=lot.number,
            at=lot.stopped_at,
        )
    least, most = DILUTIONS_MG_PER_ML
    if read.sample_mg_per_ml is None or not least <= read.sample_mg_per_ml <= most:
        raise Malformed(
            _("Say how many milligrams were in a millilitre of water: from %(least)s to %(most)s."),
            least=least,
            most=most,
        )


def _differs(before: Read, read: facts.StripRead) -> bool:
    return before.reading is not Reading.NOT_DONE and before.reading is not read.reading


def check_lot_date(lot: Lot, today: date) -> None:
    if date.fromisoformat(lot.expires) < today:
        raise Refused(
            _("Lot %(lot)s expired on %(expires)s. Take a strip of another lot."),
            lot=lot.number,
            expires=date.fromisoformat(lot.expires),
        )


def check_shares(shares: Iterable[float | None], rest: float | None = None) -> None:
    """Each from 0 to 100 %, and all together not more than the whole."""
    known = [share for share in (*shares, rest) if share is not None]
    for share in known:
        if not 0 <= share <= _WHOLE_PERCENT:
            raise Malformed(
                _("%(share)s %% is no share: it is from 0 to 100 %%. Check the number."),
                share=share,
            )
    if sum(known) > _WHOLE_PERCENT + ROUNDING_PERCENT:
        raise Malformed(
            _("These shares add up to %(sum)s %%, more than the whole. Check the numbers."),
            sum=round(sum(known), 1),
        )


def check_moved(mg: float) -> None:
    if not 0 < mg <= LARGEST_SAMPLE_MG:
        raise Malformed(
            _("Write how many milligrams left: more than 0, at most %(most)s."),
            most=LARGEST_SAMPLE_MG,
        )


def check_material(sample: Sample) -> None:
    """No more left than came."""
    if sample.received_mg is None:
        return
    if sample.gone_mg > sample.received_mg + SCALE_STEP_MG:
        raise Malformed(
            _(
                "%(received)s mg came in, and %(gone)s mg would have left. Check the weights; one "
                "that was written wrongly is corrected in the sample’s history."
            ),
            received=sample.received_mg,
            gone=round(sample.gone_mg, 1),
        )


def check_decisions(decisions: Collection[Decision]) -> None:
    """Nobody says two things at once: nothing and something, or to use it all the same and not."""
    for one, others in _ALONE.items():
        if one in decisions and (against := [each for each in decisions if each in others]):
            raise Malformed(
                _("“%(one)s” and “%(other)s” cannot both be so. Keep what they said."),
                one=one.label,
                other=against[0].label,
            )


#: What cannot be said together with a decision.
_ALONE = {
    Decision.UNSAID: frozenset(Decision) - {Decision.UNSAID},
    Decision.AS_PLANNED: frozenset({Decision.NOT, Decision.LESS}),
    Decision.NOT: frozenset({Decision.AS_PLANNED, Decision.LESS, Decision.NOT_ALONE}),
}


def check_given(sample: Sample) -> None:
    """A result is given once something was learnt."""
    if sample.learnt_at is None:
        raise Refused(_("Nothing was tested yet. Read a strip or a spectrum first."))


def check_lot(lot: facts.LotReceived) -> None:
    """What is written of a lot can be so, be it when it came or in a correction."""
    check_name(lot.brand)
    check_lot_number(lot.number)
    check_name(lot.source, LONGEST_SOURCE)
    least, most = LIMITS_NG_PER_ML
    if not least <= lot.limit_ng_per_ml <= most:
        raise Malformed(
            _(
                "A strip’s limit of detection lies between %(least)s and %(most)s nanograms per "
                "millilitre. Check the number and its unit."
            ),
            least=f"{least:g}",
            most=f"{most:g}",
        )
    try:
        date.fromisoformat(lot.expires)
    except ValueError:
        raise Malformed(
            _("“%(date)s” is not a date. Write it such as 2027-03-31."), date=lot.expires[:20]
        ) from None


def check_lot_number(number: str) -> None:
    """As it stands on the box: letters, digits and what joins them."""
    tidy = check_name(number, LONGEST_LOT_NUMBER)
    wrong = next((one for one in tidy if not (one.isalnum() or one in " -–./_#+")), "")
    if wrong or not any(one.isalnum() for one in tidy):
        raise Malformed(
            _("“%(number)s” is no lot number: write the letters and digits that stand on the box."),
            number=tidy,
        )


def check_lot_is_new(lot: facts.LotReceived, others: Iterable[NumberedLot], *, again: bool) -> None:
    """A lot is entered once: stopped, it would else be used under its second name. Two brands may
    have one number, which is asked about. `others` are those of this site for the same strip."""
    for other in others:
        if _plain(other.number) != _plain(lot.number):
            continue
        if _plain(other.brand) == _plain(lot.brand):
            raise Refused(
                _("Lot %(lot)s is here already. Use it as it is, or correct it on its own page."),
                lot=other.number,
            )
        if not again:
            raise Refused(
                _(
                    "Lot %(lot)s of %(brand)s is here already. If this is another lot, tick that "
                    "it is; if not, correct that one on its own page."
                ),
                lot=other.number,
                brand=other.brand,
            )


def _plain(text: str) -> str:
    """“f26-0021 ” is F26-0021."""
    return "".join(one for one in text.casefold() if one.isalnum())


def check_expiry(expires: str, today: date) -> None:
    """A lot that comes in can be used for a while, and no box is good for decades."""
    until = date.fromisoformat(expires)
    if until < today:
        raise Refused(
            _("This lot expired on %(expires)s: none of its strips may be read. Check the date."),
            expires=until,
        )
    if until.year > today.year + LONGEST_SHELF_YEARS:
        raise Malformed(
            _("No strip is good until %(expires)s. Check the year on the box."), expires=until
        )


def check_control(lot: Lot, reading: Reading) -> None:
    if lot.stopped_at is not None:
        raise Refused(
            _("Lot %(lot)s was stopped at %(at)s. It stays stopped; open another lot."),
            lot=lot.number,
            at=lot.stopped_at,
        )
    if reading is Reading.NOT_DONE:
        raise Malformed(_("Say what the strip showed on the control."))


def is_marked(read: Read, lot: Lot | None) -> bool:
    """Whether a reading is in doubt: its lot was stopped, by a control that failed after it was
    last seen to work or by somebody, and no control was right between."""
    if lot is None or lot.stopped_at is None or read.reading is Reading.NOT_DONE:
        return False
    return lot.proven_at is None or read.at > lot.proven_at


def was_proven(read: Read, lot: Lot) -> bool:
    """Whether a positive control of its lot worked in the shift of a reading, before it or after
    it: one of another day does not make up for it."""
    shift = timedelta(hours=CONTROL_HOURS)
    return any(abs(at - read.at) <= shift for at in lot.controls_passed)


def is_proven(lot: Lot, now: datetime, *, hours: float) -> bool:
    """Whether a positive control of the lot worked within so many hours."""
    return lot.proven_at is not None and (now - lot.proven_at).total_seconds() <= hours * 3600
