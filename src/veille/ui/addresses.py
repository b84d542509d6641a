"""An address of a room: its route, its view, its name, who may open or change it; and what the
identities in it stand for.

A view is given the object that `<id:visit>` stands for, found by the guard: one of the site of the
request, or of its commission. It never sees the identity of anything else.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal

from django.urls import URLPattern, path

from veille.accounts.access import NOBODY, Roles, Rule, declare

from .converters import Id

#: (request, identity) → the object. Raises Absent where the reader of this page may not know it.
Find = Callable[[Any, str], Any]

_finders: dict[str, Find] = {}
_cookieless: dict[str, bool] = {}
_shows: dict[str, str] = {}


def page(
    route: str,
    view: Callable[..., Any],
    *,
    name: str,
    read: Roles = NOBODY,
    change: Roles = NOBODY,
    without_cookies: Literal["", "by-address", "by-browser"] = "",
    shows: str = "",
) -> URLPattern:
    """As Django's `path`. `read` may open it (GET, HEAD), `change` may submit it (POST).

    `without_cookies`: it is read without a cookie, in the language that its address says or that
    the browser speaks. `shows`: what of a person's record stands on it, by a word of `looks`;
    whoever opens it is noted. Raises ValueError where another address has this name for different
    roles.
    """
    declare(name, Rule(read=read, change=change))
    if without_cookies:
        _cookieless[name] = without_cookies == "by-browser"
    if shows:
        _shows[name] = shows
    return path(route, view, name=name)


def cookieless() -> Mapping[str, bool]:
    """The names of the pages that are read without a cookie, and whether they are in the language
    that the browser speaks."""
    return _cookieless


def shown_records() -> Mapping[str, str]:
    """The names of the pages that show something of a person's record, and what they show."""
    return _shows


def identities(**finders: Find) -> None:
    """Declare what `<id:name>` stands for, in every address that has it.

    Raises ValueError where a name stands for something else already.
    """
    for name, find in finders.items():
        if _finders.setdefault(name, find) is not find:
            raise ValueError(f"<id:{name}> stands for two kinds of objects")


def declared_identities() -> dict[str, Find]:
    """Each name that may stand as `<id:name>`, and what finds its object."""
    return dict(_finders)


def find_objects(request: Any, arguments: dict[str, Any]) -> None:
    """Put the objects in place of their identities. Raises Absent.

    What stands for nothing raises KeyError: `unknown_identities` names it at start.
    """
    for name in _identities_of(request.resolver_match):
        arguments[name] = _finders[name](request, arguments[name])


def unknown_identities(patterns: Iterable[URLPattern]) -> set[str]:
    """The identities of these addresses for which no room declares an object."""
    names = {
        name
        for pattern in patterns
        for name, converter in pattern.pattern.converters.items()
        if isinstance(converter, Id)
    }
    return names - set(_finders)


def _identities_of(match: Any) -> list[str]:
    return [name for name in match.kwargs if name in _finders]
