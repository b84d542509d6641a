"""Pages that anybody may read: without an account, and without a cookie where they declare it.

What a room puts on the front page is declared in its `pages/front.py`, as `FRONT`; the pages of
its own that every public page leads to, as `LINKS`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial, update_wrapper
from hashlib import sha256
from typing import Any, Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import URLPattern, get_resolver, reverse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.functional import Promise

from veille.accounts.access import EVERYBODY, NOBODY, Roles, can_open
from veille.ledger.nodes import local_node

from .addresses import cookieless, page
from .words import language

#: The languages of the public pages, as each calls itself; the first where a browser speaks none.
LANGUAGES = {"fr": "Français", "en": "English"}
Where = Literal["alert", "main", "side", "below", "foot"]


@dataclass(frozen=True)
class FrontPart:
    """What a room puts on the public front page.

    `context` is asked in the language in force, with the moment; None leaves the part out. It may
    say nothing of a visitor, and counts of people only as the one engine lets them out.
    """

    template: str
    context: Callable[[datetime], Mapping[str, Any] | None]
    where: Where = "below"
    #: Among the parts of one place: the smaller comes first.
    order: int = 10


@dataclass(frozen=True)
class PublicLink:
    """A public page that every other leads to: its label, and the name of its addresses."""

    label: str | Promise
    name: str


_parts: list[FrontPart] = []
_links: list[PublicLink] = []


def register(parts: Iterable[FrontPart], links: Iterable[PublicLink]) -> None:
    """Let the public pages know of a room's; once is enough."""
    _parts.extend(part for part in parts if part not in _parts)
    _links.extend(link for link in links if link not in _links)


def front_parts(where: Where, now: datetime) -> list[dict[str, Any]]:
    """The parts of one place of the front page, in their order, in the language in force."""
    chosen = sorted((part for part in _parts if part.where == where), key=lambda part: part.order)
    drawn = [(part.template, part.context(now)) for part in chosen]
    return [
        {"template": template, "part": context}
        for template, context in drawn
        if context is not None
    ]


def everywhere(language: str) -> dict[str, Any]:
    """What every public page says in its head and its foot, in the language in force."""
    node = local_node()
    return {
        "language": language,
        "rehearsal": bool(node and node.rehearsal),
        "network_name": settings.VEILLE_NETWORK or "Veille",
        "front": reverse(f"front-{language}"),
        "links": [(link.label, reverse(f"{link.name}-{language}")) for link in _links],
    }


def leave_no_cookie(request: HttpRequest) -> None:
    """A template that was drawn asked for a token of forms, and Django would send its cookie."""
    request.META.pop("CSRF_COOKIE_NEEDS_UPDATE", None)


def language_of(request: HttpRequest) -> str:
    """The language that a browser speaks, of those the public pages have."""
    language = translation.get_language_from_request(request)
    return language if language in LANGUAGES else next(iter(LANGUAGES))


def in_each_language(
    name: str,
    view: Callable[..., HttpResponse],
    *,
    fr: str,
    en: str,
    by_browser: str = "",
    read: Roles = EVERYBODY,
    change: Roles = NOBODY,
) -> list[URLPattern]:
    """The addresses of one page that everybody may read without a cookie: `name`-fr, `name`-en,
    and, where `by_browser` is a route, `name` in the language that the browser speaks. Where `read`
    is not everybody, whoever opens it is asked who they are, and so has a cookie.

    `view` is given the request, what stands in the address, and `language`.
    """

    def of_browser(request: HttpRequest, **said: Any) -> HttpResponse:
        return view(request, **said, language=language_of(request))

    pages = [
        page(
            route,
            update_wrapper(partial(view, language=language), view),
            name=f"{name}-{language}",
            read=read,
            change=change,
            without_cookies="by-address",
        )
        for language, route in (("fr", fr), ("en", en))
    ]
    if by_browser:
        one = update_wrapper(of_browser, view)
        pages.append(
            page(
                by_browser,
                one,
                name=name,
                read=read,
                change=change,
                without_cookies="by-browser",
            )
        )
    return pages


def languages(name: str, *arguments: str) -> list[tuple[str, str, str]]:
    """The same page in each language: (code, address, what the language calls itself)."""
    return [
        (code, reverse(f"{name}-{code}", args=arguments), own) for code, own in LANGUAGES.items()
    ]


def address_in(name: str, *arguments: str) -> str:
    """The address of a public page in the language in force."""
    return reverse(f"{name}-{language()}", args=arguments)


def public_page(
    request: HttpRequest,
    template: str,
    context: Callable[[], Mapping[str, Any]],
    *,
    language: str,
    fresh_seconds: int,
) -> HttpResponse:
    """A page in `language` that every cache may keep for so long; 304 where nothing changed.

    `context` is asked with the language in force.
    """
    with translation.override(language):
        body = render_to_string(template, {**everywhere(language), **context()})
    tag = f'"{sha256(body.encode()).hexdigest()[:32]}"'
    response = HttpResponse(
        body,
        headers={
            "Content-Language": language,
            "ETag": tag,
            "Cache-Control": f"public, max-age={fresh_seconds}",
        },
    )
    return get_conditional_response(request, etag=tag, response=response) or response


class WithoutCookies:
    """Middleware: pages that declare it are asked for and answered without a cookie, so that
    whoever reads one leaves no trace, and one copy serves all."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        patterns = [each for each in get_resolver().url_patterns if isinstance(each, URLPattern)]
        self.patterns = [each for each in patterns if each.name in cookieless()]

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        name = self._name(request.path_info)
        change = request.method not in ("GET", "HEAD")
        if not name or not can_open(None, name, change=change):
            return self.get_response(request)
        request.META.pop("HTTP_COOKIE", None)
        response = self.get_response(request)
        # Sessions and languages of other pages vary by what is not looked at here.
        del response.headers["Vary"]
        if cookieless()[name]:
            response.headers["Vary"] = "Accept-Language"
        return response

    def _name(self, path: str) -> str:
        """Of the page without cookies at this path; empty where there is none."""
        inside = path.removeprefix("/")
        return next((each.name or "" for each in self.patterns if each.pattern.match(inside)), "")
