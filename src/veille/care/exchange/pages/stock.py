"""A site's stock: what is left, counts, deliveries, transfers, levels, bundles."""

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from veille.care import reads as floor
from veille.care.pages.answers import done
from veille.care.pages.requests import SiteRequest
from veille.ledger.refusal import Refused
from veille.ui.answers import refused_form, sheet, submit
from veille.ui.names import name_of, sentence
from veille.ui.words import words_of

from .. import reads, stock
from ..facts import Amount
from ..reads import StockLine
from ..state import Count
from ..tables import CountRow, TransferRow
from ..words import GROUPS, Item
from .amounts import difference, in_words, number
from .forms import AmountsForm, BundleForm, CountForm, ReceiveForm, ReorderForm, SendForm

_COUNTS_SHOWN = 24
_DELIVERIES_SHOWN = 8


def shelves(request: SiteRequest, slug: str) -> HttpResponse:
    """What is left of everything, what to reorder, what to count."""
    lines = reads.stock(request.here)
    kept = {line.item: line for line in lines if _is_kept(line)}
    unknown = tuple(item for item in kept if not item.is_known)
    names = {site.slug: site.name for site in floor.sites()}
    context = {
        "groups": [
            (heading, [_shelf(kept[item]) for item in items if item in kept])
            for heading, items in (*GROUPS, (_("Of a newer version"), unknown))
            if any(item in kept for item in items)
        ],
        "elsewhere": [line.item.label for line in lines if line.item not in kept],
        "low": sum(line.low for line in lines),
        "to_count": sum(line.to_count for line in lines),
        "shortest": min(
            (line.days_left for line in lines if line.days_left is not None), default=None
        ),
        "coming": [_under_way(row, names) for row in reads.transfers_coming(slug)],
        "leaving": [_under_way(row, names) for row in reads.transfers_leaving(slug)],
        "counts": [_counted(row) for row in reads.last_counts(slug, _COUNTS_SHOWN)],
        "deliveries": [
            {"row": row, "items": in_words(reads.amounts(row.items)), "by": name_of(row.by)}
            for row in reads.last_deliveries(slug, _DELIVERIES_SHOWN)
        ],
        "rate_days": reads.RATE_DAYS,
        "count_days": reads.COUNT_HOLDS.days,
        "tab": "equipment",
    }
    return render(request, "exchange/stock.html", context)


def _is_kept(line: StockLine) -> bool:
    """Whether the site has anything to do with an item."""
    return line.left is not None or line.daily > 0 or line.reorder_at is not None


def _shelf(line: StockLine) -> dict[str, Any]:
    """One line of the stock's table."""
    last = line.count
    differs = last is not None and line.difference
    return {
        "label": line.item.label,
        "left": "" if line.left is None else number(line.left),
        "low": line.low,
        "to_count": line.to_count,
        "days_left": line.days_left,
        "daily": line.daily,
        "reorder_at": line.reorder_at,
        "count": last,
        "difference": difference(last.found, last.expected or 0) if last and differs else "",
    }


def _under_way(row: TransferRow, names: dict[str, str]) -> dict[str, Any]:
    return {
        "row": row,
        "items": in_words(reads.amounts(row.items)),
        "from": names.get(row.site, row.site),
        "to": names.get(row.to, row.to),
        "by": name_of(row.by),
    }


def _counted(row: CountRow) -> dict[str, Any]:
    """One item of one count, with what the stock said until then."""
    known = row.expected is not None
    return {
        "row": row,
        "item": words_of([row.item], Item),
        "by": name_of(row.by),
        "expected": number(row.expected or 0) if known else "",
        "difference": difference(row.found, row.expected or 0) if known else "",
    }


def count(request: SiteRequest, slug: str) -> HttpResponse:
    """Write down what the shelf holds. What the stock says is not shown: count what is there."""
    form = CountForm(request.POST or None)
    if submitted := submit(
        request,
        form,
        lambda data: stock.count(
            by=request.user.id,
            place=slug,
            found=data["found"],
            at=data["at"],
            submission=form.identity,
        ),
    ):
        counted = submitted.made
        values = form.cleaned_data
        _tell_of_others(request, counted, values["opened"])
        return done(request, _count_in_words(counted), to=reverse("stock", args=[slug]))
    context = {
        "title": _("Count the stock"),
        "sub": _("Only what you count; an empty shelf is 0, what is left empty stays as it is."),
        "save": _("Save the count"),
        "back": reverse("stock", args=[slug]),
    }
    return sheet(request, "exchange/form.html", context, form)


def _count_in_words(counted: Count) -> str:
    expected = {amount.item: amount.count for amount in counted.expected}
    differ = sum(a.count != expected[a.item] for a in counted.found if a.item in expected)
    if not differ:
        return _("Counted.")
    return ngettext(
        "Counted. %(n)s item differs from what the stock said: see the counts below.",
        "Counted. %(n)s items differ from what the stock said: see the counts below.",
        differ,
    ) % {"n": differ}


def _tell_of_others(request: SiteRequest, counted: Count, opened: float | None) -> None:
    """Somebody counted the same meanwhile: both are kept, and whose stands."""
    if not opened:
        return
    items = [amount.item for amount in counted.found]
    then = datetime.fromtimestamp(opened, UTC)
    others = reads.counted_by_others_since(counted.site, items, then, counted.by)
    if others:
        messages.info(
            request,
            _(
                "%(who)s counted too, while you did. Both counts are kept; the later one stands, "
                "and the difference is shown."
            )
            % {"who": ", ".join(map(name_of, others))},
        )


