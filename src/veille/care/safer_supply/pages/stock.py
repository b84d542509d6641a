"""The stock of controlled doses, and the site's rules for them."""

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from veille.care import reads as floor
from veille.care.pages.answers import done
from veille.care.pages.requests import SiteRequest
from veille.ledger.recording import entries
from veille.ui.answers import form_sheet, sheet, submit
from veille.ui.history import Line, lines
from veille.ui.names import name_of
from veille.ui.words import date_words, words_of

from .. import balance, reads
from .. import stock as actions
from ..state import Count, Movement
from ..tables import CountRow, ProductRow
from ..words import Explanation, Units, product_words
from .forms import CountForm, ExplanationForm, MoveForm, ProductForm, RulesForm
from .today import open_differences, waiting

#: How many days of each product are shown, and for how many its entries are.
_DAYS_SHOWN = timedelta(days=6)
_ENTRIES_OF = timedelta(days=2)
#: Two forms stand on the page of the rules: the fields of each have names of their own.
_PRODUCT_IDS = "id_product_%s"


def _back(slug: str) -> str:
    return reverse("safer-supply-stock", args=[slug])


def stock(request: SiteRequest, slug: str) -> HttpResponse:
    """Each product: what there is, and each day's reconciliation, to the unit."""
    site = request.here
    today = floor.day_of(site)
    products = [
        _product(request, row)
        for row in reads.products(slug)
        if not row.retired or balance.there(slug, row.product)
    ]
    context = {
        "products": products,
        "open": open_differences(request.here),
        "waiting": waiting(request),
        "lines": _lines(request),
        "today": today,
        "tab": "safer-supply",
    }
    return render(request, "safer_supply/stock.html", context)


def _product(request: SiteRequest, row: ProductRow) -> dict[str, Any]:
    site = request.here
    today = floor.day_of(site)
    days = balance.history(site, row.product, today.begins - _DAYS_SHOWN, today.ends)
    return {
        "row": row,
        "name": product_words(row.product),
        "there": Units(days[-1].closing, row.form),
        "today": days[-1],
        "last": next((day.standing for day in reversed(days) if day.standing), None),
        "days": [_day(day) for day in reversed(days)],
    }


def _day(day: balance.DayOfStock) -> dict[str, Any]:
    standing = day.standing
    return {
        "stock": day,
        "out": day.dispensed - day.restocked,
        "difference": "" if day.difference is None else f"{day.difference:+d}",
        "explanation": words_of([standing.explanation], Explanation)
        if standing and standing.explanation
        else "",
        "earlier": [one.units for one in day.counts[:-1]],
        "by": name_of(standing.counted_by) if standing else "",
    }


def _lines(request: SiteRequest) -> list[Line]:
    """What was written about the stock lately, each with its own words; the latest first."""
    site = request.here
    today = floor.day_of(site)
    begins = today.begins - _ENTRIES_OF
    things = balance.things_between(site.slug, begins, today.ends)
    parts = [line for thing in things for line in lines(entries(thing), thing)]
    return sorted(parts, key=lambda line: line.at, reverse=True)


def _done(request: SiteRequest, made: Count | Movement, words: str) -> HttpResponse:
    """On to the second signature, where one is due."""
    slug = request.here.slug
    if made.unsigned:
        return done(
            request, words, to=reverse("safer-supply-sign", args=[slug, made.unsigned[-1].entry])
        )
    return done(request, words, to=_back(slug))


def count(request: SiteRequest, slug: str) -> HttpResponse:
    """Count what is really there."""
    kept = reads.products(slug)
    form = CountForm(request.POST or None, kept=kept, chosen=request.GET.get("product", ""))
    if submitted := submit(
        request,
        form,
        lambda _data: actions.count_stock(
            by=request.user.id, place=slug, submission=form.identity, **form.stock()
        ),
    ):
        made = submitted.made
        return _done(request, made, _counted(request, balance.count(made.id), made))
    return sheet(request, "safer_supply/count.html", {"back": _back(slug), "kept": kept}, form)


def _counted(request: SiteRequest, row: CountRow, made: Count) -> str:
    """What the count found, at once: whoever counted still stands at the safe."""
    difference = balance.difference_of(request.here, row).difference or 0
    units = Units(abs(difference), made.product.form)
    if difference < 0:
        return _(
            "Counted: %(units)s fewer than the book. Count once more; if it stays, say why "
            "on the stock's page."
        ) % {"units": units}
    if difference > 0:
        return _(
            "Counted: %(units)s more than the book. Count once more; if it stays, say why on "
            "the stock's page."
        ) % {"units": units}
    return _("Counted: to the unit what the book says.")


