"""The bench: the queue, a sample taken in, its tests, what the person made of it."""

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from veille.ledger import clock
from veille.ledger.recording import entries
from veille.ledger.refusal import Absent, Malformed, Refused
from veille.ui.answers import back_to, form_sheet, on_to, submit
from veille.ui.forms import FloorForm
from veille.ui.history import lines
from veille.ui.names import name_of

from .. import actions, reads
from ..labels import in_groups, new_label, read_label, tidied
from ..policies import CONTROL_HOURS, is_marked, is_proven
from ..sight import least_share_percent
from ..state import Sample
from ..tables import LotRow
from ..words import Reading, Strip
from .forms import (
    BenchForm,
    GivenForm,
    LabForm,
    MaterialForm,
    StripForm,
    TakeInForm,
    sold_as,
)
from .requests import BenchRequest
from .result import answer_name, how_much, named, result_of, share

#: So many characters of a label stand in the queue.
SHOWN_OF_LABEL = 4
#: So many samples whose result was given stand below the queue.
SHOWN_AS_GIVEN = 12
#: Milligrams in a millilitre that the bench offers by one tap.
DILUTIONS_MG_PER_ML = (0.2, 1.0, 5.0)


def bench(request: BenchRequest, slug: str) -> HttpResponse:
    """Who waits, and a form that takes the next sample in."""
    form = TakeInForm(request.POST or None, initial={"label": in_groups(new_label())})
    taken = submit(
        request,
        form,
        lambda _data: actions.take_in(
            by=request.user.id, place=slug, submission=form.identity, **form.values()
        ),
    )
    if taken:
        words = _("In the queue: %(label)s.") % {"label": in_groups(taken.made.label)}
        return on_to(request, reverse("bench-sample", args=[slug, taken.made]), words)
    return _page(request, form, None)


def unknown_names(request: BenchRequest, slug: str) -> HttpResponse:
    """Names that were kept though no dictionary has them: for whoever keeps it."""
    context = {"names": reads.unknown_names(slug), "tab": "bench"}
    return render(request, "supply/names.html", context)


def find(request: BenchRequest, slug: str) -> HttpResponse:
    """A sample by its label, scanned or typed; one that waits, by the beginning that the queue
    shows."""
    typed = request.GET.get("label", "")
    begun = [
        row for row in reads.queue(slug, clock.now()) if row.label[:SHOWN_OF_LABEL] == tidied(typed)
    ]
    if len(begun) == 1:
        return on_to(request, reverse("bench-sample", args=[slug, begun[0].id]))
    label = read_label(typed)
    sample = reads.sample_by_label(label)
    if sample is None or sample.site != slug:
        raise Absent(_("No sample here has that label. Read it again, or take the sample in."))
    return on_to(request, reverse("bench-sample", args=[slug, sample.id]))


def sample(request: BenchRequest, slug: str, sample: Sample) -> HttpResponse:
    """One sample: its strips, its spectrum, what they can see."""
    return _page(request, TakeInForm(initial={"label": in_groups(new_label())}), sample)


def _page(request: BenchRequest, form: TakeInForm, chosen: Sample | None) -> HttpResponse:
    slug, now = request.here.slug, clock.now()
    context: dict[str, Any] = {
        "queue": [(row, sold_as(row.expected)) for row in reads.queue(slug, now)],
        "given": _given(slug),
        "form": form,
        "tab": "bench",
        "chosen": None,
    }
    if chosen is not None:
        context |= _chosen(request, chosen)
    refused = form.is_bound and form.errors
    return render(request, "supply/bench.html", context, status=422 if refused else 200)


def _given(slug: str) -> list[dict[str, Any]]:
    """Samples whose result was given, the latest first: what of them is worth a second look."""
    lot_of = cache(reads.lot)
    shown = []
    for row in reads.recent(slug, SHOWN_AS_GIVEN):
        sample = reads.sample(row.id)
        result = result_of(sample, lot_of)
        shown.append(
            {
                "row": row,
                "expected": sold_as(row.expected),
                "headline": result.headline,
                "answered": result.laboratory_answered,
                "disagree": bool(result.disagree),
                "doubtful": result.doubtful,
            }
        )
    return shown


def _chosen(request: BenchRequest, sample: Sample) -> dict[str, Any]:
    today = timezone.localdate().isoformat()
    in_use = reads.lots_in_use(request.here.slug, today)
    spread = request.GET.get("mg", "1")
    dilution = next((one for one in DILUTIONS_MG_PER_ML if f"{one:g}" == spread), 1.0)
    return {
        "chosen": sample,
        "label": in_groups(sample.label),
        "expected": sold_as(sample.expected),
        "instruments": _instruments(sample),
        "strips": [_strip(sample, strip, in_use[strip], dilution) for strip in Strip],
        "dilution": dilution,
        "dilutions": [(f"{one:g}", one) for one in DILUTIONS_MG_PER_ML],
        "result": result_of(sample, reads.lot),
        "technician": name_of(sample.technician) if sample.technician else "",
        "left": _left(sample),
        "lines": lines(entries(sample.id), sample.id),
    }


