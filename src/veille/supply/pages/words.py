"""What an entry of a sample or a lot says, in the reader's language."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from veille.ledger.facts import Body
from veille.ui.rooms import Kind, as_in
from veille.ui.words import words_of

from .. import facts
from ..imports import facts as imported
from ..labels import in_groups
from ..policies import LONGEST_NAME
from ..seizures.facts import SeizureLogged
from ..words import Decision, Reading
from .forms import (
    ControlForm,
    GivenForm,
    LabForm,
    LotForm,
    MaterialForm,
    SpectrumForm,
    StopForm,
    StripForm,
    TakeInForm,
)
from .named_lines import NamedField, finding
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


def _seized(body: SeizureLogged) -> str:
    names = ", ".join(one.substance for one in body.amounts)
    words = {"what": names, "where": body.place, "how": body.what.label, "source": body.source}
    return _("Seized: %(what)s, %(where)s, %(how)s (%(source)s)") % words


def _tidy_strip(_said: facts.StripRead, changes: dict[str, Any]) -> dict[str, Any]:
    """What is not done has no lot and no dilution."""
    if changes["reading"] is not Reading.NOT_DONE:
        return {}
    return {"lot": "", "sample_mg_per_ml": None}


def _findings(_site: object) -> NamedField:
    """Main substances and traces in one list, as an answer holds them."""
    return NamedField(
        label=_("Substances, one a line, with their share in %, or “trace”"),
        makes=finding,
        traces=True,
        required=True,
    )


KINDS: Mapping[type[Body], Kind] = {
    facts.SampleTaken: Kind(
        _taken,
        {
            "expected": lambda _s: forms.CharField(label=_lazy("Sold as"), max_length=LONGEST_NAME),
            **as_in(TakeInForm, "form", "colour", "texture", "collected"),
            **as_in(TakeInForm, "used_already", "after_overdose", "received_mg"),
        },
    ),
    facts.BenchBegan: Kind(_lazy("Taken from the queue"), {}),
    facts.StripRead: Kind(
        _lazy("Strip for %(strip)s: %(reading)s"),
        {
            **as_in(StripForm, "reading", label=_lazy("What the strip showed")),
            **as_in(StripForm, "sample_mg_per_ml", label=_lazy("mg in 1 mL")),
        },
        tidy=_tidy_strip,
    ),
    facts.SpectrumRead: Kind(
        _spectrum_read,
        {
            **as_in(SpectrumForm, "components", required=True),
            **as_in(SpectrumForm, "unexplained_percent"),
        },
    ),
    facts.LabAnswered: Kind(
        _answered, {**as_in(LabForm, "laboratory", "method"), "findings": _findings}
    ),
    facts.MaterialMoved: Kind(_moved, as_in(MaterialForm, "fate", "mg", "laboratory")),
    facts.ResultGiven: Kind(_given, as_in(GivenForm, "surprise", "decisions")),
    facts.LotReceived: Kind(
        _lazy("Lot %(number)s of strips for %(strip)s"),
        as_in(LotForm, "brand", "number", "expires", "limit_ng_per_ml", "source"),
    ),
    facts.LotControlled: Kind(
        _lazy("%(control)s: %(reading)s"), as_in(ControlForm, "control", "reading")
    ),
    facts.LotStopped: Kind(_lazy("Stopped: %(why)s"), as_in(StopForm, "why")),
    SeizureLogged: Kind(_seized),
    imported.SampleRead: Kind(_lazy("Sample %(label)s of %(source)s, imported: “%(expected)s”")),
    imported.MonthRead: Kind(_lazy("%(month)s of %(source)s, imported: %(tested)s tested")),
}
