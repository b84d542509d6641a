"""When something may be said of a sample or of a lot: by what is so."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from veille.ledger.refusal import Malformed, Refused

from . import facts
from .state import Lot, Read, Sample
from .words import Control, Reading

#: Characters of a substance's name, a texture, a laboratory, a lot's number.
LONGEST_NAME = 80
LONGEST_TEXTURE = 40
#: Milligrams: more than that is no sample.
LARGEST_SAMPLE_MG = 5_000.0
#: Milligrams of sample in a millilitre of water, least and most.
DILUTIONS_MG_PER_ML = (0.01, 100.0)
#: Scales and spills: so much more than what came may leave before it is asked about.
WEIGHING_ERROR_SHARE = 0.1
#: Percent by which the shares of a spectrum may add up to more than the whole.
ROUNDING_PERCENT = 2.0
_WHOLE_PERCENT = 100.0


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


def check_received(mg: float | None) -> None:
    if mg is not None and not 0 < mg <= LARGEST_SAMPLE_MG:
        raise Malformed(
            _("A sample weighs more than 0 and at most %(most)s mg. Check the weight."),
            most=LARGEST_SAMPLE_MG,
        )


def check_reading(sample: Sample, read: facts.StripRead, lot: Lot | None, *, again: bool) -> None:
    """A reading names its lot and its dilution, unless it was not done; a second one for the
    same strip is asked about."""
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


def _differs(before: Read, read: facts.StripRead) -> bool:
    return before.reading is not Reading.NOT_DONE and before.reading is not read.reading


def check_lot_date(lot: Lot, today: date) -> None:
    if date.fromisoformat(lot.expires) < today:
        raise Refused(
            _("Lot %(lot)s expired on %(expires)s. Take a strip of another lot."),
            lot=lot.number,
            expires=lot.expires,
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


def check_material(sample: Sample) -> None:
    """What left cannot be more than what came."""
    if any(not mg > 0 for mg in sample.material_mg.values()):
        raise Malformed(_("Write how many milligrams: a number above zero."))
    if sample.received_mg is None:
        return
    if sample.gone_mg > sample.received_mg * (1 + WEIGHING_ERROR_SHARE):
        raise Malformed(
            _("%(received)s mg came in, and %(gone)s mg would have left. Check the weights."),
            received=sample.received_mg,
            gone=round(sample.gone_mg, 1),
        )


def check_given(sample: Sample) -> None:
    """A result is given once something was learnt."""
    if sample.learnt_at is None:
        raise Refused(_("Nothing was tested yet. Read a strip or a spectrum first."))


def check_lot(lot: facts.LotReceived) -> None:
    check_name(lot.brand)
    check_name(lot.number)
    check_name(lot.source, 160)
    if not lot.limit_ng_per_ml > 0:
        raise Malformed(_("A limit of detection is above zero, in nanograms per millilitre."))
    try:
        date.fromisoformat(lot.expires)
    except ValueError:
        raise Malformed(
            _("“%(date)s” is not a date. Write it such as 2027-03-31."), date=lot.expires[:20]
        ) from None


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


def is_proven(lot: Lot, now: datetime, *, hours: float) -> bool:
    """Whether a positive control of the lot worked within so many hours."""
    return lot.proven_at is not None and (now - lot.proven_at).total_seconds() <= hours * 3600


CONTROLS = tuple(Control)
