"""The exchange at the desk: bundles by one tap, anything else by a form, undo, what was done."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from veille.accounts.access import can_open
from veille.care import reads as floor
from veille.care.pages.board import handles_of
from veille.care.pages.requests import SiteRequest
from veille.care.policies import UNDO_FOR
from veille.care.tables import VisitRow
from veille.ledger import clock
from veille.ledger.recording import entries, words_key
from veille.ledger.refusal import Absent, Malformed, Refused, Repeated
from veille.ui.answers import refused_form
from veille.ui.history import lines
from veille.ui.names import name_of, sentence
from veille.ui.words import words_of

from .. import actions, reads
from ..bundles import Ready
from ..policies import NotEnough
from ..tables import CleanUpRow, ExchangeRow, KitUseRow, TrainingRow
from ..words import SYRINGES, KitOutcome, Setting
from .amounts import in_words, number
from .forms import BundleTapForm, HandOutForm, usual_setting
from .room import for_whom, needles_in_words

_ON_PAGE = 25
#: Items of a bundle that its button names; the others are known by the bundle's name.
_ON_BUTTON = 2


@dataclass(frozen=True)
class Done:
    """One line of what was done today."""

    at: datetime
    what: str
    detail: str
    by: str
    address: str


def equipment(request: SiteRequest, slug: str, visit: VisitRow | None = None) -> HttpResponse:
    """Hand out: a bundle by one tap, or anything by the form. For a visit, or for nobody known."""
    guest = visit
    ready = reads.bundles(slug)
    submitted = request.method == "POST" and "bundle" not in request.POST
    form = HandOutForm(request.POST if submitted else None, site=request.here, bundles=ready)
    question: dict[str, Any] | None = None
    if request.method == "POST":
        try:
            made = _tapped(request, guest) if not submitted else _filled_in(request, form, guest)
        except NotEnough as asked:
            question = _question(request, asked)
        except Repeated as repeated:
            messages.info(request, sentence(repeated))
            return redirect(_here(request, guest))
        except Refused as refusal:
            if not submitted:
                messages.warning(request, sentence(refusal))
                return redirect(_here(request, guest))
            refused_form(form, refusal)
        else:
            if made is not None:
                return redirect(f"{_here(request, guest)}?made={made.id}")
    context = {
        "form": form,
        "bundles": [
            (one, in_words(one.items[:_ON_BUTTON]), len(one.items) > _ON_BUTTON) for one in ready
        ],
        "question": question,
        "visit": guest,
        "who": handles_of([guest])[guest.id] if guest else "",
        "made": _just_made(request),
        **_today(request, ready),
        "tab": "equipment",
    }
    refused = question is not None or (form.is_bound and form.errors)
    return render(request, "exchange/equipment.html", context, status=422 if refused else 200)


def _here(request: SiteRequest, guest: VisitRow | None) -> str:
    slug = request.here.slug
    if guest is None:
        return reverse("equipment", args=[slug])
    return reverse("equipment-visit", args=[slug, guest.id])


def _tapped(request: SiteRequest, guest: VisitRow | None) -> Any:
    """A bundle, handed out by one tap."""
    form = BundleTapForm(request.POST)
    if not form.is_valid():
        raise Malformed(_("That tap was not understood. Open the page again, then tap once more."))
    slug = request.here.slug
    return actions.hand_out(
        by=request.user.id,
        place=slug,
        out=reads.bundle(slug, form.cleaned_data["bundle"]).items,
        setting=usual_setting(request.here),
        visit=guest.id if guest else "",
        anyway=form.cleaned_data["anyway"],
        submission=form.identity,
    )


def _filled_in(request: SiteRequest, form: HandOutForm, guest: VisitRow | None) -> Any:
    if not form.is_valid():
        return None
    return actions.hand_out(
        by=request.user.id,
        place=request.here.slug,
        visit=guest.id if guest else "",
        submission=form.identity,
        **form.exchange(),
    )


def _question(request: SiteRequest, asked: NotEnough) -> dict[str, Any]:
    """What the stock asks, and the answer's form: all that was sent, and yes."""
    sent = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in ("csrfmiddlewaretoken", "anyway")
    ]
    short = [
        _("%(item)s: %(left)s left, %(asked)s asked for")
        % {"item": item.label, "left": number(left), "asked": number(wanted)}
        for item, left, wanted in asked.short
    ]
    return {"short": short, "sent": sent}


def _just_made(request: SiteRequest) -> dict[str, Any] | None:
    """What this account handed out a moment ago, while one tap can still undo it."""
    row = reads.exchange(request.GET.get("made", ""))
    if row is None or row.site != request.here.slug or row.by != request.user.id:
        return None
    return {"id": row.id, "words": _exchange_in_words(row)}


