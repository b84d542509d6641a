"""The buttons that answer an overdose: on its own page, and on the board while that page cannot be
opened; and the naloxone that a site offers there."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import ngettext

from veille.ledger.facts import Entry
from veille.ledger.states import of
from veille.ui.words import language, words_of

from .. import naloxone
from ..facts import Intervened, VitalsMeasured
from ..words import Intervention, Route

#: The six buttons, in the order in which staff respond.
BUTTONS = (
    Intervention.STIMULATION,
    Intervention.OXYGEN,
    Intervention.BREATHS,
    Intervention.NALOXONE,
    Intervention.CALLED_911,
    Intervention.AMBULANCE,
)


def step_buttons(last: Mapping[str, Any]) -> list[dict[str, Any]]:
    """`last` is the last step by its code."""
    return [
        {
            "code": what.value,
            "label": what.label,
            "last": last.get(what.value),
            "naloxone": what is Intervention.NALOXONE,
        }
        for what in BUTTONS
    ]


def first_steps(site: str) -> dict[str, Any]:
    """The buttons of an overdose of which nothing is recorded yet."""
    return {"buttons": step_buttons({}), **doses_offered(site, [])}


def product_words(route: str, dose_mg: float) -> str:
    """Such as “0.4 mg IM”. Never 8.0: without its point it would be read as 80."""
    return f"{number_format(Decimal(f'{dose_mg:g}'))}\u00a0mg {words_of([route], Route)}"


def product_choices(site: str) -> list[tuple[str, str]]:
    """What the site keeps, each as a form sends it and as people read it."""
    products = naloxone.kept_at(site).products
    words = [product_words(p.route, p.dose_mg) for p in products]
    return list(zip(naloxone.values(products), words, strict=True))


def doses_offered(site: str, history: Sequence[Entry]) -> dict[str, Any]:
    """The site's products, the last one given chosen; how long to wait after it, and who says so;
    what was counted since. `history`: the entries of the overdose."""
    alive = [entry for entry in history if not entry.struck]
    doses = [each for each in of(alive, Intervened) if each[1].what is Intervention.NALOXONE]
    kept = naloxone.kept_at(site)
    product = _given(kept, doses[-1][1]) if doses else kept.products[0]
    return {
        "products": product_choices(site),
        "product": naloxone.values([product])[0],
        "interval": _minutes(product.interval_seconds),
        "interval_minutes": product.interval_seconds / 60,
        "interval_source": getattr(product.source, language()),
        "approved_by": kept.approved_by,
        "approved_on": kept.approved_on,
        "counted": _counted(alive, doses[-1][0].at) if doses else None,
        "early": _early(kept, doses),
    }


def _given(kept: naloxone.Kept, dose: Intervened) -> naloxone.Product:
    return kept.product(str(dose.route or ""), dose.dose_mg)


def _counted(alive: Sequence[Entry], since: datetime) -> dict[str, Any] | None:
    """The breaths that were counted last since a dose, and when; None where they were not."""
    for entry, body in reversed([*of(alive, VitalsMeasured)]):
        if entry.at > since and body.breaths is not None:
            return {"n": body.breaths, "at": entry.at}
    return None


def _early(kept: naloxone.Kept, doses: Sequence[tuple[Entry, Intervened]]) -> dict[str, Any] | None:
    """The last dose, where it came sooner after the one before it than that one's interval."""
    if len(doses) < 2:
        return None
    (before, given), (last, _dose) = doses[-2:]
    interval_seconds = _given(kept, given).interval_seconds
    gap_seconds = int((last.at - before.at).total_seconds())
    if gap_seconds >= interval_seconds:
        return None
    return {
        "entry": last.id,
        "dose": len(doses),
        "gap": f"{gap_seconds // 60}:{gap_seconds % 60:02d}",
        "interval": _minutes(interval_seconds),
    }


def _minutes(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    if rest:
        return f"{minutes}:{rest:02d}\u00a0min"
    return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
