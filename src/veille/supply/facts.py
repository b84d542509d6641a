"""What can happen to a sample, and to a lot of test strips. Nothing here names a person."""

from typing import ClassVar

import msgspec

from veille.ledger.facts import Body

from .words import (
    Abundance,
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


class Component(msgspec.Struct, frozen=True):
    """A substance that FTIR named, with its share in percent by weight; None where it gave none."""

    substance: str
    share_percent: float | None = None


class Finding(msgspec.Struct, frozen=True):
    """A substance that a laboratory named, as its own report writes it."""

    substance: str
    abundance: Abundance = Abundance.PRIMARY
    share_percent: float | None = None


class SampleTaken(Body, frozen=True):
    """A sample was taken in. `expected` is what it was sold as, in the person's words where the
    dictionary has none; `label` is what stands on the bag."""

    kind: ClassVar[str] = "supply.sample.taken"

    label: str
    expected: str
    form: Form = Form.POWDER
    colour: Colour = Colour.OTHER
    texture: str = ""
    collected: Collected = Collected.WALK_IN
    used_already: bool = False
    after_overdose: bool = False
    received_mg: float | None = None


class BenchBegan(Body, frozen=True):
    """A technician took the sample from the queue."""

    kind: ClassVar[str] = "supply.sample.begun"


class StripRead(Body, frozen=True):
    """A strip was read, or it was said that it is not done. `lot` is the identity of its lot;
    `sample_mg_per_ml` is how much of the sample was in a millilitre of water."""

    kind: ClassVar[str] = "supply.sample.strip_read"

    strip: Strip
    reading: Reading
    lot: str = ""
    sample_mg_per_ml: float | None = None


class SpectrumRead(Body, frozen=True):
    """FTIR was read. `unexplained_percent` is what no spectrum of the library explains."""

    kind: ClassVar[str] = "supply.sample.spectrum_read"

    components: tuple[Component, ...] = ()
    unexplained_percent: float | None = None


class LabAnswered(Body, frozen=True):
    """A laboratory's answer came, by hand, by import or pushed by it."""

    kind: ClassVar[str] = "supply.sample.lab_answered"

    laboratory: str
    method: LabMethod
    findings: tuple[Finding, ...] = ()


class MaterialMoved(Body, frozen=True):
    """Some of the sample left the bench, by weight."""

    kind: ClassVar[str] = "supply.sample.material_moved"

    fate: Fate
    mg: float
    laboratory: str = ""


class ResultGiven(Body, frozen=True):
    """The person heard the result: whether it was what they thought, and what they will do."""

    kind: ClassVar[str] = "supply.sample.result_given"

    surprise: Surprise = Surprise.UNCLEAR
    decisions: tuple[Decision, ...] = ()


class LotReceived(Body, frozen=True):
    """A lot of strips is at the site. `limit_ng_per_ml` is its limit of detection, and `source`
    says who measured it."""

    kind: ClassVar[str] = "supply.lot.received"

    strip: Strip
    brand: str
    number: str
    expires: str
    limit_ng_per_ml: float
    source: str


class LotControlled(Body, frozen=True):
    """A strip of the lot was tried on a control."""

    kind: ClassVar[str] = "supply.lot.controlled"

    control: Control
    reading: Reading


class LotStopped(Body, frozen=True):
    """Somebody stopped a lot, for a reason that no control showed: a recall, a damp box."""

    kind: ClassVar[str] = "supply.lot.stopped"

    why: str
