"""The second factor: a step of signing in, setting it up, recovery codes, a colleague's reset."""

from datetime import timedelta
from typing import Any

import segno
from django import forms
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from veille.accounts import attempts, second_factor
from veille.accounts.audit import Happened, note, note_request
from veille.accounts.models import Account, SecondFactor
from veille.accounts.sessions import SessionStore
from veille.ledger import clock
from veille.ledger.refusal import Refused
from veille.ui.forms import PlainForm
from veille.ui.requests import AccountRequest, is_own_page

#: How long the password that was given holds.
_PATIENCE = timedelta(minutes=5)
#: In a session: whose password was given; that a code was; the secret that is being set up.
_HALFWAY, PROVEN, _NEW = "second-halfway", "second-proven", "second-new"
_BACKEND = "veille.accounts.sessions.AccountBackend"


class CodeForm(PlainForm):
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "class": "input",
                "autocomplete": "one-time-code",
                "autocapitalize": "none",
                "spellcheck": "false",
                "autofocus": True,
            }
        ),
        error_messages={"required": gettext_lazy("Enter it.")},
    )


class TooManyCodes(Refused):
    status = 429

    def __init__(self, seconds: int) -> None:
        super().__init__(
            _(
                "Too many wrong codes. Wait %(minutes)s minutes, or enter one of your recovery "
                "codes, which do not wait. A coordinator or an administrator lets you in at once, "
                "with one tap."
            ),
            minutes=-(-seconds // 60),
        )


def ask_for_code(request: HttpRequest, account: Account, to: str) -> HttpResponse:
    """The password was right: on to the code. Nobody is signed in yet."""
    request.session[_HALFWAY] = {
        "account": account.pk,
        "until": (clock.now() + _PATIENCE).timestamp(),
        "to": to,
    }
    return redirect("sign-in-code")


def code(request: HttpRequest) -> HttpResponse:
    """The second step of signing in."""
    halfway = request.session.get(_HALFWAY) or {}
    account = Account.objects.filter(pk=halfway.get("account", ""), is_active=True).first()
    if account is None or halfway["until"] < clock.now().timestamp():
        request.session.pop(_HALFWAY, None)
        return redirect("sign-in")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _is_right(account, form):
        del request.session[_HALFWAY]
        login(request, account, backend=_BACKEND)
        prove(request)
        if isinstance(request.session, SessionStore):
            request.session.begin()
        to = str(halfway["to"])
        response = redirect(to if is_own_page(request, to) else "home")
        attempts.remember_device(request, response, account)
        return response
    status = 422 if form.errors else 200
    return render(request, "sign_in_code.html", {"form": form}, status=status)


def prove(request: HttpRequest) -> None:
    """This session was begun with a second factor."""
    request.session[PROVEN] = True


def _is_right(account: Account, form: CodeForm) -> bool:
    code = form.cleaned_data["code"]
    if seconds := attempts.seconds_for_codes(account):
        if second_factor.accept_recovery(account, code):
            attempts.unlock(account)
            return True
        raise TooManyCodes(seconds)
    if second_factor.accept(account, code):
        return True
    attempts.note_wrong_code(account)
    note(Happened.CODE_REFUSED, about=account)
    form.add_error(
        "code",
        _(
            "This code does not count. Wait for the next one of your telephone, or enter another "
            "recovery code."
        ),
    )
    return False


def own(request: AccountRequest) -> HttpResponse:
    """Set up one's own second factor, make other recovery codes, or put it away."""
    own = SecondFactor.objects.filter(account=request.user).first()
    return _change(request, own) if own else _set_up(request)


def _set_up(request: AccountRequest) -> HttpResponse:
    secret = request.session.get(_NEW) or second_factor.new_secret()
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        codes = second_factor.enrol(request.user, secret, form.cleaned_data["code"])
        if codes:
            request.session.pop(_NEW, None)
            prove(request)
            note_request(request, Happened.SECOND_SET, about=request.user)
            return _codes(request, codes)
        form.add_error("code", _("This is no code of this key now. Check the telephone’s time."))
    request.session[_NEW] = secret
    drawing = segno.make(second_factor.address_for_apps(secret, request.user), error="m")
    context = {
        "form": form,
        "drawing": mark_safe(drawing.svg_inline(scale=4, border=4, light="#fff")),  # noqa: S308
        "secret": " ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
        "required": second_factor.is_required(request.user),
        "colleagues": _colleagues(request),
    }
    return _page(request, form, context)


def _change(request: AccountRequest, own: SecondFactor) -> HttpResponse:
    form = CodeForm(request.POST or None)
    required = second_factor.is_required(request.user)
    if request.method == "POST" and form.is_valid() and _is_right(request.user, form):
        prove(request)
        if request.POST.get("do") == "recovery":
            return _codes(request, second_factor.new_recovery_codes(request.user))
        if request.POST.get("do") == "remove" and not required:
            second_factor.remove(request.user)
            note_request(request, Happened.SECOND_REMOVED, about=request.user)
            messages.success(request, _("Signing in asks for the password alone again."))
            return redirect("second-factor")
    context = {
        "form": form,
        "own": own,
        "left": len(own.recovery),
        "required": required,
        "colleagues": _colleagues(request),
    }
    return _page(request, form, context)


def _codes(request: AccountRequest, codes: list[str]) -> HttpResponse:
    return render(request, "second_factor_codes.html", {"codes": codes})


def _page(request: AccountRequest, form: CodeForm, context: dict[str, Any]) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(request, "second_factor.html", context, status=status)


def _colleagues(request: AccountRequest) -> list[Account]:
    """Whose second factor whoever asks may take away."""
    having = Account.objects.filter(second__isnull=False, is_active=True).order_by("name")
    return [one for one in having if second_factor.can_remove(request.user, one)]
