"""Two machines are paired by a code read aloud, and by words that both show."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from veille.ledger import clock
from veille.ledger.refusal import Refused
from veille.ledger.sync import here, joining, line
from veille.ledger.sync.keys import Card
from veille.ledger.sync.membership import members
from veille.ledger.sync.notices import PURPOSES
from veille.ledger.sync.words import Purpose
from veille.ui.answers import back_to, submit
from veille.ui.forms import InPlainWords
from veille.ui.requests import AccountRequest


@never_cache
def pair(request: AccountRequest) -> HttpResponse:
    """At the hub: show a code, then the words of the node that typed it."""
    side, network = here.hub(), here.network()
    assert network is not None, "it is a hub"
    said = request.POST.get("do", "")
    try:
        if said == "code":
            shown = {"code": joining.new_code(clock.now()), "tab": "nodes"}
            return render(request, "pair_node.html", shown)
        card = joining.waiting_card(clock.now()) if said or "go-on" in request.GET else None
        if card is not None and said == "same":
            replaces = request.POST.get("replaces", "")
            name = here.pair_node(card, replaces=replaces).card.name
            joining.end()
            messages.success(request, _("Paired with “%(name)s”.") % {"name": name})
            return redirect("nodes")
    except Refused as refusal:
        return back_to(request, request.path, refusal)
    if said == "differ":
        joining.end()
        messages.warning(request, _WORDS_DIFFER)
        return redirect("nodes")
    context: dict[str, Any] = {
        "card": card,
        "words": joining.words(side.card(network.name), card) if card else [],
        "purpose": PURPOSES[card.purpose] if card else "",
        "before": _name_of(card.after) if card and card.after else "",
        "waits": "go-on" in request.GET,
        "tab": "nodes",
    }
    return render(request, "pair_node.html", context)


def _name_of(node: str) -> str:
    """The member whose place a node would take; empty where it is none of this network."""
    with here.hub().store.reading() as there:
        return next((m.card.name for m in members(there) if m.card.node == node), "")


_WORDS_DIFFER = gettext_lazy(
    "Nothing was paired. Where the words differ, another machine may stand in between: try again "
    "on another network, or pair by a stick."
)


class JoinForm(InPlainWords, forms.Form):
    """What a person types at the node: where the hub is, and the code that it shows."""

    address = forms.CharField(
        label=gettext_lazy("The hub’s address"),
        max_length=200,
        widget=forms.TextInput(
            attrs={"class": "input", "placeholder": "https://hub.example", "inputmode": "url"}
        ),
    )
    code = forms.CharField(
        label=gettext_lazy("The eight digits that the hub shows"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"class": "input huge", "inputmode": "numeric", "autocomplete": "off"}
        ),
    )
    purpose = forms.ChoiceField(
        label=gettext_lazy("What this machine is for"),
        widget=forms.RadioSelect,
        choices=[(one.value, PURPOSES[one]) for one in Purpose if one is not Purpose.HUB],
        initial=Purpose.SITE.value,
    )
    pin = forms.CharField(
        label=gettext_lazy("The fingerprint of the hub’s certificate"),
        help_text=gettext_lazy(
            "Only where no authority signed it: read from the hub’s own screen."
        ),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off"}),
    )


@never_cache
def join(request: AccountRequest) -> HttpResponse:
    """At a node: type the hub’s code, then compare the words."""
    said = request.POST.get("do", "")
    found = joining.asked()
    if found is not None and said == "same":
        hub, kept = found
        try:
            name = here.pair_hub(hub).hub.name
            line.set_up(kept.address, kept.pin)
        except Refused as refusal:
            return back_to(request, request.path, refusal)
        joining.forget_asked()
        messages.success(request, _("Paired with “%(name)s”.") % {"name": name})
        return redirect("nodes")
    if said == "differ":
        joining.forget_asked()
        messages.warning(request, _WORDS_DIFFER)
        return redirect("nodes")
    form = JoinForm(request.POST or None)
    if submit(request, form, _ask):
        return redirect("node-join")
    context: dict[str, Any] = {"form": form, "tab": "nodes"}
    if found is not None and not form.is_bound:
        context |= {"hub": found[0], "words": joining.words(found[0], here.own_card())}
    return render(request, "join_hub.html", context, status=422 if form.errors else 200)


def _ask(data: dict[str, str]) -> Card:
    """Hand this node’s card over for the hub’s. Raises Refused."""
    raw, _own = here.card_of_node(Purpose(data["purpose"]))
    hub = joining.join(data["address"], data["pin"], data["code"], raw)
    joining.keep_asked(hub, data["address"], data["pin"])
    return hub