def delivery(request: SiteRequest, slug: str) -> HttpResponse:
    """Take in a delivery."""
    form = AmountsForm(request.POST or None)
    if submit(
        request,
        form,
        lambda data: stock.deliver(
            by=request.user.id,
            place=slug,
            items=data["items"],
            at=data["at"],
            submission=form.identity,
        ),
    ):
        return done(request, _("Delivery saved."), to=reverse("stock", args=[slug]))
    context = {
        "title": _("Delivery"),
        "sub": _("What came in, by the piece."),
        "save": _("Save the delivery"),
        "back": reverse("stock", args=[slug]),
    }
    return sheet(request, "exchange/form.html", context, form)


def send(request: SiteRequest, slug: str) -> HttpResponse:
    """Send stock to another site."""
    others = [site for site in floor.sites() if site.slug != slug]
    form = SendForm(request.POST or None, sites=others)
    if submit(
        request,
        form,
        lambda data: stock.send(
            by=request.user.id,
            place=slug,
            to=data["to"],
            items=data["items"],
            at=data["at"],
            submission=form.identity,
        ),
    ):
        words = _("Sent. It is under way until the other site receives it.")
        return done(request, words, to=reverse("stock", args=[slug]))
    context = {
        "title": _("Send to another site"),
        "sub": _("It leaves this stock now, and comes into theirs once they receive it."),
        "save": _("Send"),
        "back": reverse("stock", args=[slug]),
    }
    return sheet(request, "exchange/form.html", context, form)


def receive(request: SiteRequest, slug: str, transfer: TransferRow) -> HttpResponse:
    """A transfer arrived: all of it by one tap on the stock page, or what was in it."""
    sent = list(reads.amounts(transfer.items))
    form = ReceiveForm(request.POST or None, sent=sent)
    if request.method == "POST" and form.is_valid():
        whole = "all" in request.POST
        try:
            _received(request, transfer.id, None if whole else form)
        except Refused as refusal:
            if whole:
                messages.warning(request, sentence(refusal))
                return redirect("stock", slug=slug)
            refused_form(form, refusal)
        else:
            return done(request, _("Received."), to=reverse("stock", args=[slug]))
    context = {
        "title": _("What came of it"),
        "sub": _("Sent: %(items)s") % {"items": in_words(sent)},
        "save": _("Receive"),
        "back": reverse("stock", args=[slug]),
    }
    return sheet(request, "exchange/form.html", context, form)


def _received(request: SiteRequest, transfer: str, form: ReceiveForm | None) -> None:
    items: list[Amount] | None = None
    at = None
    if form is not None:
        items, at = form.cleaned_data["items"], form.cleaned_data["at"]
    stock.receive(
        by=request.user.id,
        place=request.here.slug,
        transfer=transfer,
        items=items,
        at=at,
        submission=request.POST.get("submission") or None,
    )


def reorder(request: SiteRequest, slug: str) -> HttpResponse:
    """At which level to order each item again."""
    now = [Amount(item, level) for item, level in reads.reorder_levels(slug).items()]
    form = ReorderForm(request.POST or None, initial={"levels": now})
    if submitted := submit(
        request,
        form,
        lambda _data: stock.set_reorder(
            by=request.user.id, place=slug, levels=form.by_item(), submission=form.identity
        ),
    ):
        changed = submitted.made
        words = _("Levels saved.") if changed else _("Nothing was changed.")
        return done(request, words, to=reverse("stock", args=[slug]))
    context = {
        "title": _("Reorder levels"),
        "sub": _("The stock page marks an item once no more than this is left."),
        "save": _("Save the levels"),
        "back": reverse("stock", args=[slug]),
    }
    return sheet(request, "exchange/form.html", context, form)


def bundles(request: SiteRequest, slug: str) -> HttpResponse:
    """What takes one tap at this site."""
    ready = [(one, in_words(one.items)) for one in reads.bundles(slug)]
    return render(request, "exchange/bundles.html", {"bundles": ready, "tab": "equipment"})


def bundle(request: SiteRequest, slug: str, bundle: str = "") -> HttpResponse:
    """A new bundle, or one to change."""
    now = reads.bundle(slug, bundle) if bundle else None
    initial = {"name": now.name, "items": now.items} if now else None
    form = BundleForm(request.POST or None, initial=initial)
    if submit(
        request,
        form,
        lambda data: stock.keep_bundle(
            by=request.user.id,
            place=slug,
            key=bundle,
            name=data["name"],
            items=data["items"],
            submission=form.identity,
        ),
    ):
        return done(request, _("Bundle saved."), to=reverse("bundles", args=[slug]))
    context = {
        "title": _("Change the bundle") if now else _("New bundle"),
        "sub": _("One tap hands out all of it. What was handed out before stays as it was."),
        "save": _("Save the bundle"),
        "back": reverse("bundles", args=[slug]),
    }
    return sheet(request, "exchange/form.html", context, form)


def drop_bundle(request: SiteRequest, slug: str, bundle: str) -> HttpResponse:
    """Offer a bundle no longer."""
    stock.drop_bundle(
        by=request.user.id,
        place=slug,
        key=bundle,
        submission=request.POST.get("submission") or None,
    )
    return done(request, _("Bundle dropped."), to=reverse("bundles", args=[slug]))
