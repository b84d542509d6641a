"""Signing in and out, one's password, language and theme."""

from datetime import timedelta
from math import ceil
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from veille.accounts import attempts, second_factor
from veille.accounts.audit import Happened, note_request
from veille.accounts.models import Account, Role
from veille.accounts.sessions import SessionStore
from veille.care import reads
from veille.ledger.nodes import local_node
from veille.rehearsal.demo_accounts import DEMO_ACCOUNTS, DEMO_FILE, PASSWORD
from veille.ui.limits import Limit, address_of
from veille.ui.requests import AccountRequest, is_own_page

from ..context import THEMES
from .second_factor import ask_for_code

#: From one address, by whatever names. A shift that comes on duty mistypes a few; a machine that
#: tries passwords gets no more than so many. Assumed.
WRONG_SIGN_INS = Limit("sign-in", 30, timedelta(minutes=5))
#: Who sees the board at once in a demo, without a choice of sites before it.
ON_THE_FLOOR = {Role.PEER, Role.NURSE, Role.COORDINATOR}
_YEAR_SECONDS = 365 * 24 * 60 * 60


class SignInForm(AuthenticationForm):
    error_messages = {
        "invalid_login": gettext_lazy(
            "This name and password do not match. Check both; capital letters count in the "
            "password alone."
        ),
        "inactive": gettext_lazy("This account is closed. Ask an administrator."),
    }
    use_required_attribute = False

    def __init__(self, request: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        name, password = self.fields["username"], self.fields["password"]
        name.label, password.label = gettext_lazy("Sign-in name"), gettext_lazy("Password")
        name.widget.attrs.update(
            {
                "class": "input",
                "autocomplete": "username",
                "autocapitalize": "none",
                "autofocus": True,
            }
        )
        password.widget.attrs.update({"class": "input", "autocomplete": "current-password"})
        for field in (name, password):
            field.error_messages["required"] = gettext_lazy("Enter it.")


class SignIn(LoginView):
    template_name = "sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        seconds = 0 if self._knows_the_device() else WRONG_SIGN_INS.wait(address_of(request))
        return too_many(request, seconds) if seconds else super().post(request, *args, **kwargs)

    def _knows_the_device(self) -> bool:
        return bool(attempts.device_known_to(self.request, attempts.name_in(self.request)))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"demo": _demo()}

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        if not self._knows_the_device():
            WRONG_SIGN_INS.take(address_of(self.request))
        return super().form_invalid(form)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        account = form.get_user()
        if second_factor.has_one(account):
            return ask_for_code(self.request, account, self.get_success_url())
        response = super().form_valid(form)
        if isinstance(self.request.session, SessionStore):
            self.request.session.begin()
        attempts.remember_device(self.request, response, form.get_user())
        return response


def _demo() -> dict[str, Any] | None:
    """The accounts that a demo shows as buttons; None where this is no demo.

    A button sends the name and the password that the demo prints, by the one form there is:
    it opens nothing that typing them would not.
    """
    node = local_node()
    if not (node and node.rehearsal and (settings.VEILLE_VAR / DEMO_FILE).exists()):
        return None
    spoken = get_language() or ""
    sites = reads.sites()
    board = reverse("board", args=[sites[0].slug]) if sites else ""
    names = [each.sign_in for each in DEMO_ACCOUNTS]
    there = set(Account.objects.filter(sign_in__in=names).values_list("sign_in", flat=True))
    shown = [
        {
            "sign_in": each.sign_in,
            "name": each.name,
            "does": each.does(spoken),
            "first_page": board if each.role in ON_THE_FLOOR else "",
        }
        for each in DEMO_ACCOUNTS
        if each.sign_in in there
    ]
    return {"accounts": shown, "password": PASSWORD}


def too_many(request: HttpRequest, seconds: int) -> HttpResponse:
    """Too many wrong sign-ins from one address, by whatever names."""
    context = {"what": "too-many", "minutes": ceil(seconds / 60)}
    response = render(request, "error.html", context, status=429)
    response.headers["Retry-After"] = str(seconds)
    return response


def locked_out(
    request: HttpRequest, credentials: Any = None, *args: Any, **kwargs: Any
) -> HttpResponse:
    """Too many wrong passwords for one name, on this device or from this address."""
    seconds = attempts.seconds_to_wait(request)
    context = {"what": "locked", "minutes": ceil(seconds / 60)}
    response = render(request, "error.html", context, status=429)
    response.headers["Retry-After"] = str(seconds)
    return response


def sign_out(request: AccountRequest) -> HttpResponse:
    language = request.user.language
    logout(request)
    response = redirect("sign-in")
    if language:
        _remember(response, settings.LANGUAGE_COOKIE_NAME, language)
    return response


def session(request: HttpRequest) -> JsonResponse:
    """Who is signed in here, and the token of their forms: asked by a page that was open while a
    session ended. It is no use of the session, and renews nothing."""
    account = request.user.pk if isinstance(request.user, Account) else ""
    return JsonResponse({"account": account, "token": get_token(request)})


class OwnPasswordForm(PasswordChangeForm):
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["class"] = "input"
            field.help_text = ""
            if isinstance(field, forms.CharField):
                field.error_messages["required"] = gettext_lazy("Enter it.")


def password(request: AccountRequest) -> HttpResponse:
    """Change one's own password."""
    form = OwnPasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save()
        note_request(request, Happened.PASSWORD, about=request.user)
        update_session_auth_hash(request, request.user)
        messages.success(request, _("Your password is changed."))
        return redirect("home")
    status = 422 if form.is_bound else 200
    return render(request, "password.html", {"form": form}, status=status)


def language(request: AccountRequest) -> HttpResponse:
    """Change the language, here and for the account."""
    chosen = request.POST.get("language", "")
    response = back(request)
    if chosen in dict(settings.LANGUAGES):
        if isinstance(request.user, Account):
            Account.objects.filter(pk=request.user.pk).update(language=chosen)
        _remember(response, settings.LANGUAGE_COOKIE_NAME, chosen)
    return response


def theme(request: AccountRequest) -> HttpResponse:
    """Change between the night's theme, the day's, and the machine's own."""
    chosen = request.POST.get("theme", "")
    response = back(request)
    if chosen in THEMES:
        if isinstance(request.user, Account):
            Account.objects.filter(pk=request.user.pk).update(theme=chosen)
        _remember(response, "veille_theme", chosen)
    return response


def _remember(response: HttpResponse, cookie: str, value: str) -> None:
    response.set_cookie(
        cookie, value, max_age=_YEAR_SECONDS, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )


def back(request: HttpRequest) -> HttpResponse:
    """To the page that the button was on."""
    to = request.POST.get("next") or request.headers.get("Referer", "")
    return redirect(to if is_own_page(request, to) else "home")
