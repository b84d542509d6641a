"""What happens to every request: headers, language, the guard, and refusals put into words."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _lazy

from veille.accounts.access import can_open, role_of
from veille.accounts.models import Account
from veille.accounts.sessions import SessionStore
from veille.care import reads
from veille.diversion import reads as diversion
from veille.extras import Missing
from veille.ledger import clock
from veille.ledger.refusal import Refused, Repeated
from veille.ui.addresses import cookieless, find_objects
from veille.ui.names import sentence

from .views.second_factor import PROVEN

_MILLISECONDS = re.compile("[0-9]{1,14}")
Next = Callable[[HttpRequest], HttpResponseBase]

_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)


_FOR_A_YEAR = "max-age=31536000"


class SecurityHeaders:
    """Nothing from elsewhere is loaded; no page with a visitor on it stays in a cache."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", _POLICY)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), microphone=(), geolocation=()"
        )
        response.headers.setdefault("Cache-Control", "no-store")
        if settings.HTTPS:
            # Said whatever a proxy tells of the scheme: the installation knows it.
            response.headers.setdefault("Strict-Transport-Security", _FOR_A_YEAR)
        return response


class AccountLanguage:
    """The language of the account; for somebody not signed in, the one they chose or speak."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if isinstance(request.user, Account) and request.user.language:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = request.user.language
        return self.get_response(request)


#: Asked by a page itself, not by somebody at it.
_BY_ITSELF = {"session", "healthz"}


class RenewedByUse:
    """A session that is used goes on. A screen that only shows what happens elsewhere is no use."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        name = (request.resolver_match.url_name if request.resolver_match else None) or ""
        by_itself = name in _BY_ITSELF or name.endswith("-live") or name in cookieless()
        session = request.session
        if by_itself or not isinstance(request.user, Account):
            return response
        # The server answers whoever is signed in before strangers.
        request.META["veille.session"] = session.session_key
        if session.modified:
            return response
        if isinstance(session, SessionStore) and (seconds := session.renew()):
            response.set_cookie(
                settings.SESSION_COOKIE_NAME,
                session.session_key or "",
                max_age=seconds,
                httponly=True,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )
        return response


class KeptTaps:
    """What a page kept through a cut of the network happened when it was tapped, by the server's
    clock: the page says so in the header `Veille-Tapped`, in milliseconds since 1970."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        said = request.headers.get("Veille-Tapped", "")
        if request.method != "POST" or not _MILLISECONDS.fullmatch(said):
            return self.get_response(request)
        with clock.tapped(clock.from_microseconds(1_000 * int(said))):
            return self.get_response(request)


class Guard:
    """Lets nobody past the table in `access.py`, nor into a site where they do not work, nor to
    what is of another one: views are given objects of the site of their address."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        timezone.deactivate()
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        name = request.resolver_match.url_name or "" if request.resolver_match else ""
        role = role_of(request.user)
        change = request.method not in ("GET", "HEAD")
        if not can_open(role, name, change=change):
            if role is None:
                return _to_sign_in(request)
            return render(request, "error.html", {"what": "forbidden"}, status=403)
        if role in settings.VEILLE_SECOND_FACTOR and _must_set_up(request, name, change=change):
            return redirect("second-factor")
        slug = kwargs.get("slug")
        if slug is not None:
            account = request.user
            if not (isinstance(account, Account) and account.works_at(slug)):
                return render(request, "error.html", {"what": "forbidden"}, status=403)
            try:
                site = reads.site(slug)
            except Refused as refusal:
                return _refused_page(request, refusal)
            request.here = site  # type: ignore[attr-defined]
            timezone.activate(ZoneInfo(site.time_zone))
        commission = kwargs.get("commission")
        if commission is not None and (closed := self._into_commission(request, commission)):
            return closed
        try:
            find_objects(request, kwargs)
        except Refused as refusal:
            return answer_to(request, refusal)
        return None

    def _into_commission(self, request: HttpRequest, slug: str) -> HttpResponse | None:
        account = request.user
        if not (isinstance(account, Account) and account.sits_in(slug)):
            return render(request, "error.html", {"what": "forbidden"}, status=403)
        try:
            commission = diversion.commission(slug)
        except Refused as refusal:
            return _refused_page(request, refusal)
        request.commission = commission  # type: ignore[attr-defined]
        timezone.activate(ZoneInfo(diversion.details(commission).time_zone))
        return None


#: What stays open to whoever has to set up a second factor first.
_BEFORE_IT = {"second-factor", "sign-out"}


def _must_set_up(request: HttpRequest, name: str, *, change: bool) -> bool:
    """Whether this session was begun without the second factor that its role has to have."""
    public = name in _BEFORE_IT or can_open(None, name, change=change)
    return not (public or request.session.get(PROVEN))


def _refused_page(request: HttpRequest, refusal: Refused) -> HttpResponse:
    words = {"what": "refused", "words": sentence(refusal)}
    return render(request, "error.html", words, status=refusal.status)


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    if request.headers.get("HX-Request"):
        # The page asks for the password over itself (signed_in.js), and then goes on.
        return HttpResponse(status=401, headers={"HX-Reswap": "none"})
    return redirect_to_login(request.get_full_path())


class NotInstalled(Refused):
    """The page belongs to a part of Veille that this machine lacks."""

    status = 501

    def __init__(self, missing: Missing) -> None:
        super().__init__(
            _lazy(
                "This page needs the part “%(part)s” of Veille, which is not installed on this "
                "machine. Whoever looks after it installs it with: %(command)s"
            ),
            part=missing.extra,
            command=missing.command,
        )


class Refusals:
    """A refused action becomes a sentence: what happened, that nothing was lost, what to do."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Missing):
            error = NotInstalled(error)
        return answer_to(request, error) if isinstance(error, Refused) else None


def answer_to(request: HttpRequest, error: Refused) -> HttpResponse:
    """A refusal as whoever asked sees it: a notice where they are, or a page of its own."""
    words = sentence(error)
    repeated = isinstance(error, Repeated)
    if request.headers.get("HX-Request"):
        kind = "info" if repeated else "refused"
        response = render(
            request,
            "parts/notice_now.html",
            {"kind": kind, "words": words},
            status=error.status,
        )
        response.headers["HX-Reswap"] = "none"
        return response
    if request.method == "POST" and (home := _home_of(request)):
        messages.add_message(request, messages.INFO if repeated else messages.WARNING, words)
        return redirect(page_before(request) or home)
    return _refused_page(request, error)


def _home_of(request: HttpRequest) -> str:
    """The page that stands for the site or the commission of a request; empty where it has none."""
    if hasattr(request, "here"):
        return reverse("board", args=[request.here.slug])
    if hasattr(request, "commission"):
        return reverse("docket", args=[request.commission.slug])
    return ""


def page_before(request: HttpRequest) -> str:
    """The address of the page on which a form was sent: there it is answered. Empty where the
    browser does not say, or the page is not one of this site's that whoever asks may open."""
    came_from = urlsplit(request.headers.get("Referer", ""))
    if came_from.netloc != request.get_host():
        return ""
    try:
        name = resolve(came_from.path).url_name or ""
    except Resolver404:
        return ""
    if not can_open(role_of(request.user), name, change=False):
        return ""
    return urlunsplit(("", "", came_from.path, came_from.query, ""))
