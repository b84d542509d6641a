"""How a view answers: on to the next page, a form with what was refused, a sheet."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django_htmx.http import HttpResponseClientRedirect

from veille.ledger.refusal import Refused, Repeated

from .names import sentence
from .requests import AccountRequest


def on_to(request: AccountRequest, url: str, words: str = "") -> HttpResponse:
    """To the next page, which then says `words`."""
    if words:
        messages.success(request, words)
    return HttpResponseClientRedirect(url) if request.htmx else redirect(url)


def back_to(request: AccountRequest, url: str, refusal: Refused) -> HttpResponse:
    """To where a refused tap is answered, which then says why."""
    level = messages.INFO if isinstance(refusal, Repeated) else messages.WARNING
    messages.add_message(request, level, sentence(refusal))
    return HttpResponseClientRedirect(url) if request.htmx else redirect(url)


def refused_form(form: BaseForm, refusal: Refused) -> None:
    """Put a refusal's sentence at the head of the form it came from, which keeps its words.

    Not of one that was saved already: there is nothing to send again.
    """
    if isinstance(refusal, Repeated):
        raise refusal
    form.add_error(None, sentence(refusal))


def sheet(
    request: HttpRequest, template: str, context: dict[str, Any], form: BaseForm | None = None
) -> HttpResponse:
    """A sheet, over the board or as a page; 422 where the form in it was refused."""
    status = 422 if form is not None and form.is_bound and form.errors else 200
    return render(request, template, {"form": form, **context}, status=status)


def form_sheet(
    request: HttpRequest, form: BaseForm, *, title: str, save: str, back: str, sub: str = ""
) -> HttpResponse:
    """A sheet that is one form: its title, a line below it, its fields, and the button `save`.

    `back` is the address that “Cancel” leads to.
    """
    context = {"title": title, "sub": sub, "save": save, "back": back}
    return sheet(request, "form_sheet.html", context, form)


_Made = TypeVar("_Made")


@dataclass(frozen=True)
class Submitted(Generic[_Made]):
    """A form was sent, and what it asked for was done: `made` is what the action gave."""

    made: _Made


def submit(
    request: HttpRequest, form: BaseForm, act: Callable[[dict[str, Any]], _Made]
) -> Submitted[_Made] | None:
    """Do what a form that was sent asks for: `act` is given its cleaned data.

    None where nothing was sent, or the form is wrong, or the action refused; the form then says
    why, and keeps its words.
    """
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return Submitted(act(form.cleaned_data))
    except Refused as refusal:
        refused_form(form, refusal)
        return None