def _exchange_in_words(row: ExchangeRow, bundles: Sequence[Ready] = ()) -> str:
    """What went out and came back; a bundle, where just that went out, by its name."""
    out = reads.amounts(row.out)
    words = [next((str(one.name) for one in bundles if one.items == out), in_words(out))]
    if row.back:
        needles = needles_in_words(row.back, row.back_how)
        words.append(_("back: %(needles)s") % {"needles": needles})
    return " · ".join(filter(None, words))


def _today(request: SiteRequest, bundles: Sequence[Ready]) -> dict[str, Any]:
    """What was done on the site's day so far: its numbers, and a page of its lines."""
    site = request.here
    day = floor.day_of(site)
    span = (site.slug, day.begins, day.ends)
    out = reads.equipment_out(*span)
    back = reads.needles_back(*span)
    page = Paginator(reads.exchanges(*span), _ON_PAGE).get_page(request.GET.get("page"))
    cleaned, trained, used = reads.others_of_span(*span)
    return {
        "syringes": sum(out.get(item, 0) for item in SYRINGES),
        "back": sum(back.values()),
        "estimated": back["estimated"],
        "kits": sum(reads.kits_out(*span).values()),
        "picked_up": sum(row.needles for row in cleaned),
        "page": page,
        "rows": [_exchange_done(row, bundles) for row in page.object_list],
        "others": sorted(
            [
                *map(_clean_up_done, cleaned),
                *map(_training_done, trained),
                *map(_use_done, used),
            ],
            key=lambda one: one.at,
            reverse=True,
        ),
    }


def _address(row: Any) -> str:
    return reverse("equipment-thing", args=[row.site, row.id])


def _exchange_done(row: ExchangeRow, bundles: Sequence[Ready]) -> Done:
    details = [words_of([row.setting], Setting)]
    if row.others or row.collecting != "self":
        details.append(for_whom(row.collecting, row.others))
    detail = " · ".join(details)
    what = _exchange_in_words(row, bundles)
    return Done(row.at, what, detail, name_of(row.by), _address(row))


def _clean_up_done(row: CleanUpRow) -> Done:
    needles = needles_in_words(row.needles, row.how)
    what = _("Clean-up: %(needles)s") % {"needles": needles}
    return Done(row.at, what, row.where, name_of(row.by), _address(row))


def _training_done(row: TrainingRow) -> Done:
    what = _("Trained with naloxone: %(people)s") % {"people": number(row.people)}
    return Done(row.at, what, "", name_of(row.by), _address(row))


def _use_done(row: KitUseRow) -> Done:
    what = _("Naloxone kits used: %(kits)s") % {"kits": number(row.kits)}
    detail = _("outcome: %(outcome)s") % {"outcome": words_of([row.outcome], KitOutcome)}
    return Done(row.at, what, detail, name_of(row.by), _address(row))


def undo(request: SiteRequest, slug: str, exchange: ExchangeRow) -> HttpResponse:
    """Take back what was handed out by a slip of the finger."""
    guest = floor.visit(exchange.visit) if exchange.visit else None
    try:
        actions.undo(
            by=request.user.id,
            place=slug,
            exchange=exchange.id,
            submission=request.POST.get("submission") or None,
        )
    except Absent:
        raise
    except Refused as refusal:
        messages.warning(request, sentence(refusal))
    else:
        messages.success(
            request, _("Undone: nothing was handed out. It stays in the register, struck out.")
        )
    return redirect(_here(request, guest))


def thing(request: SiteRequest, slug: str, thing: str) -> HttpResponse:
    """Everything that was said of one exchange, clean-up, delivery, count; of a transfer, at both
    its sites, each of which corrects what it said itself."""
    history = entries(thing)
    row = reads.exchange(thing)
    guest = floor.visit(row.visit) if row is not None and row.visit else None
    made = row is not None and row.by == request.user.id
    recent = made and clock.now() - history[0].noted <= UNDO_FOR
    context = {
        "lines": [
            replace(line, correctable=line.correctable and line.entry.place == slug)
            for line in lines(history, words_key(thing))
        ],
        "visit": guest,
        "who": handles_of([guest])[guest.id] if guest else "",
        "undo": row
        if recent and can_open(request.user.role, "equipment-undo", change=True)
        else None,
        "stock": not history[0].kind.startswith(
            (
                "care.exchange.exchange",
                "care.exchange.clean_up",
                "care.exchange.training",
                "care.exchange.kit_use",
            )
        ),
        "tab": "equipment",
    }
    return render(request, "exchange/thing.html", context)
