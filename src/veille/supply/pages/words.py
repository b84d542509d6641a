"""What an entry of a sample or a lot says, in the reader's language."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from veille.ledger.facts import Body
from veille.ui.words import words_of

from .. import facts
from ..labels import in_groups
from ..words import Colour, Control, Decision, Fate, Form, LabMethod, Reading, Strip, Surprise
from .result import share


def in_words(body: Body) -> str:
    match body:
        case facts.SampleTaken():
            return _("Taken in as %(label)s: “%(expected)s”, %(form)s, %(colour)s") % {
                "label": in_groups(body.label),
                "expected": body.expected,
                "form": words_of([body.form], Form),
                "colour": words_of([body.colour], Colour),
            }
        case facts.BenchBegan():
            return _("Taken from the queue")
        case facts.StripRead():
            return _("Strip for %(what)s: %(reading)s") % {
                "what": words_of([body.strip], Strip),
                "reading": words_of([body.reading], Reading),
            }
        case facts.SpectrumRead():
            named = [_share(one.substance, one.share_percent) for one in body.components]
            return _("FTIR: %(named)s") % {"named": ", ".join(named) or _("nothing named")}
        case facts.LabAnswered():
            named = [_share(one.substance, one.share_percent) for one in body.findings]
            return _("%(laboratory)s, %(method)s: %(named)s") % {
                "laboratory": body.laboratory,
                "method": words_of([body.method], LabMethod),
                "named": ", ".join(named) or _("nothing named"),
            }
        case facts.MaterialMoved():
            return _("Material: %(mg)s mg, %(where)s") % {
                "mg": number_format(body.mg),
                "where": words_of([body.fate], Fate),
            }
        case facts.ResultGiven():
            parts = [words_of([body.surprise], Surprise), words_of(body.decisions, Decision)]
            return _("Result given: %(told)s") % {"told": " · ".join(filter(None, parts))}
        case facts.LotReceived():
            return _("Lot %(lot)s of strips for %(what)s") % {
                "lot": body.number,
                "what": words_of([body.strip], Strip),
            }
        case facts.LotControlled():
            return _("%(control)s: %(reading)s") % {
                "control": words_of([body.control], Control),
                "reading": words_of([body.reading], Reading),
            }
        case facts.LotStopped():
            return _("Stopped: %(why)s") % {"why": body.why}
    return ""


def _share(name: str, percent: float | None) -> str:
    return f"{name} {share(percent)}" if percent is not None else name