def move(request: SiteRequest, slug: str) -> HttpResponse:
    """Something came in, was destroyed, or went back."""
    kept = reads.products(slug)
    form = MoveForm(request.POST or None, kept=kept, chosen=request.GET.get("product", ""))
    if submitted := submit(
        request,
        form,
        lambda _data: actions.move_stock(
            by=request.user.id, place=slug, submission=form.identity, **form.stock()
        ),
    ):
        made = submitted.made
        return _done(request, made, _("Noted."))
    return sheet(request, "safer_supply/move.html", {"back": _back(slug), "kept": kept}, form)


def explain(request: SiteRequest, slug: str, count: CountRow) -> HttpResponse:
    """Say why a count is not what the book says."""
    day = balance.difference_of(request.here, count)
    form = ExplanationForm(request.POST or None)
    if submit(
        request,
        form,
        lambda data: actions.explain(
            by=request.user.id,
            count=count.id,
            why=data["why"],
            note=data["note"],
            submission=form.identity,
        ),
    ):
        return done(request, _("Noted. The difference stays in sight."), to=_back(slug))
    form_of = count.product.split("-")[1]
    found = {
        "counted": Units(count.units, form_of),
        "date": date_words(count.counted_at),
        "expected": Units(count.units - (day.difference or 0), form_of),
    }
    return form_sheet(
        request,
        form,
        title=_("%(product)s: why it differs") % {"product": product_words(count.product)},
        sub=_(
            "Counted %(counted)s on %(date)s; the book said %(expected)s. Nothing is adjusted: the "
            "difference stays in sight."
        )
        % found,
        save=_("Save"),
        back=_back(slug),
    )


def rules(request: SiteRequest, slug: str) -> HttpResponse:
    """How this site keeps safer supply."""
    now = reads.rules(slug)
    form = RulesForm(
        request.POST or None,
        initial={
            "two_sign": now.two_sign,
            "peers_sign": now.peers_sign,
            "missed_days": now.missed_days,
        },
    )
    if submit(
        request,
        form,
        lambda data: actions.set_rules(
            by=request.user.id,
            place=slug,
            two_sign=data["two_sign"],
            peers_sign=data["peers_sign"],
            missed_days=data["missed_days"],
            submission=form.identity,
        ),
    ):
        return done(request, _("Saved."), to=reverse("safer-supply-rules", args=[slug]))
    return _rules_page(request, form, ProductForm(auto_id=_PRODUCT_IDS))


def _rules_page(request: SiteRequest, form: RulesForm, product: ProductForm) -> HttpResponse:
    slug = request.here.slug
    kept = [
        {
            "row": row,
            "name": product_words(row.product),
            "there": Units(balance.there(slug, row.product), row.form),
        }
        for row in reads.products(slug)
    ]
    wrong = form.errors or product.errors
    context = {
        "form": form,
        "product": product,
        "kept": kept,
        "rules": reads.rules(slug),
        "tab": "safer-supply",
    }
    return render(request, "safer_supply/rules.html", context, status=422 if wrong else 200)


def list_product(request: SiteRequest, slug: str) -> HttpResponse:
    """Add a product to what the site keeps."""
    form = ProductForm(request.POST, auto_id=_PRODUCT_IDS)
    if submit(
        request,
        form,
        lambda data: actions.list_product(
            by=request.user.id,
            place=slug,
            drug=data["drug"],
            unit=data["unit"],
            strength_mg=data["strength_mg"],
            submission=form.identity,
        ),
    ):
        return done(request, _("Added."), to=reverse("safer-supply-rules", args=[slug]))
    now = reads.rules(slug)
    shown = RulesForm(
        initial={
            "two_sign": now.two_sign,
            "peers_sign": now.peers_sign,
            "missed_days": now.missed_days,
        }
    )
    return _rules_page(request, shown, form)


def retire(request: SiteRequest, slug: str, product: ProductRow) -> HttpResponse:
    """Take a product off the list."""
    form = RulesForm(request.POST)
    form.is_valid()
    actions.retire_product(
        by=request.user.id,
        place=slug,
        product=product.id,
        submission=form.cleaned_data.get("submission") or None,
    )
    return done(request, _("Taken off the list."), to=reverse("safer-supply-rules", args=[slug]))
