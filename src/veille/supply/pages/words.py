"""What an entry of a sample or a lot says, in the reader's language."""

from collections.abc import Mapping

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from veille.ledger.facts import Body
from veille.ui.rooms import Kind
from veille.ui.words import words_of

from .. import facts
from ..imports import facts as imported
from ..labels import in_groups
from ..words import Decision
from .result import share


def _taken(body: facts.SampleTaken) -> str:
    return _("Taken in as %(label)s: “%(expected)s”, %(form)s, %(colour)s") % {
        "label": in_groups(body.label),
        "expected": body.expected,
        "form": body.form.label,
        "colour": body.colour.label,
    }


def _spectrum_read(body: facts.SpectrumRead) -> str:
    named = [_share(one.substance, one.share_percent) for one in body.components]
    return _("FTIR: %(named)s") % {"named": ", ".join(named) or _("nothing named")}


def _answered(body: facts.LabAnswered) -> str:
    named = [_share(one.substance, one.share_percent) for one in body.findings]
    return _("%(laboratory)s, %(method)s: %(named)s") % {
        "laboratory": body.laboratory,
        "method": body.method.label,
        "named": ", ".join(named) or _("nothing named"),
    }


def _moved(body: facts.MaterialMoved) -> str:
    values = {"mg": number_format(body.mg), "where": body.fate.label}
    return _("Material: %(mg)s mg, %(where)s") % values


def _given(body: facts.ResultGiven) -> str:
    parts = [str(body.surprise.label), words_of(body.decisions, Decision)]
    return _("Result given: %(told)s") % {"told": " · ".join(filter(None, parts))}


def _share(name: str, percent: float | None) -> str:
    return f"{name} {share(percent)}" if percent is not None else name


KINDS: Mapping[type[Body], Kind] = {
    facts.SampleTaken: Kind(_taken),
    facts.BenchBegan: Kind(_lazy("Taken from the queue")),
    facts.StripRead: Kind(_lazy("Strip for %(strip)s: %(reading)s")),
    facts.SpectrumRead: Kind(_spectrum_read),
    facts.LabAnswered: Kind(_answered),
    facts.MaterialMoved: Kind(_moved),
    facts.ResultGiven: Kind(_given),
    facts.LotReceived: Kind(_lazy("Lot %(number)s of strips for %(strip)s")),
    facts.LotControlled: Kind(_lazy("%(control)s: %(reading)s")),
    facts.LotStopped: Kind(_lazy("Stopped: %(why)s")),
    imported.SampleRead: Kind(_lazy("Sample %(label)s of %(source)s, imported: “%(expected)s”")),
    imported.MonthRead: Kind(_lazy("%(month)s of %(source)s, imported: %(tested)s tested")),
}