def _instruments(sample: Sample) -> list[tuple[str, list[str]]]:
    """What FTIR and each laboratory named, as the result says it."""
    found = []
    if sample.components is not None:
        pills = [named(one.substance)[1] + _percent(one.share_percent) for one in sample.components]
        found.append((_("FTIR"), pills))
    for lab in sample.labs:
        pills = [named(one.substance)[1] + how_much(one) for one in lab.findings]
        found.append((answer_name(lab), pills))
    return found


def _percent(percent: float | None) -> str:
    return "" if percent is None else f" {share(percent)}"


def _strip(sample: Sample, strip: Strip, rows: list[LotRow], dilution: float) -> dict[str, Any]:
    """One row of the bench: the lots in use, what each sees at this dilution, the four answers."""
    read = sample.read(strip)
    of_read = reads.lot(read.lot) if read and read.lot else None
    # The one that was seen to work last is offered first; what was tried on no control, last.
    rows = sorted(rows, key=lambda row: row.proven_at.timestamp() if row.proven_at else 0.0)
    lots = [_in_use(row, dilution) for row in reversed(rows)]
    first = lots[0] if lots else None
    return {
        "strip": strip,
        "lots": lots,
        "lot": first,
        "read_with": of_read if of_read and first and of_read.id != first["id"] else None,
        "reading": read.reading if read else None,
        "marked": bool(read and is_marked(read, of_read)),
        "answers": list(Reading),
    }


def _in_use(row: LotRow, dilution: float) -> dict[str, Any]:
    """A lot that may be used, and from which share up it sees anything at this dilution."""
    least = least_share_percent(limit_ng_per_ml=row.limit_ng_per_ml, sample_mg_per_ml=dilution)
    known = reads.lot(row.id)
    return {
        "id": row.id,
        "number": row.number,
        "expires": date.fromisoformat(row.expires),
        "sees": share(least),
        "proven": bool(known and is_proven(known, clock.now(), hours=CONTROL_HOURS)),
        "proven_at": row.proven_at,
    }


def begin(request: BenchRequest, slug: str, sample: Sample) -> HttpResponse:
    """Take it from the queue."""
    form = FloorForm(request.POST)
    form.is_valid()
    actions.begin(by=request.user.id, sample=sample.id, submission=form.identity)
    return on_to(request, reverse("bench-sample", args=[slug, sample]))


def strip(request: BenchRequest, slug: str, sample: Sample) -> HttpResponse:
    """One strip, by one tap."""
    form = StripForm(request.POST)
    if not form.is_valid():
        raise Malformed(_("That tap was not understood. Open the page again, then tap once more."))
    data = form.values()
    spread = "" if data["sample_mg_per_ml"] is None else f"?mg={data['sample_mg_per_ml']:g}"
    home = reverse("bench-sample", args=[slug, sample])
    row = f"{home}{spread}#strip-{data['strip']}"
    try:
        actions.read_strip(by=request.user.id, sample=sample.id, submission=form.identity, **data)
    except Refused as refusal:
        return back_to(request, row, refusal)
    return on_to(request, row)


def _verb(
    form_of: type[BenchForm],
    title: str | Promise,
    act: Callable[..., Sample],
    saved: Callable[[BenchForm, Sample], str] = lambda _form, _now: _("Saved."),
) -> Callable[..., HttpResponse]:
    """A page that is one form about one sample; saved, back to the sample, which says `saved`."""

    def view(request: BenchRequest, slug: str, sample: Sample) -> HttpResponse:
        form = form_of(request.POST or None)
        form.is_of(sample)
        home = reverse("bench-sample", args=[slug, sample])
        done = submit(
            request,
            form,
            lambda _data: act(
                by=request.user.id, sample=sample.id, submission=form.identity, **form.values()
            ),
        )
        if done:
            return on_to(request, home, saved(form, done.made))
        return form_sheet(
            request, form, title=str(title), save=_("Save"), back=home, sub=in_groups(sample.label)
        )

    return view


def _moved(form: BenchForm, now: Sample) -> str:
    """What was understood, and what is left."""
    data = form.cleaned_data
    words = _("Saved: %(mg)s mg, %(where)s.") % {
        "mg": number_format(data["mg"]),
        "where": data["fate"].label,
    }
    left = _left(now)
    return f"{words} {left}" if left else words


def _left(sample: Sample) -> str:
    """How much of it is at the bench; empty where nobody weighed it."""
    if sample.received_mg is None:
        return ""
    left = max(0.0, sample.received_mg - sample.gone_mg)
    return _("%(left)s mg of %(came)s mg are here.") % {
        "left": number_format(round(left, 1)),
        "came": number_format(sample.received_mg),
    }


laboratory = _verb(LabForm, _lazy("Answer of the laboratory"), actions.answer_from_laboratory)
material = _verb(MaterialForm, _lazy("Material"), actions.move_material, _moved)
given = _verb(GivenForm, _lazy("Result given"), actions.give_result)
